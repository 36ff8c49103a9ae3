"""Answers from passages: packing them, reading them, citing the exact place."""
