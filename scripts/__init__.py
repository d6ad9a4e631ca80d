"""Set-up and house-keeping scripts."""
