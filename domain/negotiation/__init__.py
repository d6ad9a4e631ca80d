"""What is owed, what may be offered, and what was agreed."""
