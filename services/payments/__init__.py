"""Charges at the provider, money that comes in, and whether a payment is in doubt."""
