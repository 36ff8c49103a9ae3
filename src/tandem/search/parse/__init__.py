"""Readers: bytes of one format to a document."""
