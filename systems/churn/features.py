"""What a record says beyond its fields (how long, how much, how bound), and the model of it."""

from __future__ import annotations

from typing import Any

from tandem.features.encoders import Pipeline, Transform
from tandem.models import Boosting, Calibrated, Tuned, span

from .data import Customer

BANDS = ((3, "first quarter"), (12, "first year"), (24, "second year"), (48, "third and fourth"))
EXTRAS = ("online_security", "online_backup", "device_protection", "tech_support")
STREAMS = ("streaming_tv", "streaming_movies")


class CustomerFeatures(Transform[Customer, dict[str, Any]]):
    """Columns beside the fields; each customer by itself, so there is nothing to learn."""

    def transform(self, columns: dict[str, list[Any]], size: int) -> dict[str, list[Any]]:
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        made = [features(row) for row in rows]
        return columns | {name: [row[name] for row in made] for name in made[0]}


def features(x: dict[str, Any]) -> dict[str, Any]:
    """The features of one customer; ``None`` where one cannot be told."""
    extras = sum(x[name] == "Yes" for name in EXTRAS)
    services = extras + sum(x[name] == "Yes" for name in STREAMS)
    services += bool(x["phone_service"]) + (x["internet_service"] not in (None, "No"))
    usual = x["monthly_charges"] * x["tenure"]
    payment = x["payment_method"] or "unknown"
    return {
        "tenure_band": next((name for most, name in BANDS if x["tenure"] <= most), "longer"),
        "charges_ratio": x["total_charges"] / usual if x["total_charges"] and usual > 0 else None,
        "services": services,
        "protections": extras,
        "charge_per_service": x["monthly_charges"] / max(services, 1),
        "contract_and_payment": f"{x['contract']}, {payment}",
        "contract_and_internet": f"{x['contract']}, {x['internet_service'] or 'unknown'}",
        "pays_automatically": "automatic" in payment,
        "lives_alone": not (x["partner"] or x["dependents"]),
    }


def tuned() -> Tuned[Customer, float]:
    """The model and what is searched of it: features, trees and calibration go as one."""
    boosting: Boosting[Any] = Boosting(trees=400, rate=0.05, leaves=2)
    searched = {"rate": span(0.02, 0.1, log=True), "leaves": span(2, 6, log=True)}
    searched |= {"column_share": span(0.3, 1.0), "leaf_rows": span(10, 80, log=True)}
    return Tuned(
        model=Pipeline(encoders=(CustomerFeatures(),), model=Calibrated(model=boosting)),
        search={f"model.model.{name}": space for name, space in searched.items()},
        trials=15,
        folds=3,
    )
