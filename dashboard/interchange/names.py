"""What the lexicon calls forces and kinds, for files; ids that it does not know stand for themselves."""

from __future__ import annotations

from dashboard.vocabulary import forces, kinds

_UNKNOWN_COLOUR = "#7B8381"


def force_name(force_id: str) -> str:
    """A force's English name."""
    return forces()[force_id].en if force_id in forces() else force_id


def force_acled_name(force_id: str) -> str:
    """What ACLED calls a force."""
    return forces()[force_id].acled if force_id in forces() else force_id


def force_colour(force_id: str) -> str:
    """A force's colour on light ground, as #RRGGBB."""
    return forces()[force_id].light if force_id in forces() else _UNKNOWN_COLOUR


def kind_name(kind_id: str) -> str:
    """A kind's English name."""
    return kinds()[kind_id].en if kind_id in kinds() else kind_id
