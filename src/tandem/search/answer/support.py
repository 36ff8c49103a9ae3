"""Whether a text says what a statement says, judged by words alone."""

from __future__ import annotations

import re
from typing import Final

from tandem.search import Passage
from tandem.search.answer.contract import Citation, cite
from tandem.search.answer.sentences import split_sentences
from tandem.search.words import stems

_FIGURE: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME: Final = re.compile(r"(?<=[a-z,;:] )[A-Z][\w-]+")
_BACK: Final = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
ENOUGH: Final = 0.6
"""The share of a statement's words that a text must have to support it."""


def without_marks(text: str) -> str:
    """A text without the marks of its citations, such as ``[1]`` or ``[1, 2]``.

    >>> without_marks("It was built in 1871 [2].")
    'It was built in 1871.'
    """
    return _BACK.sub("", text)


def statements(text: str) -> list[str]:
    """The sentences of an answer that state something, without marks of citations.

    >>> statements("It opened in 1871 [1]. Sure!")
    ['It opened in 1871.', 'Sure!']
    """
    plain = (without_marks(sentence.text).strip() for sentence in split_sentences(text))
    return [sentence for sentence in plain if stems(sentence)]


def supported(statement: str, text: str) -> bool:
    """Whether the words of a text support a statement.

    Every figure and every name within the statement must occur, and ``ENOUGH`` of its words.
    Words do not show a "not", or who did what to whom: a judge does.

    >>> source = "The tower was finished in 1889 after two years of work in Paris."
    >>> supported("The tower in Paris was finished in 1889.", source)
    True
    >>> supported("The tower in Paris was finished in 1887.", source)
    False
    """
    said = set(stems(text))
    wanted = set(stems(statement))
    if not set(_FIGURE.findall(statement)) <= set(_FIGURE.findall(text)):
        return False
    if not set(stems(" ".join(_NAME.findall(statement)))) <= said:
        return False
    return bool(wanted) and len(wanted & said) >= ENOUGH * len(wanted)


def supporting(statement: str, passage: Passage) -> Citation | None:
    """The shortest run of a passage's sentences that supports a statement, or ``None``.

    The passage's title is taken as known.
    """
    if not supported(statement, f"{passage.title}\n{passage.text}"):
        return None
    places = split_sentences(passage.text)
    wanted = set(stems(statement))
    for size in range(1, len(places) + 1):
        runs = [(places[i].start, places[i + size - 1].end) for i in range(len(places) - size + 1)]
        fit = [
            run
            for run in runs
            if supported(statement, f"{passage.title}\n{passage.text[slice(*run)]}")
        ]
        if fit:
            best = max(fit, key=lambda run: len(wanted & set(stems(passage.text[slice(*run)]))))
            return cite(passage, *best)
    return cite(passage, 0, len(passage.text))
