"""A chat model as the writer: always, or only where the reader is unsure.

Options: those of ``tandem.llm.chat_from``; ``prompt``, a file with instructions of yours;
``cascade``, the share of questions that must be answered from the right place or rightly refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tandem import Component, Inputs
from tandem.data import split
from tandem.errors import DataMissing
from tandem.llm import chat_from
from tandem.search import Answer, Citation, Conversation, FollowUp, Grounded, Transfer
from tandem.strategy import Cascade, Fallback, Rewrite, Writer

from .data import READER, Lessons, reading_lessons


class Unsure(Cascade[Grounded, Answer]):
    """Quotes where that is likely to answer, and asks a chat model elsewhere."""

    def quality(self, output: Answer, target: Citation | None) -> float:
        """Whether what is cited holds the answer; a refusal, whether there is none."""
        if target is None:
            return float(not output.citations)
        return float(any(cited.covers(target) for cited in output.citations))


def rewriter(options: Mapping[str, str]) -> Component[Conversation, str]:
    """Makes a question stand alone by a chat model, or by rules when that fails."""
    return Fallback(first=Rewrite(chat=chat_from(options)), second=FollowUp(), seconds=10.0)


def writer(inputs: Inputs) -> tuple[Component[Grounded, Answer], dict[str, Any]]:
    """The writer that the options ask for, and what its parts learn from."""
    options = inputs.options
    wrote = Writer(chat=chat_from(options))
    if "prompt" in options:
        text = (inputs.folder / options["prompt"]).expanduser().read_text(encoding="utf-8")
        wrote = replace(wrote, instructions=text)
    write = Fallback(first=wrote, second=READER, seconds=60.0)
    if "cascade" not in options:
        return write, {"second": reading_lessons}
    unsure = Unsure(first=replace(READER), second=write, floor=float(options["cascade"]))
    return unsure, {"first": _first, "second.second": reading_lessons, "": _rest}


def _first(inputs: Inputs) -> Lessons:
    """What the reader of a cascade learns from."""
    return split(_labelled(inputs), test=0.25, seed=1)[0]


def _rest(inputs: Inputs) -> Lessons:
    """What the threshold of a cascade is set on."""
    return split(_labelled(inputs), test=0.25, seed=1)[1]


def _labelled(inputs: Inputs) -> Lessons:
    lessons = reading_lessons(inputs)
    if isinstance(lessons, Transfer):
        raise DataMissing(
            "a cascade sets its threshold on labelled questions, and there are none on this folder",
            hint="--set questions=FILE names accepted ones",
        )
    return lessons
