"""Amounts in integer cents, charges on late debts, and how a total is split."""
