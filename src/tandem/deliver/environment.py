"""The environment a release is made in: versions of Python and of everything installed."""

from __future__ import annotations

import importlib.metadata
import platform


def environment() -> dict[str, str]:
    """Distribution name to version, with Python itself as ``python``."""
    found = {"python": platform.python_version()}
    for distribution in importlib.metadata.distributions():
        name = distribution.metadata["Name"]
        found.setdefault(name.lower().replace("_", "-"), distribution.version)
    return found
