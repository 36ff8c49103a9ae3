from __future__ import annotations

import re

import pytest

from tandem.guard.ordinary import FILLING, ORDINARY
from tandem.guard.tasks import MORE, TASKS


@pytest.mark.parametrize("language", TASKS)
def test_every_word_in_braces_stands_for_something(language: str) -> None:
    assert set(re.findall(r"\{(\w+)", TASKS[language])) <= {*FILLING, *MORE}


@pytest.mark.parametrize("language", TASKS)
def test_no_frame_stands_twice_or_among_the_questions(language: str) -> None:
    frames = TASKS[language].splitlines()
    assert len(set(frames)) == len(frames)
    assert not set(frames) & set(ORDINARY[language].splitlines())


def test_nothing_that_ordinary_fills_is_filled_otherwise() -> None:
    assert not set(MORE) & set(FILLING)
