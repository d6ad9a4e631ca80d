"""Negotiation policies of the portfolios."""
