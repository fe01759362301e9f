"""Reports read: dates, forces and kinds found and joined with the places into events.

Compiled modules are imported instead of these sources where they were made of them (see compiling.py).
"""

from pathlib import Path

from gazetteer.compiled import SOURCES as GAZETTEER
from gazetteer.compiled import folders_to_import_from, load_group

HERE = Path(__file__).parent
GROUP = "reading"
SOURCES = (HERE, HERE.parent, GAZETTEER)
"""Where the modules are, and those whose records they rely on."""
FOLDER = HERE / "built"

__path__[:0] = _compiled = folders_to_import_from(FOLDER, *SOURCES)
load_group(_compiled, GROUP)
