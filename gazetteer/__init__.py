"""An offline, bilingual (Arabic and English) geoparser: text in, placed mentions out."""
