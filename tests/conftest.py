"""How generated input is tried: no clock decides whether a test passes."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "tandem", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tandem")


@pytest.fixture(scope="module", autouse=True)
def _nothing_connected() -> None:
    """What servers of another module connected their process to may be closed by now."""
    for name in ("tandem.llm.shared", "tandem.features.readers"):
        if name in sys.modules:
            sys.modules[name]._connected.clear()
