"""Coded events from other people's files: what they are, what they mean here, and into the store with them.

A file is read by what holds it (`containers`), its columns are understood by who made it (`schemes`), and what comes
out is one shape whatever it came from (`shape`).
"""
