"""What pacing promises and how it explains itself; the pacers themselves live in the dialer."""
