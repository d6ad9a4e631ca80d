"""Pure rules of collections calls: no I/O, clock, randomness or framework."""
