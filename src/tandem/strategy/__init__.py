"""Strategies over components: which one answers, and what happens when it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.strategy.fallback import Fallback, Restart

__all__ = ["Fallback", "Restart"]

__getattr__ = lazy(
    __name__,
    {"Fallback": "tandem.strategy.fallback", "Restart": "tandem.strategy.fallback"},
)
