"""The softphone's way to Asterisk, through the same origin and the same session."""
