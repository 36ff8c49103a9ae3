"""The text of a prompt: front matter in TOML between ``+++`` lines, and a template below it."""

from __future__ import annotations

import functools
import re
import tomllib
from typing import Any, Final, Literal, cast

import msgspec

from tandem.core.schema import convert
from tandem.errors import DefinitionError, InvalidInput

Role = Literal["system", "user", "assistant"]

_FENCE: Final = "+++"
_ROLE: Final = re.compile(r"^--- (\w+) *$", re.MULTILINE)
_VARIABLE: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_OPEN: Final = re.compile(r"\{\{.*?(?:\}\}|$)", re.MULTILINE)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Settings of the model that a prompt was written for."""

    name: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] | None = None


class Front(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What front matter may say.

    ``inputs`` names variables and their types, ``output`` the type of the answer; ``shots``
    is how many of the ``examples`` are shown; ``reasoning`` asks for steps before the answer.
    """

    description: str = ""
    inputs: dict[str, str] = {}
    output: str = "text"
    shots: int = 4
    reasoning: bool = False
    model: Settings = Settings()
    examples: list[dict[str, Any]] = []


class PromptFile(msgspec.Struct, frozen=True):
    """A prompt's text, taken apart: front matter, and the template of each turn."""

    front: Front
    turns: tuple[tuple[Role, str], ...]

    @property
    def variables(self) -> set[str]:
        """The names that the template mentions."""
        return {name for _, text in self.turns for name in _VARIABLE.findall(text)}


@functools.lru_cache(maxsize=256)
def parse(source: str) -> PromptFile:
    """Take a prompt's text apart. Raises ``DefinitionError`` saying where it is wrong.

    Lines ``--- system``, ``--- user`` and ``--- assistant`` begin turns; a text without them
    is one turn of the user.

    >>> parse("+++\\nshots = 1\\n+++\\n--- system\\nBe brief.\\n--- user\\n{{question}}").turns
    (('system', 'Be brief.'), ('user', '{{question}}'))
    """
    head, body = _split(source)
    try:
        front: Front = convert(tomllib.loads(head), Front)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"the front matter of a prompt is not TOML: {error}") from None
    except InvalidInput as error:
        raise DefinitionError(f"the front matter of a prompt: {error.message}") from None
    turns = _turns(body)
    if not turns or turns[-1][0] != "user":
        raise DefinitionError("a prompt has no turn of the user at its end")
    for role, text in turns:
        for found in _OPEN.findall(text):
            if not _VARIABLE.fullmatch(found):
                raise DefinitionError(
                    f"the {role} turn of a prompt holds {found!r}", hint="write {{name}}"
                )
    return PromptFile(front, turns)


def fill(template: str, values: dict[str, str]) -> str:
    """A template with its variables; what stands in the values is never a template."""
    return _VARIABLE.sub(lambda found: values[found[1]], template)


def _split(source: str) -> tuple[str, str]:
    lines = source.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != _FENCE:
        return "", source
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise DefinitionError("the front matter of a prompt has no end", hint="close it with +++")


def _turns(body: str) -> tuple[tuple[Role, str], ...]:
    parts = _ROLE.split(body)
    turns: list[tuple[Role, str]] = []
    if parts[0].strip():
        turns.append(("user", parts[0].strip()))
    for role, text in zip(parts[1::2], parts[2::2], strict=True):
        if role not in ("system", "user", "assistant"):
            raise DefinitionError(
                f"a prompt has a turn of {role!r}", hint="system, user or assistant"
            )
        turns.append((cast("Role", role), text.strip()))
    return tuple(turns)
