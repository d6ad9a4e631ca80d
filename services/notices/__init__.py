"""Messages to debtors: wanted, permitted, written, sent, and followed until they arrive."""
