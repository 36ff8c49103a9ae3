from __future__ import annotations

import re

import pytest

from tandem.guard.attacks import FRAMES, PARTS
from tandem.guard.tricks import BAIT, TRICKS


@pytest.mark.parametrize("language", TRICKS)
def test_every_word_in_braces_stands_for_something_in_that_language(language: str) -> None:
    known = {**PARTS.get(language, {}), **BAIT[language]}
    assert set(re.findall(r"\{(\w+)", TRICKS[language])) <= set(known)


@pytest.mark.parametrize("language", TRICKS)
def test_no_frame_stands_twice_or_among_the_others(language: str) -> None:
    frames = TRICKS[language].splitlines()
    assert len(set(frames)) == len(frames)
    assert not set(frames) & set(FRAMES.get(language, ()))
