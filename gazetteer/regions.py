"""Which countries the gazetteer knows more closely, and where an article or a transliteration may be forgiven."""

from __future__ import annotations

HOME = frozenset(["SY", "IQ", "TR", "LB", "JO"])
"""Countries whose governorates are polygons of full detail; those of the others are coarser provinces."""

REPORTED = HOME | {"PS", "YE", "SD", "LY"}
"""Countries whose smallest places reports of armed conflict name, so that they count as much as one curated by hand."""

FOLDED = HOME | {"IL", "PS", "IR"}
"""Countries whose Latin and Arabic names get a fold key: there, and only there, transliterations vary."""

ARABIC_ARTICLE = FOLDED | frozenset("SA YE OM AE KW BH QA EG LY TN DZ MA SD MR DJ SO".split())  # noqa: SIM905
"""Countries where al-, el-, ez- before a name is the Arabic article, which a writer may leave out."""

THIN = ARABIC_ARTICLE | {"AF", "PK", "ML", "NE", "TD", "SS", "ET", "ER"}
"""Countries of which the gazetteer has few villages, so that a name it lacks may well be one."""
