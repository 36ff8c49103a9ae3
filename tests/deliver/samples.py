"""Small projects, written to folders as a user would write them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

from tandem.core import replace
from tandem.data.inputs import Inputs
from tandem.deliver import (
    Delivered,
    Loaded,
    Manifest,
    Registry,
    Release,
    RuleResult,
    Verdict,
    deliver,
    freeze,
    load_project,
)
from tandem.deliver.verdict import Status
from tandem.evaluate.report import Report
from tandem.record import Store

SHIFT = '''
"""Adds what it has learnt, twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tandem import Case, Gate, Inputs, Loop, Metric, Model, Project, Rows, Suite, System, learned
from tandem.deliver import at_least

from .helpers import mean


@dataclass(frozen=True)
class Number:
    value: float


class Mean(Model[Number, Number]):
    """Adds the mean of the targets."""

    shrink: float = 0.0
    value: float = learned()

    def fit(self, rows: Rows[Number, float]) -> Self:
        note_fit(self, rows)
        return self.evolve(value=(1 - self.shrink) * mean(rows.targets))

    def predict(self, xs: Sequence[Number], /) -> list[Number]:
        return [Number(x.value + self.value) for x in xs]


class Twice(System[Number, Number]):
    loop = Loop.PREDICTION

    first: Mean
    second: Mean

    async def run(self, x: Number, /) -> Number:
        return await self.second(await self.first(x))


fits = []


def note_fit(part: Mean, rows: Rows[Number, float]) -> None:
    fits.append((part.shrink, tuple(rows.targets)))


def rows(inputs: Inputs) -> Rows[Number, float]:
    targets = [float(word) for word in inputs.options.get("targets", "1 2 3").split()]
    return Rows([Number(0.0) for _ in targets], targets)


def right(case: Case, trace: object) -> bool:
    return trace.output == case.target


project = Project(
    name="shift",
    system=Twice(first=Mean(), second=Mean(shrink=0.5)),
    learn={"first": rows, "second": rows},
    suite=Suite(
        cases=[Case(str(i), Number(i), Number(i + 3.0)) for i in range(40)],
        metrics=[Metric("right", right, family="rate")],
    ),
    gate=Gate(at_least("right", 0.8)),
)
'''

HELPERS = """
def mean(values):
    return sum(values) / len(values)
"""


def write_project(folder: Path, system: str = SHIFT, helpers: str = HELPERS) -> Path:
    """A project folder; ``system`` and ``helpers`` are the text of its two modules."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "system.py").write_text(dedent(system))
    (folder / "helpers.py").write_text(dedent(helpers))
    return folder


def shift(tmp_path: Path, name: str = "shift", **changes: str) -> Loaded:
    """The sample project, with pieces of its text replaced: ``old=...`` and ``new=...``."""
    system = SHIFT
    if changes:
        assert changes["old"] in system
        system = system.replace(changes["old"], changes["new"])
    return load_project(write_project(tmp_path / name, system))


def inputs(loaded: Loaded, **options: str) -> Inputs:
    """Inputs of a project, with options."""
    return Inputs(folder=loaded.folder, options=options)


def delivered(loaded: Loaded, store: Store, **options: str) -> Delivered:
    """The project delivered into a store."""
    return asyncio.run(deliver(loaded, store, inputs(loaded, **options)))


def manifest(store: Store, loaded: Loaded, value: float) -> Manifest:
    """A manifest of the sample system that adds ``value``, without fitting anything."""
    system = loaded.project.system
    system = replace(
        system, first=system.first.evolve(value=value), second=system.second.evolve(value=0.0)
    )
    return Manifest(
        project=loaded.project.name,
        loop="prediction",
        root=freeze(system, store.blobs, loaded.package),
        code=loaded.code.put(store.blobs),
        suite="0" * 64,
        environment={"python": "3.11.0"},
        tandem="0.1.0",
    )


def released(store: Store, loaded: Loaded, value: float, status: Status | None = "pass") -> Release:
    """A registered release of the sample system that adds ``value``, judged if ``status``."""
    release = Registry(store).release(manifest(store, loaded, value))
    if status:
        judge(store, release, status)
    return release


def judge(
    store: Store, release: Release, status: Status, against: dict[str, str] | None = None
) -> None:
    """Evidence on a release with that verdict, from a comparison with those releases."""
    rule = RuleResult(rule="right", status=status, message=f"so {status}")
    verdict = Verdict(status, [rule], against or {})
    Registry(store).add_evidence(release.id, report(release.id), verdict)


def report(release_id: str) -> Report:
    """A report on a release with nothing in it."""
    return Report(
        system="shift",
        release=release_id,
        time=datetime(2026, 1, 1, tzinfo=UTC),
        cases=[],
        groups=[],
        scores={},
        values={},
    )
