from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import tandem
from tandem import Inputs
from tandem.core import Rows
from tandem.deliver import Loaded, Project, load_project
from tandem.errors import DefinitionError, NotFound, UnknownPath
from tests.core.parts import Add, Mean, Pair
from tests.deliver.samples import shift, write_project


def test_a_folder_is_loaded_with_its_relative_imports(loaded: Loaded, tmp_path: Path) -> None:
    assert loaded.project.name == "shift"
    assert loaded.folder == tmp_path / "shift"
    assert sorted(loaded.code.files) == ["helpers.py", "system.py"]
    assert type(loaded.project.system).__module__ == f"{loaded.package}.system"


def test_two_versions_of_one_folder_live_side_by_side(tmp_path: Path) -> None:
    old = shift(tmp_path, old="x.value + self.value", new="x.value - self.value")
    new = shift(tmp_path)
    outputs = []
    for loaded in (old, new):
        mean = loaded.project.system.first.evolve(value=2.0)
        outputs.append(mean.predict([_number(loaded, 10.0)])[0].value)
    assert outputs == [8.0, 12.0]


def _number(loaded: Loaded, value: float) -> object:
    import sys

    return sys.modules[f"{loaded.package}.system"].Number(value)


def test_a_folder_without_a_system_or_a_project_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"holds no system\.py"):
        load_project(tmp_path)
    with pytest.raises(DefinitionError, match="`project` is NoneType, not a Project"):
        load_project(write_project(tmp_path / "empty", "x = 1"))


def test_learn_takes_paths_of_parts_with_fit() -> None:
    rows = Rows([1.0], [1.0])
    assert Project(name="a", system=Mean(), learn={"": rows}).learn[""] is rows
    pair = Pair(first=Add(), second=Add())
    with pytest.raises(UnknownPath, match="did you mean 'second'"):
        Project(name="a", system=pair, learn={"secnd": rows})
    with pytest.raises(DefinitionError, match="'first', but Add has no fit"):
        Project(name="a", system=pair, learn={"first": rows})


@pytest.mark.parametrize("name", ["", "a b", "a:live", "../a", "1a"])
def test_a_name_that_no_command_could_take_is_refused(name: str) -> None:
    with pytest.raises(DefinitionError, match="cannot name a project"):
        Project(name=name, system=Add())


def test_an_error_of_the_declaration_comes_through_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(UnknownPath):
        shift(tmp_path, old='learn={"first"', new='learn={"frist"')


def test_the_public_names_are_reachable() -> None:
    assert tandem.Project is Project


def test_leaks_are_reported_or_refused_and_nothing_else() -> None:
    with pytest.raises(DefinitionError, match="'shop' has leaks='ignore'"):
        Project(name="shop", system=Add(), leaks="ignore")  # type: ignore[arg-type]  # the mistake
    with pytest.raises(DefinitionError, match="'tragets', which is no leak"):
        Project(name="shop", system=Add(), allow_leaks=["tragets"])


def test_a_variant_is_the_project_for_the_options_of_a_build(loaded: Loaded) -> None:
    def larger(inputs: Inputs) -> Project:
        amount = int(inputs.options.get("amount", "1"))
        name = inputs.options.get("name", "sum")
        return Project(name=name, system=Add(amount=amount))

    project = Project(name="sum", system=Add(), variant=larger)
    mine = replace(loaded, project=project)
    made = mine.for_inputs(Inputs(loaded.folder, {"amount": "7"}))
    assert isinstance(made.project.system, Add)
    assert made.project.system.amount == 7
    assert loaded.for_inputs(Inputs(loaded.folder)) is loaded
    with pytest.raises(DefinitionError, match="is named 'other'"):
        mine.for_inputs(Inputs(loaded.folder, {"name": "other"}))
