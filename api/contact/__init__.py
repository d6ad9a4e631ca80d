"""Who may be contacted, and why not."""
