"""Text to vectors: fitted to the corpus, by a local encoder, or by a server."""
