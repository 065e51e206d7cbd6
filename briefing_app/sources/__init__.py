"""Exports on disk, read into records."""
