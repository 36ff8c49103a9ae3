"""What a question about source code asks for, and which name it asks about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

Wanted = Literal["where", "how", "callers", "callees", "impact"]

_WANTED: Final[tuple[tuple[Wanted, re.Pattern[str]], ...]] = (
    (
        "impact",
        re.compile(
            r"\b(breaks?|affected|impact|depends? on)\b|\bif (i|we|one|you) (change|remove|rename)",
            re.I,
        ),
    ),
    ("callees", re.compile(r"\bwhat does .+ (call|use)\b|\bcallees\b|\bcalled by\b", re.I)),
    (
        "callers",
        re.compile(
            r"\b(who|what|which \w+|where) (calls?|uses?|invokes?)\b|\bcallers?\b"
            r"|\b(where|who) .+ (called|used)\b",
            re.I,
        ),
    ),
    ("where", re.compile(r"\bwhere\b|^(find|show|locate)\b|\bwhich (file|class|function)\b", re.I)),
)
_CODE: Final = re.compile(r"`([^`]+)`|([\w./-]+:)?[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*")
_WRITTEN: Final = re.compile(r"_|[a-z0-9][A-Z]|[A-Z][a-z]+[A-Z]|\.|::|^[A-Z][a-z]")
_CALL: Final = re.compile(r"\(.*\)$")


@dataclass(frozen=True)
class CodeQuestion:
    """A question as it was asked, what it wants, and the name it is about, if it has one."""

    text: str
    wanted: Wanted = "how"
    name: str = ""


def read_code_question(text: str, known: Callable[[str], bool]) -> CodeQuestion:
    """The question in a text. A name is one that is ``known``, such as a definition.

    Backticks make a name of anything known; without them a plain word such as ``promote``
    counts only in a question for callers, callees or impact, or as all that is asked for.

    >>> read_code_question("Who calls promote?", {"promote"}.__contains__)
    CodeQuestion(text='Who calls promote?', wanted='callers', name='promote')
    >>> read_code_question("how are releases promoted", {"promote"}.__contains__).wanted
    'how'
    """
    wanted = _wanted(text)
    marked: list[str] = []
    written: list[str] = []
    plain: list[str] = []
    for found in _CODE.finditer(text):
        word = _CALL.sub("", found[1] or found[0]).replace("::", ".")
        if known(word):
            called = text[found.end() : found.end() + 1] == "("
            kind = marked if found[1] else written if called or _WRITTEN.search(word) else plain
            kind.append(word)
    alone = wanted in ("callers", "callees", "impact") or len(_CODE.findall(text)) <= 4
    names = [*marked, *written, *(reversed(plain) if alone else ())]
    return CodeQuestion(text, wanted, names[0] if names else "")


def _wanted(text: str) -> Wanted:
    for wanted, pattern in _WANTED:
        if pattern.search(text):
            return wanted
    return "how"
