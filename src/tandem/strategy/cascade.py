"""Cascade: the cheap component answers where it is sure enough, the better one elsewhere."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

import numpy as np

from tandem.charts import Chart, Line, Points, Rule
from tandem.charts.marks import Mark
from tandem.core import Component, Result, Rows, batch, emit, learned, note, stream
from tandem.errors import DefinitionError
from tandem.models import Labels

In = TypeVar("In")
Out = TypeVar("Out")
_RUNGS = 50


@dataclass(frozen=True)
class Rung:
    """What a threshold would do: the share that ``first`` answers, and the quality of all.

    ``chance`` bounds the chance of seeing this quality if the truth were below the floor.
    """

    threshold: float
    share: float
    quality: float
    chance: float


class Cascade(Component[In, Out]):
    """The output of ``first`` where it is sure enough, else that of ``second``.

    ``fit`` sets the lowest threshold on the confidence of ``first`` with which the quality of
    the whole is at least ``floor``, but for a chance of ``alpha``: thresholds are tested from
    "always ``second``" downward until one fails (Learn then Test, Angelopoulos et al.,
    2110.01052), so the promise holds for the one that is taken. ``rungs`` keeps the curve.

    Confidence is the probability of ``Labels``, that of the likelier side of a number of 0..1,
    or the attribute ``confidence`` of an output: override ``confidence`` for another. Quality
    of an answer (0 to 1) is whether it equals the target: override ``quality`` for another.
    Nothing that ``first`` emits is sent before its answer is accepted. The span's
    ``answered_by`` is ``first`` or ``second``.
    """

    kind: ClassVar[str] = "strategy"

    first: Component[In, Out]
    second: Component[In, Out]
    floor: float
    alpha: float = 0.05

    threshold: float = learned()
    rungs: list[Rung] = learned()

    async def run(self, x: In, /) -> Out:
        held: list[Any] = []
        async for event in stream(self.first, x):
            held.append(event)
        result = held.pop()
        assert isinstance(result, Result)
        output: Out = result.value
        sure = self.confidence(output)
        accepted = sure >= self.threshold
        note(answered_by="first" if accepted else "second", confidence=round(sure, 4))
        if not accepted:
            return await self.second(x)
        for event in held:
            emit(event)
        return output

    def confidence(self, output: Out) -> float:
        """How sure ``first`` is of an output, higher is surer."""
        if isinstance(output, Labels):
            return output.probability
        if isinstance(output, (int, float)) and 0 <= output <= 1:
            return max(float(output), 1 - float(output))
        try:
            return float(output.confidence)  # type: ignore[attr-defined]  # asked for, and told below
        except (AttributeError, TypeError, ValueError):
            raise DefinitionError(
                f"{type(self).__name__} cannot tell how sure {type(output).__name__} is",
                hint="override confidence(self, output), or return something with .confidence",
            ) from None

    def quality(self, output: Out, target: Any) -> float:
        """How good an output is for a target, 0 to 1."""
        if isinstance(output, Labels):
            return float(output.label == target)
        if isinstance(output, float) and target in (0, 1):
            return float((output >= 0.5) == bool(target))
        return float(output == target)

    def fit(self, rows: Rows[In, Any]) -> Self:
        """Set the threshold on rows that neither part has learnt from.

        Raises ``DefinitionError`` where even ``second`` alone cannot be shown to reach the
        floor on these rows.
        """
        first, second = _answers(self.first, rows.inputs), _answers(self.second, rows.inputs)
        sure = np.array([self.confidence(output) for output in first])
        good = np.array([self.quality(o, t) for o, t in zip(first, rows.targets, strict=True)])
        other = np.array([self.quality(o, t) for o, t in zip(second, rows.targets, strict=True)])
        rungs: list[Rung] = []
        for threshold in _thresholds(sure):
            taken = sure >= threshold
            reached = np.where(taken, good, other)
            chance = _chance_of(reached, self.floor)
            rungs.append(Rung(threshold, float(taken.mean()), float(reached.mean()), chance))
        passing = _passing(rungs, self.alpha)
        if not passing:
            raise DefinitionError(
                f"{type(self).__name__} cannot show a quality of {self.floor:g}: second alone "
                f"reaches {rungs[0].quality:.3f} on {len(rows)} rows",
                hint="lower floor, give more rows, or a better second",
            )
        return self.evolve(threshold=passing[-1].threshold, rungs=rungs)


def cascade_chart(cascade: Cascade[Any, Any]) -> Chart:
    """Quality of the whole for each share that ``first`` answers, with the floor."""
    rungs = sorted(cascade.rungs, key=lambda rung: rung.share)
    chosen = next(rung for rung in rungs if rung.threshold == cascade.threshold)
    marks: list[Mark] = [
        Line([rung.share for rung in rungs], [rung.quality for rung in rungs], "quality"),
        Rule(cascade.floor, "floor"),
        Points([chosen.share], [chosen.quality], "taken"),
    ]
    return Chart("Cascade", marks, x="share answered by the first", y="quality")


def _passing(rungs: Sequence[Rung], alpha: float) -> list[Rung]:
    found: list[Rung] = []
    for rung in rungs:
        if rung.chance > alpha:
            break
        found.append(rung)
    return found


def _thresholds(sure: Any) -> list[float]:
    """Above all confidences first, then quantiles of them, downward."""
    shares = np.linspace(1, 0, _RUNGS)
    below = np.unique(np.quantile(sure, shares, method="lower"))[::-1].tolist()
    return [math.nextafter(below[0], math.inf), *below]


def _chance_of(reached: Any, floor: float) -> float:
    """Hoeffding-Bentkus bound on the chance of this mean if the true one were the floor."""
    count, risk, limit = len(reached), 1 - float(reached.mean()), 1 - floor
    if risk >= limit:
        return 1.0
    hoeffding = math.exp(-count * _divergence(risk, limit))
    most = math.ceil(count * risk - 1e-9)
    bentkus = math.e * math.fsum(_binomial(count, k, limit) for k in range(most + 1))
    return min(1.0, hoeffding, bentkus)


def _divergence(a: float, b: float) -> float:
    one = a * math.log(a / b) if a > 0 else 0.0
    other = (1 - a) * math.log((1 - a) / (1 - b)) if b < 1 else math.inf
    return one + other


def _binomial(count: int, k: int, p: float) -> float:
    ways = math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1)
    return math.exp(ways + k * math.log(p) + (count - k) * math.log1p(-p)) if p < 1 else 0.0


def _answers(component: Component[In, Out], xs: Sequence[In]) -> list[Out]:
    """Outputs from synchronous code, whether or not an event loop runs in this thread."""
    found: list[list[Out]] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            found.append(asyncio.run(batch(component, xs)))
        except BaseException as error:
            failed.append(error)

    _in_thread(work)
    if failed:
        raise failed[0]
    return found[0]


def _in_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work, name="tandem-cascade")
    thread.start()
    thread.join()
