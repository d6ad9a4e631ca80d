"""The `concilia` command: a module per subject."""
