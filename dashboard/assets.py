"""`python -m dashboard.assets`: makes the files that the pages fetch, so that no visitor waits for them."""

from __future__ import annotations

import sys
from pathlib import Path

from dashboard.basemap import write_basemap
from dashboard.layers import copy_assets
from dashboard.page_fonts import copy_fonts
from dashboard.place_cells import write_place_cells
from gazetteer.errors import GazetteerError
from gazetteer.index import Gazetteer

STATIC = Path(__file__).parent / "static"
"""The scripts and styles that we wrote."""

BUILT = STATIC / "built"
"""Where the server finds what is built; ignored by git."""


def write_page_files(gazetteer: Gazetteer, directory: Path) -> str:
    """Puts fonts, scripts, styles, the base map and the places beyond it into a directory; the base map's file's name.

    What is there already, made from the same inputs, is left as it is.
    """
    copy_fonts(directory / "fonts")
    copy_assets(directory)
    write_place_cells(gazetteer, directory)
    return write_basemap(gazetteer, directory)


def main() -> int:
    """The exit status: 1, with a message that says what to do, where there is no gazetteer."""
    try:
        write_page_files(Gazetteer.open(), BUILT)
    except GazetteerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
