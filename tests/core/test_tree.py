from __future__ import annotations

import pytest

import tandem
from tandem.core import UNSET, System, tree
from tandem.errors import DefinitionError, UnknownPath
from tests.core.parts import Add, Group, Mean, Pair


def group() -> Group:
    return Group(members=(Add(amount=1), Add(amount=2)), named={"big": Add(amount=100)})


def test_walk_gives_parents_first_and_dotted_paths_into_tuples_and_mappings() -> None:
    assert [path for path, _ in tree.walk(group())] == ["", "members.0", "members.1", "named.big"]


def test_paths_are_by_identity() -> None:
    system = group()
    assert tree.paths(system)[id(system.members[1])] == "members.1"


@pytest.mark.parametrize(
    ("path", "expected"),
    [("members.1", [2, 51, 101]), ("named.big", [2, 3, 51]), ("members.0", [51, 3, 101])],
)
def test_swap_reaches_into_tuples_and_mappings(path: str, expected: list[int]) -> None:
    swapped = tree.swap(group(), path, Add(amount=50))
    assert tandem.run(swapped, 1) == expected
    assert tandem.run(group(), 1) == [2, 3, 101]


def test_swap_deep_in_the_tree_rebuilds_only_its_ancestors() -> None:
    class Outer(System[int, int]):
        pair: Pair
        other: Add

        async def run(self, x: int, /) -> int:
            return await self.other(await self.pair(x))

    outer = Outer(pair=Pair(first=Add(), second=Add()), other=Add())
    swapped = tree.swap(outer, "pair.second", Add(amount=7))
    assert tandem.run(swapped, 0) == 9
    assert swapped.other is outer.other  # type: ignore[attr-defined]  # swap is the untyped edge


def test_swap_of_the_root_is_the_new_one() -> None:
    new = Add(amount=9)
    assert tree.swap(Add(), "", new) is new


def test_swap_with_the_wrong_type_says_what_whose_and_got() -> None:
    with pytest.raises(DefinitionError, match=r"Pair at 'first': Pair\.first takes Add, got Mean"):
        tree.swap(Pair(first=Add(), second=Add()), "first", Mean())


def test_an_unknown_path_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownPath, match="did you mean 'second'"):
        tree.get(Pair(first=Add(), second=Add()), "secnd")
    with pytest.raises(UnknownPath, match="its parts are first, second"):
        tree.get(Pair(first=Add(), second=Add()), "zzz")


def test_parameters_states_and_parts_are_told_apart() -> None:
    mean = Mean(shrink=0.5)
    assert tree.parameters(mean) == {"shrink": 0.5}
    assert tree.states(mean) == {"value": ("json", UNSET)}
    assert tree.parameters(group()) == {}
    assert tree.children(Pair(first=Add(), second=Add())).keys() == {"first", "second"}


def test_unfitted_lists_paths_until_fit_has_set_them() -> None:
    class Outer(System[float, float]):
        inner: Mean

    assert tree.unfitted(Outer(inner=Mean())) == ["inner.value"]
    assert tree.unfitted(Outer(inner=Mean().evolve(value=1.0))) == []
