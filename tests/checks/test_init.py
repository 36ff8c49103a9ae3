from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tandem import Component
from tandem.checks import RULES, CheckFailed, Subject, check
from tests.checks import broken
from tests.core.parts import Add, Mean, Pair


def subject(component: Component[Any, Any], inputs: list[Any], folder: Path) -> Subject:
    return Subject(component, inputs, folder)


def test_sound_components_pass_every_rule() -> None:
    from tandem import Rows

    check(Add(), [1, 2])
    check(Pair(first=Add(), second=Add(amount=3)), [1, 2])
    check(Mean().evolve(value=1.5), [0.5, 2.0], learn=Rows([1.0, 2.0], [1.0, 3.0]))


@pytest.mark.parametrize(
    ("rule", "component", "inputs", "message"),
    [
        (1, broken.Lies(), [1], "an output is not the output type it says"),
        (2, broken.Peeks(), [1.0, 2.0], "predict of many differs"),
        (3, broken.Clock(leaf=broken.Leaf()), [1], "replay"),
        (5, broken.Holds().evolve(state=[1]), [1], "codec 'npy'"),
        (6, broken.Forgets(), [1], "other outputs after freeze and thaw"),
        (7, broken.Watched(), [1], "differs from the bare one"),
    ],
)
def test_a_component_that_breaks_a_rule_is_caught_by_that_rule(
    rule: int, component: Component[Any, Any], inputs: list[Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(Exception, match=message) as caught:
        RULES[rule](subject(component, inputs, tmp_path))
    assert type(component).__name__ in str(caught.value) or "state" in str(caught.value)


def test_fit_in_place_is_caught(tmp_path: Path) -> None:
    from tandem import Rows

    learn = Rows([1.0], [1.0])
    with pytest.raises(CheckFailed, match="fit returned self"):
        RULES[2](Subject(broken.Keeps(), [1.0], tmp_path, learn))


def test_an_unfitted_component_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CheckFailed, match="value is not fitted"):
        RULES[5](subject(Mean(), [1.0], tmp_path))


def test_sharing_is_refused_where_the_component_takes_two_parts_of_one_type(tmp_path: Path) -> None:
    RULES[4](subject(Pair(first=Add(), second=Add()), [1], tmp_path))
