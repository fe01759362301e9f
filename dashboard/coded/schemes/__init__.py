"""Whose columns a file has: each module makes ready what of its rows the columns alone do not tell."""
