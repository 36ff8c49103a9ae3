"""Answers questions about source code with places, callers and what a change may break."""
