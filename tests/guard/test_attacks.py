from __future__ import annotations

import re

import pytest

from tandem.guard.attacks import FRAMES, PARTS


@pytest.mark.parametrize("language", FRAMES)
def test_every_word_in_braces_stands_for_something_in_that_language(language: str) -> None:
    named = {name for frame in FRAMES[language] for name in re.findall(r"\{(\w+)", frame)}
    assert named <= set(PARTS[language])
    assert all(any(choice.strip() for choice in PARTS[language][n].split("|")) for n in named)


@pytest.mark.parametrize("language", FRAMES)
def test_no_frame_stands_twice(language: str) -> None:
    assert len(set(FRAMES[language])) == len(FRAMES[language])
