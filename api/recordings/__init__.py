"""Recordings: finding, listening, commenting, scoring."""
