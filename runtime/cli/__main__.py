"""`python -m runtime.cli`: how the supervisor starts a process with the very Python it runs on itself."""

from runtime.cli.main import run

run()
