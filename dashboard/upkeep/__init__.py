"""Keeping a store for years: backups, getting them back, and checking that all is as it should be."""
