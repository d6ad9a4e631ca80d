"""Recordings on disk: what the switch wrote raw becomes a checked, hashed WAV file."""
