"""Spoken Brazilian Portuguese: numbers, money, dates, digits and names as a voice says them."""
