from __future__ import annotations

import re

import pytest

from tandem.guard.attacks import FRAMES
from tandem.guard.ordinary import FILLING, ORDINARY


@pytest.mark.parametrize("language", ORDINARY)
def test_every_word_in_braces_stands_for_something(language: str) -> None:
    assert set(re.findall(r"\{(\w+)", ORDINARY[language])) <= set(FILLING)


@pytest.mark.parametrize("language", ORDINARY)
def test_no_frame_stands_twice_or_among_the_attacks(language: str) -> None:
    frames = ORDINARY[language].splitlines()
    assert len(set(frames)) == len(frames)
    assert all(frame.strip() for frame in frames)
    assert not set(frames) & set(FRAMES.get(language, ()))
