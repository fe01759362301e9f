"""The pages, and the parts that they are made of."""

from pathlib import Path

VIEWS = Path(__file__).parent
"""Where the files of the pages are."""
