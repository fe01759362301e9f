"""`python -m gazetteer`: build, search, locate."""

from __future__ import annotations

import sys

from gazetteer.cli import main

sys.exit(main())
