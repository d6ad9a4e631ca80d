"""Whether the process can do its work."""
