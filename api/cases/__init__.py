"""What debtors told that somebody has to look at."""
