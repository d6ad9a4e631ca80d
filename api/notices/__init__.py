"""Messages to debtors."""
