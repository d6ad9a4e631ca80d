"""Imports of portfolios from uploaded files."""
