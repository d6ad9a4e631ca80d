"""The agent's desk: its state, and the intents of the agent."""
