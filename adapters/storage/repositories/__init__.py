"""Repositories over SQLAlchemy Core statements, one module per noun and use."""
