"""LIME: a linear model of what another model does near one record (Ribeiro 2016)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.errors import DefinitionError
from tandem.models.contributions import Contribution
from tandem.models.fields import field_of, names_of, with_field

Predict = Callable[[Sequence[Any]], Sequence[float]]
Floats = NDArray[np.float64]

_WIDTH = 0.75
"""The kernel's width for one field, as in the authors' own program."""
_PENALTY = 1e-9


@dataclass(frozen=True)
class Surrogate:
    """The linear model near one record, and how far it can be believed.

    ``contributions`` are what each field adds compared with the background, largest first,
    with the standard error of the sampling. ``fidelity`` is R squared between the linear
    model and the real one near the record: where it is low, the reasons are not the model's.
    """

    contributions: list[Contribution]
    fidelity: float


def lime(
    predict: Predict,
    record: Any,
    background: Sequence[Any],
    *,
    samples: int = 1_000,
    width: float = _WIDTH,
    seed: int = 0,
) -> Surrogate:
    """Explain one prediction by a linear model fitted to predictions of records nearby.

    Numbers are drawn around the record with the spread of the background, whole ones stay
    whole; other fields take a background record's value and count by whether they stayed.
    A record at distance d, in standard deviations and fields that changed, counts
    ``exp(-(d / width)² / fields)``. Fields are drawn one by one, so some of the records
    that are asked about do not exist in the world.

    ``predict`` takes records and gives numbers. Raises ``DefinitionError`` where there are
    fewer than two background records, or no more samples than fields.

    >>> background = [{"x": float(i % 5), "y": float(i % 3)} for i in range(30)]
    >>> found = lime(lambda xs: [3 * x["x"] - x["y"] for x in xs], {"x": 4.0, "y": 2.0}, background)
    >>> [(one.feature, round(one.effect, 3)) for one in found.contributions]
    [('x', 6.0), ('y', -1.0)]
    """
    names = names_of(record)
    if len(background) < 2 or samples <= len(names) + 1:
        raise DefinitionError(
            f"lime got {len(background)} background records and {samples} samples "
            f"for {len(names)} fields",
            hint="two records, and more samples than fields",
        )
    random = np.random.default_rng(seed)
    fields = [_Field.of(name, field_of(record, name), background) for name in names]
    asked = [record] * samples
    design = np.empty((samples, len(names)))
    far = np.zeros(samples)
    for place, field in enumerate(fields):
        values = field.draw(samples, random)
        asked = [with_field(x, field.name, v) for x, v in zip(asked, values, strict=True)]
        design[:, place] = field.columns(values)
        far += ((design[:, place] - field.here) / field.scale) ** 2
    said = np.asarray(predict(asked), dtype=float)
    if not np.isfinite(said).all():
        raise DefinitionError(
            "lime got a prediction that is no finite number", hint="explain log-odds or chances"
        )
    weights = np.exp(-far / (width**2 * len(names)))
    slopes, errors, fidelity = _fitted(design, said, weights, np.array([f.here for f in fields]))
    found = [
        Contribution(field.name, field.value, slope * field.off, error * abs(field.off))
        for field, slope, error in zip(fields, slopes.tolist(), errors.tolist(), strict=True)
    ]
    return Surrogate(sorted(found, key=lambda one: -abs(one.effect)), fidelity)


@dataclass(frozen=True)
class _Field:
    """A field as a column: the number itself, or 1 where the value is that of the record."""

    name: str
    value: Any
    known: list[Any]
    number: bool
    here: float
    off: float
    """How far the record is from the background's mean."""
    scale: float

    @classmethod
    def of(cls, name: str, value: Any, background: Sequence[Any]) -> _Field:
        values = [field_of(x, name) for x in background]
        known = [one for one in values if _is_number(one)]
        if _is_number(value) and known:
            spread = float(np.std(known)) or abs(float(value)) or 1.0
            here = float(value)
            return cls(name, value, known, True, here, here - float(np.mean(known)), spread)
        same = float(np.mean([one == value for one in values]))
        return cls(name, value, values, False, 1.0, 1.0 - same, 1.0)

    def draw(self, count: int, random: np.random.Generator) -> list[Any]:
        if not self.number:
            return [self.known[i] for i in random.integers(0, len(self.known), count)]
        drawn = self.here + self.scale * random.normal(size=count)
        whole = isinstance(self.value, int)
        values: list[Any] = np.rint(drawn).astype(int).tolist() if whole else drawn.tolist()
        return values

    def columns(self, values: Sequence[Any]) -> Floats:
        if self.number:
            return np.asarray(values, dtype=float)
        return np.array([float(one == self.value) for one in values])


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _fitted(
    design: Floats, said: Floats, weights: Floats, here: Floats
) -> tuple[Floats, Floats, float]:
    """Slopes by weighted least squares, their robust standard errors, and R squared."""
    spread = design.std(axis=0)
    spread[spread == 0] = 1.0
    x = np.column_stack([(design - here) / spread, np.ones(len(said))])
    inverse = np.linalg.inv((x.T * weights) @ x + _PENALTY * np.eye(x.shape[1]))
    found = inverse @ (x.T @ (weights * said))
    rest = said - x @ found
    sandwich = inverse @ ((x.T * (weights * rest) ** 2) @ x) @ inverse
    mean = float(np.average(said, weights=weights))
    whole = float(weights @ (said - mean) ** 2)
    fidelity = 1 - float(weights @ rest**2) / whole if whole > 0 else 1.0
    return found[:-1] / spread, np.sqrt(np.diag(sandwich))[:-1] / spread, fidelity
