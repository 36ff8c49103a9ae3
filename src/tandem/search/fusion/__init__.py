"""One ranking out of two."""
