"""Settings, logging, the wiring of each process, and the `concilia` command."""
