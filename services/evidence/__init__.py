"""Proof of what was said and agreed in calls: written with the facts, sealed soon after, looked over on demand."""
