"""Candidates put into a better order."""
