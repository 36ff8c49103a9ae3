"""What an offer costs and saves, and what a customer could change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem import Model, Rows
from tandem.models import CostCurve, counterfactuals

from .data import Customer

OFFER = 40.0
"""What an offer costs, in dollars: a call and a month at half the price."""
TAKEN, MARGIN, MONTHS = 0.3, 0.5, 12
"""The share of leavers that an offer keeps, for how long, and the margin on what they pay."""
LONGER = {"Month-to-month": ["One year", "Two year"], "One year": ["Two year"]}
AUTOMATIC = ["Bank transfer (automatic)", "Credit card (automatic)"]
FREE = ("online_security", "tech_support", "online_backup", "device_protection")
"""Services that can be given for nothing, so that no other field follows from them."""


@dataclass(frozen=True)
class WhatIf:
    """Fields with other values, and the chance of leaving with them."""

    changes: dict[str, str]
    probability: float


def cost_of(chances: Sequence[float], rows: Rows[Customer, bool]) -> CostCurve:
    """What offers to the wrong customers, and none to the right ones, cost by threshold."""
    saved = [TAKEN * MARGIN * MONTHS * customer.monthly_charges for customer in rows.inputs]
    miss = [max(one - OFFER, 0.0) for one in saved]
    return CostCurve.of(chances, rows.targets, miss=miss, alarm=OFFER)


def what_if(score: Model[Customer, float], customer: Customer, limit: float) -> list[WhatIf]:
    """The smallest changes of what can be acted on that bring the chance below ``limit``."""
    choices: dict[str, list[str]] = {"contract": LONGER.get(customer.contract, [])}
    choices |= {name: ["Yes"] for name in FREE if getattr(customer, name) == "No"}
    if customer.payment_method not in AUTOMATIC:
        choices["payment_method"] = AUTOMATIC
    found = counterfactuals(score.predict, customer, choices, at_most=limit - 1e-9)
    return [WhatIf(one.changes, one.prediction) for one in found]
