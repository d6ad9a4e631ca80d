"""Portfolios' own dispositions."""
