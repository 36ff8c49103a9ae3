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
def _a_process_of_its_own() -> None:
    """A module neither reads from what another's servers connected their process to, which
    may be closed by now, nor pays with what another has spent."""
    for name in ("tandem.llm.shared", "tandem.features.readers"):
        if name in sys.modules:
            sys.modules[name]._connected.clear()
    if "tandem.llm.limited" in sys.modules:
        sys.modules["tandem.llm.limited"]._alone._levels.clear()
