"""A chat model for any kind of document: alone, or after the trained one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tandem import Inputs, Project, Rows
from tandem.llm import chat_from
from tandem.search.extract import (
    AskFields,
    ChatFields,
    Extraction,
    Kind,
    Layout,
    Several,
    Values,
)
from tandem.strategy import Cascade

Lessons = Callable[[Inputs], Rows[Layout, Values]]


class Reading(Cascade[Layout, Extraction]):
    """The trained model where it is sure enough of a document, a chat model elsewhere."""

    kinds: Mapping[str, Kind]

    def quality(self, output: Extraction, target: Values) -> float:
        """The share of fields that are right."""
        due, given = told(self.kinds, target), told(self.kinds, output.values)
        return sum(due.get(name) == given.get(name) for name in self.kinds) / len(self.kinds)


def told(kinds: Mapping[str, Kind], values: Values) -> dict[str, list[str]]:
    """Values as they are compared: by what they mean, texts by their letters and digits."""
    found = {}
    for name, kind in kinds.items():
        if value := values.get(name):
            parts = kind.parts(value) if isinstance(kind, Several) else [value]
            found[name] = sorted(kind.key(kind.read(part) or part) for part in parts)
    return found


def with_chat(
    project: Project, inputs: Inputs, kinds: Mapping[str, Kind], fit: Lessons, tune: Lessons
) -> Project:
    """With ``chat`` a chat model alone; with ``cascade`` after the trained one."""
    if "chat" not in inputs.options:
        return project
    asked = ChatFields(ask=AskFields(chat=chat_from(inputs.options), mode="words"), kinds=kinds)
    if "cascade" not in inputs.options:
        return replace(project, system=asked, learn={})
    floor = float(inputs.options["cascade"])
    cascade = Reading(first=project.system, second=asked, floor=floor, kinds=kinds)
    return replace(project, system=cascade, learn={"first": fit, "": tune})
