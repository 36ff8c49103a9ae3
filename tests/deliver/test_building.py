from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tandem import Case, Rows
from tandem.core import replace
from tandem.deliver import Build, Loaded, build, load_project
from tandem.errors import DefinitionError, LeakFound, NotFitted
from tandem.record import Store
from tests.deliver.samples import SHIFT, inputs, shift, write_project


def built(loaded: Loaded, store: Store, **options: str) -> Build:
    return build(loaded, store, inputs(loaded, **options))


def fits(loaded: Loaded) -> list[tuple[float, tuple[float, ...]]]:
    """What was really fitted: (shrink, targets)."""
    found: list[tuple[float, tuple[float, ...]]] = sys.modules[f"{loaded.package}.system"].fits
    return found


def values(made: Build) -> tuple[float, float]:
    return made.system.first.value, made.system.second.value  # type: ignore[attr-defined]  # the sample's parts


def test_every_part_with_data_is_fitted(loaded: Loaded, store: Store) -> None:
    made = built(loaded, store)
    assert (made.fitted, made.reused) == (["first", "second"], [])
    assert values(made) == (2.0, 1.0)  # mean of 1 2 3; half of it
    assert made.node.parts.keys() == {"first", "second"}


def test_nothing_is_fitted_twice(loaded: Loaded, store: Store) -> None:
    first = built(loaded, store)
    before = len(fits(loaded))
    second = built(loaded, store)
    assert (second.fitted, second.reused) == ([], ["first", "second"])
    assert len(fits(loaded)) == before
    assert second.node == first.node
    assert values(second) == values(first)


def test_a_store_that_was_opened_again_still_knows(loaded: Loaded, tmp_path: Path) -> None:
    for expected in (["first", "second"], []):
        with Store.open(tmp_path / "again") as store:
            assert built(loaded, store).fitted == expected


def test_other_data_is_fitted_and_the_old_is_still_known(loaded: Loaded, store: Store) -> None:
    built(loaded, store)
    assert built(loaded, store, targets="4 4").fitted == ["first", "second"]
    assert built(loaded, store).fitted == []


def test_only_the_part_with_another_parameter_is_fitted(tmp_path: Path, store: Store) -> None:
    built(shift(tmp_path), store)
    # The module is the same to the byte, so only the parameter differs.
    changed = shift(tmp_path)
    system = changed.project.system
    variant = replace(
        changed.project, system=replace(system, second=replace(system.second, shrink=0.25))
    )
    made = built(replace(changed, project=variant), store)
    assert (made.fitted, made.reused) == (["second"], ["first"])
    assert values(made) == (2.0, 1.5)


def test_changed_code_is_fitted_again(tmp_path: Path, store: Store) -> None:
    built(shift(tmp_path), store)
    folder = write_project(tmp_path / "shift", SHIFT, "def mean(values):\n    return max(values)\n")
    made = built(load_project(folder), store)
    assert made.fitted == ["first", "second"]
    assert values(made) == (3.0, 1.5)


def test_two_equal_parts_share_one_fit(tmp_path: Path, store: Store) -> None:
    loaded = shift(tmp_path, old="Mean(shrink=0.5)", new="Mean()")
    made = built(loaded, store)
    assert (made.fitted, made.reused) == (["first"], ["second"])
    assert values(made) == (2.0, 2.0)


NESTED = """
from typing import Self
from tandem import Component, Model, Project, System, learned

log = []

class Leaf(Model[float, float]):
    name: str
    value: float = learned()
    def fit(self, data: float) -> Self:
        log.append(self.name)
        return self.evolve(value=data)

class Whole(System[float, float]):
    leaves: tuple[Leaf, ...]
    extra: Leaf
    total: float = learned()
    def fit(self, data: float) -> Self:
        log.append("whole")
        extra = self.extra.fit(data)
        return self.evolve(total=sum(leaf.value for leaf in self.leaves) + data, extra=extra)

def count(inputs):
    log.append("data")
    return 7.0

project = Project(
    name="nested",
    system=Whole(leaves=(Leaf(name="a"), Leaf(name="b")), extra=Leaf(name="extra")),
    learn={"": 10.0, "leaves.1": 2.0, "leaves.0": count},
)
"""


def test_parts_are_fitted_before_what_holds_them(tmp_path: Path, store: Store) -> None:
    loaded = load_project(write_project(tmp_path / "nested", NESTED))
    made = built(loaded, store)
    log = sys.modules[f"{loaded.package}.system"].log
    assert log == ["data", "a", "b", "whole", "extra"]
    assert made.fitted == ["leaves.0", "leaves.1", ""]
    assert made.system.total == 19.0  # type: ignore[attr-defined]  # of the sample: 7 + 2 + 10
    assert made.system.extra.value == 10.0  # type: ignore[attr-defined]  # fitted by its holder
    again = built(loaded, store)
    assert (again.fitted, again.node) == ([], made.node)


