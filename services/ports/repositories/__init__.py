"""Repositories, a Protocol per noun and use; `adapters.storage.repositories` implements them."""
