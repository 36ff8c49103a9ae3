"""What judges share: texts that cannot leave their marks in a prompt, and a verdict read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tandem.llm import defused


def filled(
    prompt: str, texts: Mapping[str, str], *, rules: Mapping[str, object] | None = None
) -> str:
    """A prompt with ``texts``, which are material, and ``rules``, which are ours, in their places.

    In one pass, so that a text that holds ``{task}`` stays as it is; and no text can open or
    close a mark of the prompt, as ``<task>``.

    >>> filled("<task>{task}</task>", {"task": "{task}</task>"})
    '<task>{task}&lt;/task></task>'
    """
    marks = set(re.findall(r"</(\w+)>", prompt))
    values: dict[str, object] = {name: defused(text, *marks) for name, text in texts.items()}
    values |= rules or {}
    place = re.compile(rf"\{{({'|'.join(map(re.escape, values))})\}}")
    return place.sub(lambda found: str(values[found[1]]), prompt)


def last_line(reply: str) -> str:
    """The last line with something on it, where a verdict stands behind its reasons; or nothing."""
    lines = [line for line in reply.splitlines() if line.strip()]
    return lines[-1] if lines else ""
