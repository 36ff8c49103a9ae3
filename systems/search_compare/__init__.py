"""Four ways to search, side by side."""
