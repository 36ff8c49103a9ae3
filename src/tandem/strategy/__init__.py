"""Strategies over components: which one answers, and what happens when it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.strategy.cascade import Cascade, Rung, cascade_chart
    from tandem.strategy.consistency import SelfConsistency
    from tandem.strategy.ensemble import Ensemble
    from tandem.strategy.fallback import Fallback, Restart
    from tandem.strategy.human import Human
    from tandem.strategy.rewrite import Rewrite, Summarise
    from tandem.strategy.route import Route
    from tandem.strategy.router import QualityRouter, Trade, router_chart, router_curve
    from tandem.strategy.writer import Writer

__all__ = [
    "Cascade",
    "Ensemble",
    "Fallback",
    "Human",
    "QualityRouter",
    "Restart",
    "Rewrite",
    "Route",
    "Rung",
    "SelfConsistency",
    "Summarise",
    "Trade",
    "Writer",
    "cascade_chart",
    "router_chart",
    "router_curve",
]

__getattr__ = lazy(
    __name__,
    {
        "Cascade": "tandem.strategy.cascade",
        "Ensemble": "tandem.strategy.ensemble",
        "Fallback": "tandem.strategy.fallback",
        "Human": "tandem.strategy.human",
        "QualityRouter": "tandem.strategy.router",
        "Restart": "tandem.strategy.fallback",
        "Rewrite": "tandem.strategy.rewrite",
        "Route": "tandem.strategy.route",
        "Rung": "tandem.strategy.cascade",
        "SelfConsistency": "tandem.strategy.consistency",
        "Summarise": "tandem.strategy.rewrite",
        "Trade": "tandem.strategy.router",
        "Writer": "tandem.strategy.writer",
        "cascade_chart": "tandem.strategy.cascade",
        "router_chart": "tandem.strategy.router",
        "router_curve": "tandem.strategy.router",
    },
)
