"""Readers of Word files."""
