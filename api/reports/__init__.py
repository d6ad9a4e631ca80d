"""Figures of the operation."""
