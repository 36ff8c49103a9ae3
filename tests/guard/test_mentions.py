from __future__ import annotations

import re

import pytest

from tandem.guard.mentions import MENTIONS, WORDS
from tandem.guard.ordinary import FILLING


@pytest.mark.parametrize("language", MENTIONS)
def test_every_frame_holds_the_word_and_nothing_that_stands_for_nothing(language: str) -> None:
    assert set(MENTIONS[language]) == set(WORDS[language])
    for frames in MENTIONS[language].values():
        for frame in frames.splitlines():
            named = set(re.findall(r"\{(\w+)", frame))
            assert "word" in named
            assert named - {"word"} <= set(FILLING)


@pytest.mark.parametrize("language", WORDS)
def test_no_word_stands_twice_in_its_class(language: str) -> None:
    for words in WORDS[language].values():
        assert len(set(words.split())) == len(words.split())
