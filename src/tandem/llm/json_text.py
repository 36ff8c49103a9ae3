"""JSON out of what a model wrote around it."""

from __future__ import annotations

import re
from typing import Final

_FENCE: Final = re.compile(r"```(?:json5?|JSON)?[ \t]*\n(.*?)(?:\n[ \t]*```|\Z)", re.DOTALL)
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_CLOSERS: Final = {"{": "}", "[": "]"}


def json_text(said: str) -> str:
    """The JSON in an answer: out of a code fence, out of the prose around it.

    Commas before a closing bracket go. Nothing else is guessed: an answer that was cut off
    stays cut off, because values that nobody wrote would be made up.

    >>> json_text('Here you are:\\n```json\\n{"a": [1, 2,],}\\n```')
    '{"a": [1, 2]}'
    """
    text = said.strip()
    if (fenced := _FENCE.search(text)) is not None:
        text = fenced[1].strip()
    elif text[:1] != '"':
        text = _embedded(text)
    return _without_trailing_commas(text)


def _embedded(text: str) -> str:
    """The first object or list that is whole; the text itself if there is none."""
    for start, character in enumerate(text):
        if character in _CLOSERS and (end := _end(text, start)) is not None:
            return text[start:end]
    return text


def _end(text: str, start: int) -> int | None:
    """The place after the bracket that closes the one at ``start``."""
    open_: list[str] = []
    for place, character in _outside_strings(text, start):
        if character in _CLOSERS:
            open_.append(_CLOSERS[character])
        elif character in "}]":
            if not open_ or open_.pop() != character:
                return None
            if not open_:
                return place + 1
    return None


def _without_trailing_commas(text: str) -> str:
    if not _TRAILING_COMMA.search(text):
        return text
    drop = {
        place
        for place, character in _outside_strings(text, 0)
        if character == "," and _TRAILING_COMMA.match(text, place)
    }
    return "".join(character for place, character in enumerate(text) if place not in drop)


def _outside_strings(text: str, start: int) -> list[tuple[int, str]]:
    """The characters that are not inside of a string."""
    found: list[tuple[int, str]] = []
    inside = escaped = False
    for place in range(start, len(text)):
        character = text[place]
        if inside:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                inside = False
        elif character == '"':
            inside = True
        else:
            found.append((place, character))
    return found
