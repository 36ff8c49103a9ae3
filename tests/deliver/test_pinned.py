from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tandem.deliver import (
    Channels,
    Loaded,
    Registry,
    deliver,
    find_features,
    find_known,
    known_features,
    sweep,
)
from tandem.errors import CodeMismatch, NotFound
from tandem.features import History
from tandem.record import Store
from tests.deliver.samples import delivered, inputs
from tests.deliver.spending import spending

OTHER = """
from collections.abc import Sequence
from pathlib import Path

from tandem import Case, Gate, Metric, Model, Project, Suite
from tandem.deliver import at_least, find_features
from tandem.features import History
from tandem.record import Store

with Store.open(Path({store!r})) as store:
    Spending = find_features(store, "Spending@{digits}")
Payment = Spending.definition.request


class Rich(Model[Spending, bool]):
    def predict(self, xs: Sequence[Spending], /) -> list[bool]:
        return [x.spent_7d > 100 for x in xs]


def right(case: Case, trace: object) -> bool:
    return trace.output == case.target


project = Project(
    name="rich",
    system=Rich(),
    suite=Suite(
        cases=[Case(str(n), Spending(amount=1.0, code=None, night=False, spent_7d=n * 10.0,
                    payments_1d=1, largest_7d=None), n > 10) for n in range(40)],
        metrics=[Metric("right", right, family="rate")],
    ),
    gate=Gate(at_least("right", 0.8)),
)
"""


def test_a_definition_is_listed_with_what_pins_it(store: Store, tmp_path: Path) -> None:
    release = delivered(spending(tmp_path / "spending"), store).release
    Channels(store).promote("spending", release.id, by="ada")
    (known,) = known_features(store)
    assert (known.view.name, known.view.request) == ("Spending", "Payment")
    assert [r.id for r in known.releases] == [release.id]
    assert known.channels == ["spending:live"]
    assert known.first_seen == release.time


def test_a_search_looks_into_names_entities_and_meanings(store: Store, tmp_path: Path) -> None:
    delivered(spending(tmp_path / "spending"), store)
    assert known_features(store, "Customer")
    assert known_features(store, "largest_7d")
    assert not known_features(store, "terminal")


def test_a_changed_window_is_another_definition_and_a_bare_name_is_refused_then(
    store: Store, tmp_path: Path
) -> None:
    delivered(spending(tmp_path / "one"), store)
    delivered(spending(tmp_path / "two", old="days=1)", new="days=2)"), store)
    first, second = known_features(store)
    with pytest.raises(NotFound, match="fits 2 definitions") as caught:
        find_known(store, "Spending")
    assert first.view.ref in caught.value.hint
    assert find_known(store, second.view.ref).view == second.view


def test_a_comment_or_docstring_changes_nothing(store: Store, tmp_path: Path) -> None:
    delivered(spending(tmp_path / "one"), store)
    delivered(spending(tmp_path / "two", old='"""What a customer spent."""', new="# spent"), store)
    (known,) = known_features(store)
    assert len(known.releases) == 2


def test_a_constant_that_a_function_uses_counts(store: Store, tmp_path: Path) -> None:
    delivered(spending(tmp_path / "one"), store)
    delivered(spending(tmp_path / "two", old="MORNING = 6", new="MORNING = 7"), store)
    first, second = known_features(store)
    assert first.view.differences(second.view) == ["night"]


def test_a_build_tells_of_another_projects_definition_of_the_same_name(
    store: Store, tmp_path: Path
) -> None:
    def notes(loaded: Loaded) -> list[str]:
        told: list[str] = []
        asyncio.run(deliver(loaded, store, inputs(loaded), progress=told.append))
        return [line for line in told if line.startswith("NOTE")]

    first = spending(tmp_path / "one")
    changed = spending(tmp_path / "two", old="days=1)", new="days=2)")
    thrift = replace(changed, project=replace(changed.project, name="thrift"))
    assert notes(first) == []
    (pinned,) = known_features(store)
    (note,) = notes(thrift)
    assert f"is not {pinned.view.ref} of spending" in note
    assert "they differ in payments_1d: use that one" in note
    assert notes(changed) == []  # what it pinned before is no rival of itself
    assert notes(thrift) == []  # and now both compute the same


def test_an_unknown_name_is_answered_with_near_ones(store: Store, tmp_path: Path) -> None:
    delivered(spending(tmp_path / "spending"), store)
    with pytest.raises(NotFound, match="pins a definition 'Spendings'") as caught:
        find_features(store, "Spendings")
    assert caught.value.hint == "did you mean Spending?"


def test_what_was_found_computes_as_pinned(store: Store, tmp_path: Path) -> None:
    delivered(spending(tmp_path / "spending"), store)
    (tmp_path / "spending" / "signals.py").unlink()  # found in the release, not in the folder
    found = find_features(store, "Spending")
    payment = found.definition.request
    paid = [payment(n, datetime(2026, 1, 1 + n, 3), "ann", 10.0, None) for n in range(3)]
    table = History({payment: paid}).table(found, paid)
    assert table["spent_7d"].to_list() == [10.0, 20.0, 30.0]
    assert table["night"].to_list() == [True] * 3


def test_a_definition_of_ones_own_that_differs_is_told_apart(store: Store, tmp_path: Path) -> None:
    delivered(spending(tmp_path / "one"), store)
    changed = spending(tmp_path / "two", old="days=1)", new="days=2)")
    mine = type(changed.project.suite.resolve(None)[0].input)  # type: ignore[union-attr, arg-type]  # the sample has a suite that needs no inputs
    with pytest.raises(CodeMismatch, match="they differ in payments_1d"):
        find_features(store, "Spending", same_as=mine)
    same = spending(tmp_path / "three")
    own = type(same.project.suite.resolve(None)[0].input)  # type: ignore[union-attr, arg-type]  # the same
    assert find_features(store, "Spending", same_as=own)


def test_another_project_builds_on_it_and_its_release_pins_the_code_it_came_with(
    store: Store, tmp_path: Path
) -> None:
    from tandem.deliver import load_project

    first = delivered(spending(tmp_path / "spending"), store).release
    folder = tmp_path / "elsewhere" / "rich"
    folder.mkdir(parents=True)
    digits = find_known(store, "Spending").view.fingerprint[:12]
    (folder / "system.py").write_text(OTHER.format(store=str(store.path), digits=digits))
    made = delivered(load_project(folder), store)
    assert made.verdict.status == "pass"
    (known,) = known_features(store)
    assert [r.project for r in known.releases] == ["spending", "rich"]
    assert first.manifest.code in made.release.manifest.blobs()
    sweep(store, grace=0)
    assert Registry(store).load(made.release)
