"""Gradient boosters of other libraries with names of their own, and rows that they learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tandem import Rows
from tandem.models import (
    CatBoost,
    CatBoostClassifier,
    CatBoostRegressor,
    XGBoost,
    XGBoostClassifier,
    XGBoostRegressor,
)
from tests.models.samples import Person, people

ROWS = people(600)
UNSEEN = people(300, seed=1)
CITIES = Rows(ROWS.inputs, [person.city or "none" for person in ROWS.inputs])
VISITS = Rows(ROWS.inputs, [float(person.visits) for person in ROWS.inputs])


class CatLoyalty(CatBoost[Person]):
    """Whether a person stays, by CatBoost."""


class CatCity(CatBoostClassifier[Person]):
    """The city of a person, by CatBoost."""


class CatVisits(CatBoostRegressor[Person]):
    """How often a person comes, by CatBoost."""


class XGLoyalty(XGBoost[Person]):
    """Whether a person stays, by XGBoost."""


class XGCity(XGBoostClassifier[Person]):
    """The city of a person, by XGBoost."""


class XGVisits(XGBoostRegressor[Person]):
    """How often a person comes, by XGBoost."""


@dataclass(frozen=True)
class Library:
    """Its three heads, and what it is called where it is imported and in messages."""

    loyalty: Any
    city: Any
    visits: Any
    module: str
    name: str

    def __str__(self) -> str:
        return self.name


LIBRARIES = [
    Library(CatLoyalty, CatCity, CatVisits, "catboost", "CatBoost"),
    Library(XGLoyalty, XGCity, XGVisits, "xgboost", "XGBoost"),
]
