"""Whom to work and how: segments and the régua."""
