"""Where and when two chosen forces were near each other: the question, the search, what it found in words and files."""

from dashboard.encounters.question import CERTAINTIES, Question, question_from, sides
from dashboard.encounters.search import PAIR_COLUMNS, Encounters, find_encounters

__all__ = [
    "CERTAINTIES",
    "PAIR_COLUMNS",
    "Encounters",
    "Question",
    "find_encounters",
    "question_from",
    "sides",
]
