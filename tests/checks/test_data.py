from __future__ import annotations

import pytest

from tandem import Rows
from tandem.checks import CheckFailed
from tandem.checks.data import check_fit_learns, check_plain_contract, check_state_is_data
from tandem.errors import DefinitionError
from tests.checks import broken
from tests.checks.conftest import MakeSubject
from tests.core.parts import Add, Mean


def test_sound_components_pass(subject: MakeSubject) -> None:
    fitted = subject(Mean().evolve(value=1.5), 0.5, 2.0, learn=Rows([1.0, 2.0], [1.0, 3.0]))
    for check in (check_plain_contract, check_fit_learns, check_state_is_data):
        check(subject(Add(), 1, 2))
        check(fitted)


def test_an_output_of_another_type_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="Lies: an output is not the output type it says"):
        check_plain_contract(subject(broken.Lies(), 1))


def test_an_input_of_another_type_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="an input is not the input type"):
        check_plain_contract(subject(Add(), 1.5))


def test_predictions_that_look_at_other_rows_are_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="predict of many differs"):
        check_fit_learns(subject(broken.Peeks(), 1.0, 2.0))


def test_fit_in_place_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="fit returned self"):
        check_fit_learns(subject(broken.Keeps(), 1.0, learn=Rows([1.0], [1.0])))


def test_fit_that_changes_the_instance_and_returns_another_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match=r"fit changed itself\.value in place"):
        check_fit_learns(subject(broken.Scribbles(), 1.0, learn=Rows([1.0], [1.0])))


def test_fit_that_leaves_state_unset_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="fit left value unset"):
        check_fit_learns(subject(broken.Lazy(), 1.0, learn=Rows([1.0], [1.0])))


def test_state_of_another_kind_than_its_codec_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(DefinitionError, match="codec 'npy'"):
        check_state_is_data(subject(broken.Holds().evolve(state=[1]), 1))


def test_an_unfitted_component_is_named(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="value is not fitted"):
        check_state_is_data(subject(Mean(), 1.0))
