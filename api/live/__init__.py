"""Server-sent events: the truth, re-read when news comes, pushed to every screen that may see it."""
