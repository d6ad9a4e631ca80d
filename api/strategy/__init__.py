"""Segments and réguas."""
