"""How generated input is tried: no clock decides whether a test passes."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "tandem", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tandem")
