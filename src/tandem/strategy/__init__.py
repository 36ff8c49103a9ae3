"""Strategies over components: which one answers, and what happens when it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.strategy.fallback import Fallback, Restart
    from tandem.strategy.rewrite import Rewrite, Summarise
    from tandem.strategy.writer import Writer

__all__ = ["Fallback", "Restart", "Rewrite", "Summarise", "Writer"]

__getattr__ = lazy(
    __name__,
    {
        "Fallback": "tandem.strategy.fallback",
        "Restart": "tandem.strategy.fallback",
        "Rewrite": "tandem.strategy.rewrite",
        "Summarise": "tandem.strategy.rewrite",
        "Writer": "tandem.strategy.writer",
    },
)
