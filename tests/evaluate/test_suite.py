"""Suites."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.data import Inputs
from tandem.errors import DefinitionError
from tandem.evaluate import Case, Suite, accuracy, auc

CASES = [Case("a", 1, target=True, slices={"topic": "x"}), Case("b", 2, target=False)]
INPUTS = Inputs(Path())


def test_cases_may_be_a_function_of_the_inputs() -> None:
    def read(inputs: Inputs) -> list[Case]:
        return [Case(str(inputs.folder), 1)]

    assert Suite(read, [accuracy()]).resolve(INPUTS)[0].id == "."
    assert Suite(CASES, [accuracy()]).resolve(INPUTS) == CASES


def test_ids_must_be_unique() -> None:
    with pytest.raises(DefinitionError, match="1 case ids occur more than once, such as 'a'"):
        Suite([CASES[0], CASES[0]], [accuracy()]).resolve(INPUTS)


def test_an_empty_suite_proves_nothing() -> None:
    with pytest.raises(DefinitionError, match="no cases"):
        Suite([], [accuracy()]).resolve(INPUTS)


def test_the_digest_tells_cases_metrics_and_slices_apart() -> None:
    suite = Suite(CASES, [accuracy()], ["topic"])
    digests = {
        suite.digest(CASES),
        suite.digest(CASES[:1]),
        suite.digest([CASES[0], Case("b", 2, target=True)]),
        suite.digest([CASES[0], Case("b", 2, target=False, group="g")]),
        Suite(CASES, [auc()], ["topic"]).digest(CASES),
        Suite(CASES, [accuracy()]).digest(CASES),
    }
    assert len(digests) == 6
    assert suite.digest(CASES) == Suite(CASES, [accuracy()], ("topic",)).digest(tuple(CASES))
