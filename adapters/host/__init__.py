"""What the machine tells of itself."""
