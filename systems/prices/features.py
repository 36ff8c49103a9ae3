"""What a house is worth looking at: missing values by meaning, sums, ages, grades as numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from tandem.features.encoders import Transform
from tandem.models import Reason

from .data import House

GRADES: Mapping[str | None, int] = {"None": 0, "Po": 1, "Fa": 2, "TA": 3, "Gd": 4, "Ex": 5}
SCALES: dict[str, Mapping[str | None, int]] = {
    "exter_qual": GRADES,
    "exter_cond": GRADES,
    "bsmt_qual": GRADES,
    "bsmt_cond": GRADES,
    "heating_qc": GRADES,
    "kitchen_qual": GRADES,
    "fireplace_qu": GRADES,
    "garage_qual": GRADES,
    "garage_cond": GRADES,
    "pool_qc": GRADES,
    "bsmt_exposure": {"None": 0, "No": 1, "Mn": 2, "Av": 3, "Gd": 4},
    "bsmtfin_type_1": {"None": 0, "Unf": 1, "LwQ": 2, "Rec": 3, "BLQ": 4, "ALQ": 5, "GLQ": 6},
    "bsmtfin_type_2": {"None": 0, "Unf": 1, "LwQ": 2, "Rec": 3, "BLQ": 4, "ALQ": 5, "GLQ": 6},
    "garage_finish": {"None": 0, "Unf": 1, "RFn": 2, "Fin": 3},
    "functional": {
        "Sal": 0, "Sev": 1, "Maj2": 2, "Maj1": 3, "Mod": 4, "Min2": 5, "Min1": 6, "Typ": 7,
    },
    "lot_shape": {"IR3": 0, "IR2": 1, "IR1": 2, "Reg": 3},
    "land_slope": {"Sev": 0, "Mod": 1, "Gtl": 2},
    "paved_drive": {"N": 0, "P": 1, "Y": 2},
}  # fmt: skip
"""Words with an order, from the data description (De Cock 2011)."""

NONE_BY = {
    "alley": None, "fence": None, "misc_feature": None, "pool_qc": "pool_area",
    "fireplace_qu": "fireplaces", "mas_vnr_type": "mas_vnr_area",
    "bsmt_qual": "total_bsmt_sf", "bsmt_cond": "total_bsmt_sf", "bsmt_exposure": "total_bsmt_sf",
    "bsmtfin_type_1": "total_bsmt_sf", "bsmtfin_type_2": "total_bsmt_sf",
    "garage_type": "garage_area", "garage_finish": "garage_area",
    "garage_qual": "garage_area", "garage_cond": "garage_area",
}  # fmt: skip
"""Blank means that there is none; where a number beside it is above 0, it means unknown."""

LOGS = ("lot_area", "gr_liv_area", "first_flr_sf", "lot_frontage")
AREAS = ("total_area", "finished_area")


class HouseFeatures(Transform[House, dict[str, Any]]):
    """Columns for the models; each house by itself, so there is nothing to learn."""

    def transform(self, columns: dict[str, list[Any]], size: int) -> dict[str, list[Any]]:
        rows = (
            dict(zip(columns, values, strict=True))
            for values in zip(*columns.values(), strict=True)
        )
        made = [features(row) for row in rows]
        return {name: [row[name] for row in made] for name in made[0]} if made else {}


def features(house: dict[str, Any]) -> dict[str, Any]:
    """The features of one house; ``None`` where one is not known."""
    known = house | {
        name: "None"
        for name, size in NONE_BY.items()
        if house[name] is None and not (size and house[size])
    }
    for name, scale in SCALES.items():
        known[name] = scale.get(known[name])
    for name in LOGS:
        known[name] = _log(house[name])
    return known | {name: make(house) for name, make in MADE.items()}


def shown(house: House, reason: Reason) -> int | float | str | bool | None:
    """The value behind a reason as people know it: the field, or an area and not its logarithm."""
    value: Any = getattr(house, reason.feature, reason.value)
    return round(math.expm1(value)) if reason.feature in AREAS else value


def _sum(*names: str) -> Callable[[dict[str, Any]], float | None]:
    """The sum of what is known; unknown where nothing is."""

    def add(house: dict[str, Any]) -> float | None:
        found = [house[name] for name in names if house[name] is not None]
        return sum(found) if found else None

    return add


def _log(value: float | None) -> float | None:
    return None if value is None else math.log1p(max(value, 0.0))


def _age(name: str) -> Callable[[dict[str, Any]], float | None]:
    return lambda house: None if house[name] is None else max(house["yr_sold"] - house[name], 0)


def _baths(house: dict[str, Any]) -> float:
    full = (house["full_bath"] or 0) + (house["bsmt_full_bath"] or 0)
    return full + 0.5 * ((house["half_bath"] or 0) + (house["bsmt_half_bath"] or 0))


_inside = _sum("gr_liv_area", "total_bsmt_sf")
_porches = _sum(
    "wood_deck_sf", "open_porch_sf", "enclosed_porch", "three_season_porch", "screen_porch"
)
_finished = _sum("gr_liv_area", "bsmtfin_sf_1", "bsmtfin_sf_2")

MADE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "total_area": lambda house: _log(_inside(house)),
    "finished_area": lambda house: _log(_finished(house)),
    "age": _age("year_built"),
    "years_since_remodelling": _age("year_remod_add"),
    "garage_age": _age("garage_yr_blt"),
    "is_new": lambda house: house["sale_type"] == "New",
    "was_remodelled": lambda house: house["year_remod_add"] != house["year_built"],
    "baths": _baths,
    "porch_area": _porches,
    "quality_x_area": lambda house: house["overall_qual"] * (_log(_inside(house)) or 0),
    "quality_and_condition": lambda house: house["overall_qual"] + house["overall_cond"],
}
