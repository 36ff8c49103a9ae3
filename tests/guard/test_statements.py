from __future__ import annotations

import re

import pytest

from tandem.guard.ordinary import FILLING, ORDINARY
from tandem.guard.statements import STATEMENTS


@pytest.mark.parametrize("language", STATEMENTS)
def test_every_word_in_braces_stands_for_something(language: str) -> None:
    assert set(re.findall(r"\{(\w+)", STATEMENTS[language])) <= set(FILLING)


@pytest.mark.parametrize("language", STATEMENTS)
def test_statements_repeat_no_question_and_ask_nothing(language: str) -> None:
    frames = STATEMENTS[language].splitlines()
    assert len(set(frames)) == len(frames)
    assert not set(frames) & set(ORDINARY[language].splitlines())
    assert not [frame for frame in frames if frame.endswith("?")]


def test_both_have_the_same_languages() -> None:
    assert set(STATEMENTS) == set(ORDINARY)
