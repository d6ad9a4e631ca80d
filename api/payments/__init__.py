"""Charges, payments and the provider's webhook."""
