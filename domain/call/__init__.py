"""A call and what became of it: attempt, agent session, hang-up cause, disposition, events."""
