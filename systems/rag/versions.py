"""Documents that disagree, made of articles that nothing was learned from.

A paragraph whose answers hold numbers is written twice: as it is, and with the last digit of
those numbers changed. Which of the two is right is drawn; the other is older, or as old.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tandem import Case
from tandem.search import Conversation, split_sentences

Kind = Literal["copy", "rewritten", "one age"]
"""The other text is the same but for the numbers, or only the sentences with answers, by an
older file; or those sentences by a file of the same age, so that both count."""

NEW, OLD = 1_700_000_000, 1_600_000_000


@dataclass(frozen=True)
class Disputed:
    """The value that is right, the other one, and the files with the two."""

    newer: str
    older: str
    sources: tuple[str, str]


def write_versions(folder: Path, found: Sequence[dict[str, Any]], kind: Kind) -> list[Case]:
    """Writes both texts of every paragraph that has such answers; the questions about them."""
    cases = []
    for article in found:
        for i, paragraph in enumerate(article["paragraphs"]):
            values = _values(paragraph)
            if not values:
                continue
            name = f"{article['title']}-{i}"
            texts = [paragraph["context"], _changed(paragraph["context"], values)]
            swapped = random.Random(name).random() < 0.5
            right, other = texts[::-1] if swapped else texts
            if kind != "copy":
                other = _answering(other, [pair[0 if swapped else 1] for pair in values.values()])
            files = (f"now/{name}.md", f"before/{name}.md")
            times = (NEW, NEW if kind == "one age" else OLD)
            for file, text, time in zip(files, (right, other), times, strict=True):
                path = folder / file
                path.parent.mkdir(exist_ok=True)
                path.write_text(f"# {article['title'].replace('_', ' ')}\n\n{text}\n")
                os.utime(path, (time, time))
            for id, pair in values.items():
                newer, older = pair[::-1] if swapped else pair
                question = next(q["question"] for q in paragraph["qas"] if q["id"] == id)
                target = Disputed(newer, older, files)
                cases.append(Case(id, Conversation(question), target, name, {"kind": kind}))
    return cases


def _values(paragraph: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """By question, the number of two digits or more in its answer, and another in its place.

    Only numbers that stand in the paragraph once, and ask for one question.
    """
    found: dict[str, tuple[str, str]] = {}
    for question in paragraph["qas"]:
        numbers = re.findall(r"\d[\d.,]*\d", question["answers"][0]["text"])
        if len(numbers) == 1 and paragraph["context"].count(numbers[0]) == 1:
            number = numbers[0]
            other = number[:-1] + str((int(number[-1]) + random.Random(number).randint(1, 9)) % 10)
            if all(number != known for known, _ in found.values()):
                found[question["id"]] = (number, other)
    return found


def _changed(text: str, values: dict[str, tuple[str, str]]) -> str:
    for number, other in values.values():
        text = text.replace(number, other)
    return text


def _answering(text: str, values: Sequence[str]) -> str:
    """The sentences that hold one of the values, the last one first."""
    kept = [s.text for s in split_sentences(text) if any(value in s.text for value in values)]
    return " ".join(reversed(kept))
