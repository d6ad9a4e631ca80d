"""The menu that a debtor hears: flows as sans-I/O state machines, their texts, and the runner over a voice channel."""
