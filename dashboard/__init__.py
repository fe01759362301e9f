"""Dawriya: field reports in Arabic and English, read into patrols and incidents on a map."""