def test_a_changed_state_below_refits_what_holds_it(tmp_path: Path, store: Store) -> None:
    built(load_project(write_project(tmp_path / "nested", NESTED)), store)
    loaded = load_project(write_project(tmp_path / "nested", NESTED))
    learn = {**loaded.project.learn, "leaves.1": 3.0}
    made = built(replace(loaded, project=replace(loaded.project, learn=learn)), store)
    assert (made.fitted, made.reused) == (["leaves.1", ""], ["leaves.0"])
    assert made.system.total == 20.0  # type: ignore[attr-defined]  # of the sample


def test_each_state_is_kept_before_the_next_is_fitted(tmp_path: Path, store: Store) -> None:
    broken = SHIFT.replace("    note_fit(self, rows)", "    if self.shrink: raise OSError('power')")
    loaded = load_project(write_project(tmp_path / "shift", broken))
    with pytest.raises(OSError, match="power"):
        built(loaded, store)
    steps: list[str] = []
    with pytest.raises(OSError, match="power"):
        build(loaded, store, inputs(loaded), progress=steps.append)
    assert steps == ["reused first", "fitting second"]


@pytest.mark.parametrize("damage", ["flip", "delete"])
def test_a_damaged_state_is_fitted_again_and_said(
    loaded: Loaded, store: Store, damage: str
) -> None:
    made = built(loaded, store)
    path = store.blobs.path(made.node.parts["first"].states["value"].blob)
    path.unlink()
    if damage == "flip":
        path.write_bytes(b"9.0")
    steps: list[str] = []
    again = build(loaded, store, inputs(loaded), progress=steps.append)
    assert (again.fitted, again.reused) == (["first"], ["second"])
    assert steps[0].startswith("the state of first cannot be used again: blob")
    assert again.node == made.node
    assert store.blobs.verify() == []
    assert built(loaded, store).fitted == []


def test_a_part_without_data_is_named(tmp_path: Path, store: Store) -> None:
    loaded = shift(tmp_path, old=', "second": rows}', new="}")
    with pytest.raises(NotFitted, match=r"second\.value was never fitted"):
        built(loaded, store)


def test_a_fit_that_returns_something_else_is_named(tmp_path: Path, store: Store) -> None:
    loaded = shift(tmp_path, old="return self.evolve(", new="return dict(")
    with pytest.raises(DefinitionError, match="fit of first returned dict, not Mean"):
        built(loaded, store)


def test_data_that_has_no_fingerprint_is_refused(tmp_path: Path, store: Store) -> None:
    loaded = shift(tmp_path, old="return Rows(", new="return iter([]), Rows(")
    with pytest.raises(DefinitionError, match="has no digest"):
        built(loaded, store)


def test_a_state_that_does_not_survive_is_refused_at_once(tmp_path: Path, store: Store) -> None:
    loaded = shift(tmp_path, old="mean(rows.targets))", new="float('nan'))")
    with pytest.raises(DefinitionError, match=r"learned field first\.value does not survive"):
        built(loaded, store)


LEAKY = SHIFT.replace(
    "    return Rows([Number(0.0) for _ in targets], targets)",
    "    return Rows([Number(float(i % 2)) for i in range(40)], [i % 2 for i in range(40)])",
)


def test_a_leak_is_told_before_the_part_is_fitted(tmp_path: Path, store: Store) -> None:
    loaded = load_project(write_project(tmp_path / "shift", LEAKY))
    steps: list[str] = []
    made = build(loaded, store, inputs(loaded), progress=steps.append)
    assert {path: [leak.name for leak in leaks] for path, leaks in made.leaks.items()} == {
        "first": ["target:value"],
        "second": ["target:value"],
    }
    assert steps[0].startswith("LEAK in the data of first: the field 'value' is a copy")
    assert steps[1] == "fitting first"
    # It is still there when nothing is fitted any more.
    assert built(loaded, store).leaks == made.leaks


def test_a_project_may_refuse_leaks_or_allow_them(tmp_path: Path, store: Store) -> None:
    loaded = load_project(write_project(tmp_path / "shift", LEAKY))
    strict = replace(loaded, project=replace(loaded.project, leaks="refuse"))
    before = len(fits(loaded))
    with pytest.raises(LeakFound, match="the data of first leaks: the field 'value' is a copy"):
        built(strict, store)
    assert len(fits(loaded)) == before
    allowed = replace(strict, project=replace(strict.project, allow_leaks=["target:value"]))
    assert built(allowed, store).leaks == {}


def test_the_cases_are_compared_with_the_rows(tmp_path: Path, store: Store) -> None:
    loaded = shift(tmp_path)
    data = Rows(["where is my invoice", "what does it cost"], [1.0, 2.0])
    project = replace(loaded.project, learn={"first": data, "second": data})
    cases = [Case("1", "Where is my invoice?"), Case("2", "Who are you?")]
    made = build(replace(loaded, project=project), store, inputs(loaded), cases=cases)
    assert [leak.figure for leak in made.leaks["first"]] == [0.5]
