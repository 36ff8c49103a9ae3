"""Questions of a bank's customers with their intents, and news, which no bank should answer."""

from __future__ import annotations

import csv
import gzip
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from tandem import Case, Inputs, Rows, Source
from tandem.data import read_records

from .teams import TEAM_OF

_BANKING = "https://raw.githubusercontent.com/PolyAI-LDN/task-specific-datasets/master/banking_data"


def _banking(part: str, sha256: str) -> Source:
    file = f"banking77/{part}.csv"
    return Source(f"Banking77, {part}", file, f"{_BANKING}/{part}.csv", "CC BY 4.0", sha256)


TRAIN = _banking("train", "b06e26ac675513959a63135f11b94ea7786ed02da65db93a5650d8838cbc664b")
TEST = _banking("test", "d12d6e3bc4c3103966ae786dc435913c0c563dfa328f5a3646d0e62cfeeb474d")
NEWS = Source(
    name="AG News, test",
    file="ag_news_test/test.csv",
    url="https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/test.csv",
    licence="research, not commercial",
    sha256="521465c2428ed7f02f8d6db6ffdd4b5447c1c701962353eb2c40d548c3c85699",
)
NEWS_CASES = 500


@dataclass(frozen=True)
class Ticket:
    """What a customer wrote."""

    text: Annotated[str, Meta(max_length=20_000, examples=["My card still hasn't arrived"])]


@dataclass(frozen=True)
class Labelled:
    """A line of the published table."""

    text: str
    category: str


def training_rows(inputs: Inputs) -> Rows[str, str]:
    """The published training part, and corrections that a reviewer accepted."""
    train = banking(inputs, "train")
    unseen = set(banking(inputs, "test").inputs)
    reviewed = [
        (item.input["text"], item.value)
        for item in inputs.reviewed
        if item.path == "intent" and item.value in TEAM_OF and item.input["text"] not in unseen
    ]
    return Rows(
        [*train.inputs, *(text for text, _ in reviewed)],
        [*train.targets, *(intent for _, intent in reviewed)],
    )


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The published test part, and news, whose target is ``None``: out of scope."""
    test = banking(inputs, "test")
    asked = [
        Case(id=f"test {i}", input=Ticket(text), target=intent, slices={"team": TEAM_OF[intent]})
        for i, (text, intent) in enumerate(test)
    ]
    strange = random.Random(0).sample(news(inputs), k=min(NEWS_CASES, len(news(inputs))))
    return asked + [
        Case(id=f"news {i}", input=Ticket(text), target=None, slices={"team": "none"})
        for i, text in enumerate(strange)
    ]


def banking(inputs: Inputs, part: str) -> Rows[str, str]:
    """A published part; ``--set train=mine.csv`` or ``test=`` reads another of the same form."""
    chosen = inputs.options.get(part)
    source = TRAIN if part == "train" else TEST
    return _read(inputs.folder / chosen if chosen else source.locate())


def news(inputs: Inputs) -> list[str]:
    """Titles and first sentences of news."""
    return [text for text, _ in labelled_news(inputs)]


def labelled_news(inputs: Inputs) -> list[tuple[str, str]]:
    """The same, each with its class of four."""
    chosen = inputs.options.get("news")
    return _read_news(inputs.folder / chosen if chosen else NEWS.locate())


@cache
def _read(path: Path) -> Rows[str, str]:
    lines = read_records(path, Labelled)
    return Rows([line.text.strip() for line in lines], [line.category for line in lines])


@cache
def _read_news(path: Path) -> list[tuple[str, str]]:
    """The published form has no line of names: class, title, text."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return [(f"{title}. {text}", kind) for kind, title, text in csv.reader(file)]
