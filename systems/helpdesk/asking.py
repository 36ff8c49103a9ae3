"""A chat model as the writer: always, or only where quoting is unsure.

Options: those of ``tandem.llm.chat_from``; ``cascade``, the share of answers that must hold
their fact. Without them the environment may name a model: ``TANDEM_CHAT_MODEL``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from tandem import Component, Inputs, Rows
from tandem.data import split
from tandem.errors import ProviderError
from tandem.llm import Prompt, Prompted, chat_from
from tandem.strategy import Cascade, Fallback

from .contract import Draft, Grounded, Shown, Truth
from .data import writing_lessons
from .write import NOTHING, Extractive


class AskPrompt(Prompt[Shown]):
    """The text of ``prompt.md``, which a release pins."""


class Ask(Prompted[Shown]):
    """What a chat model says to it."""


class Asked(Component[Grounded, Draft]):
    """Asks a chat model to answer from the passages and to cite them.

    Raises ``ProviderError`` for an answer that cites no passage that it was given.
    """

    kind: ClassVar[str] = "writer"

    ask: Ask
    passages: int = 5

    async def run(self, x: Grounded, /) -> Draft:
        shown = x.passages[: self.passages]
        context = "\n\n".join(f"[{p.id}] {p.title}\n{p.text}" for p in shown)
        text = await self.ask(Shown(x.question, context))
        known = {passage.id for passage in shown}
        sources = [id for id in dict.fromkeys(re.findall(r"\[([^\[\]\s]+)\]", text)) if id in known]
        if not sources and NOTHING not in text:
            raise ProviderError("the chat model cited no passage that it was given")
        return Draft(text, sources, support=1.0 if sources else 0.0)


class Unsure(Cascade[Grounded, Draft]):
    """Quotes where that is likely to answer, and asks a chat model elsewhere."""

    def confidence(self, output: Draft) -> float:
        """The chance that what is quoted holds the answer."""
        return output.support

    def quality(self, output: Draft, target: Truth) -> float:
        """Whether the fact is in the answer."""
        return float(target.fact.lower() in output.text.lower())


def writer(options: Mapping[str, str]) -> tuple[Component[Grounded, Draft], dict[str, Any]]:
    """The writer that the options ask for, and what its parts learn from."""
    named = {"chat": "TANDEM_CHAT_MODEL", "chat_url": "TANDEM_CHAT_BASE_URL"}
    options = {k: os.environ[v] for k, v in named.items() if v in os.environ} | {**options}
    if not options.get("chat"):
        return Extractive(), {"": writing_lessons}
    asked = Asked(ask=Ask(prompt=AskPrompt(), chat=chat_from(options)))
    write = Fallback(first=asked, second=Extractive(), seconds=30.0)
    learn: dict[str, Any] = {"first.ask": prompt_file, "second": writing_lessons}
    if "cascade" not in options:
        return write, learn
    unsure = Unsure(first=Extractive(), second=write, floor=float(options["cascade"]))
    inside = {f"second.{path}": data for path, data in learn.items()}
    return unsure, {**inside, "first": quoting_lessons, "": tuning_lessons}


def prompt_file(inputs: Inputs) -> Any:
    """The prompt's file."""
    return inputs.folder / "prompt.md"


def quoting_lessons(inputs: Inputs) -> Rows[Grounded, Truth]:
    """What the first part of a cascade learns from: three quarters of the training questions."""
    return split(writing_lessons(inputs), test=0.25, seed=1)[0]


def tuning_lessons(inputs: Inputs) -> Rows[Grounded, Truth]:
    """The answerable ones of the rest, on which the threshold of a cascade is set."""
    rows = split(writing_lessons(inputs), test=0.25, seed=1)[1]
    return rows.take([i for i, truth in enumerate(rows.targets) if truth.fact])
