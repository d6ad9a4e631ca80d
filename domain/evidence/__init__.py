"""What proves what was said and pressed in a call: facts in one canonical form, sealed in a chain of hashes."""
