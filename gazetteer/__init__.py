"""An offline, bilingual (Arabic and English) geoparser: text in, placed mentions out."""

from gazetteer.compiled import folders_to_import_from, load_group

__path__[:0] = _compiled = folders_to_import_from()
load_group(_compiled)
