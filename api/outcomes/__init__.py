"""Outcomes of calls, latest first."""
