"""Whose columns a file has: each module says what of its rows must be made ready before the columns say what they mean."""
