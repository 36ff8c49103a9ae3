"""Stores a folder, as a build does with a search index, and lays it out: run by test_blobs."""

from __future__ import annotations

import sys
from pathlib import Path

from tandem.record.blobs import Blobs

if __name__ == "__main__":
    root, folder = map(Path, sys.argv[1:])
    blobs = Blobs(root)
    digest = blobs.put_directory(folder)
    blobs.directory(digest)
    sys.stdout.write(digest)
