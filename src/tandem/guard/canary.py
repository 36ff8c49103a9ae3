"""Canary: a word planted in instructions, which no answer should ever hold."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from functools import cached_property
from typing import ClassVar

from tandem.guard.finding import Detector, Finding


class Canary(Detector):
    """Whether one of ``words`` came out: as it is, spaced or dashed, backwards, or in base64.

    Plant a random word in a system prompt; an answer that holds it gives the prompt away. A
    model that says the prompt in other words is not caught.
    """

    reach: ClassVar[int | None] = 200

    words: tuple[str, ...]

    def find(self, text: str) -> Iterable[Finding]:
        for form in self._forms:
            for match in form.finditer(text):
                yield Finding("canary", *match.span())

    @cached_property
    def _forms(self) -> list[re.Pattern[str]]:
        forms: list[re.Pattern[str]] = []
        for word in self.words:
            for written in (word, word[::-1]):
                between = r"[\W_]{0,2}".join(map(re.escape, written))
                forms.append(re.compile(between, re.IGNORECASE))
            forms += [re.compile(re.escape(code)) for code in _in_base64(word)]
        return forms


def _in_base64(word: str) -> list[str]:
    """What a word always leaves in base64, for each of the three places where it can start."""
    found = []
    for before in range(3):
        code = base64.b64encode(b"\0" * before + word.encode()).decode().rstrip("=")
        first = (0, 2, 3)[before]
        whole = (before + len(word.encode())) * 8 // 6
        found.append(code[first:whole])
    return [code for code in found if len(code) >= 6]
