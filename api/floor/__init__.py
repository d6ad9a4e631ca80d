"""The live floor: agents, calls, campaigns and counts."""
