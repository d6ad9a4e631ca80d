"""Campaigns and the portfolios they work."""
