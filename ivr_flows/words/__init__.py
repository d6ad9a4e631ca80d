"""What the menu says at each step, as pieces; nothing here depends on how it is rendered."""
