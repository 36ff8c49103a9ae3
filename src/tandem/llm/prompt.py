"""Prompt: a typed record in, messages out, by a text that a release pins."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, ClassVar, Final, Self, TypeVar

from tandem.core import Component, contract, learned, note
from tandem.core.schema import convert, encode, field_types, to_builtins
from tandem.errors import DefinitionError, InvalidInput
from tandem.llm.message import Message
from tandem.llm.prompt_file import Front, PromptFile, fill, parse
from tandem.llm.shots import cosine, most_alike, overlap
from tandem.record.digest import digest_bytes

In = TypeVar("In")

MARK: Final = "Answer:"
"""What stands before the answer where a prompt asks for steps first."""
_STEPS: Final = f'Think step by step. Then write "{MARK}" on a line of its own and the answer.'
_OUTPUT: Final = "output"
_TYPES: Final = {
    "text": (str,),
    "number": (float, int),
    "integer": (int,),
    "truth": (bool,),
}


class Prompt(Component[In, list[Message]]):
    """The messages that a prompt's text makes of a record.

    Subclass it with the record's type (``class Ask(Prompt[Question])``); plain text is the
    variable ``input``. The text is state: ``fit`` takes it, or the path of its file, so a
    release pins it, and a file edited later changes the next build only. ``fit`` raises
    ``DefinitionError`` where text and type disagree: a variable that the record lacks, a
    field that the text never mentions, an example that does not fit.

    Of the text's ``examples`` those most like the record are shown, by the vectors of
    ``embedder``, which is fitted on the examples, or by the words they share.
    """

    kind: ClassVar[str] = "prompt"

    embedder: Component[str, list[float]] | None = None
    template: str = learned(codec="text")
    vectors: list[list[float]] = learned()

    def fit(self, source: str | Path) -> Self:
        """Take a text, or the file that holds it."""
        text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
        parsed = parse(text)
        _check(type(self), parsed)
        if self.embedder is None:
            return self.evolve(template=text, vectors=[])
        shown = [self._text(example) for example in self._examples(parsed)]
        embedder: Any = self.embedder.fit(shown) if shown else self.embedder  # type: ignore[attr-defined]  # every embedder has one
        vectors = embedder.embed(shown).tolist() if shown else []
        return self.evolve(template=text, embedder=embedder, vectors=vectors)

    @property
    def front(self) -> Front:
        """The front matter."""
        return parse(self.template).front

    @property
    def version(self) -> str:
        """What names the text: 12 digits of its SHA-256."""
        return digest_bytes(self.template.encode())[:12]

    async def run(self, x: In, /) -> list[Message]:
        parsed = parse(self.template)
        shots = await self._shots(x, parsed)
        note(prompt=self.version, **({"shots": len(shots)} if shots else {}))
        *before, (_, last) = parsed.turns
        values = self._values(x)
        found = [Message(role, fill(text, values)) for role, text in before]
        for example in shots:
            found.append(Message("user", fill(last, self._values(self._record(example)))))
            found.append(Message("assistant", _said(example[_OUTPUT], parsed.front)))
        asked = fill(last, values)
        found.append(Message("user", f"{asked}\n\n{_STEPS}" if parsed.front.reasoning else asked))
        return found

    async def _shots(self, x: In, parsed: PromptFile) -> list[dict[str, Any]]:
        examples, count = parsed.front.examples, parsed.front.shots
        if len(examples) <= count:
            return examples
        text = self._text(x)
        if self.embedder is None:
            alike = overlap(text, [self._text(e) for e in self._examples(parsed)])
        else:
            alike = cosine(await self.embedder(text), self.vectors)
        return [examples[place] for place in most_alike(alike, count)]

    def _examples(self, parsed: PromptFile) -> list[Any]:
        return [self._record(example) for example in parsed.front.examples]

    def _record(self, example: dict[str, Any]) -> Any:
        given = {name: value for name, value in example.items() if name != _OUTPUT}
        cls = contract(type(self)).input
        return convert(given.get("input", "") if cls is str else given, cls)

    def _values(self, x: Any) -> dict[str, str]:
        if isinstance(x, str):
            return {"input": x}
        return {name: _shown(value) for name, value in to_builtins(x).items()}

    def _text(self, x: Any) -> str:
        return "\n".join(self._values(x).values())


def _check(cls: type[Prompt[Any]], parsed: PromptFile) -> None:
    """Raise ``DefinitionError`` where the text does not suit the record."""
    record = contract(cls).input
    types = {"input": str} if record is str else field_types(record)
    if record is not str and not dataclasses.is_dataclass(record) and not types:
        raise DefinitionError(f"{cls.__name__} takes {record}", hint="a record, or text")
    if unknown := sorted(parsed.variables - types.keys()):
        raise DefinitionError(
            f"the text of {cls.__name__} mentions {unknown[0]!r}, which {_name(record)} has not",
            hint=f"its fields are {', '.join(types)}",
        )
    if missing := sorted(types.keys() - parsed.variables):
        raise DefinitionError(
            f"the text of {cls.__name__} never mentions {missing[0]!r} of {_name(record)}",
            hint=f"write {{{{{missing[0]}}}}} where it belongs, or leave the field out",
        )
    _check_inputs(cls, parsed.front.inputs, types)
    for number, example in enumerate(parsed.front.examples, start=1):
        _check_example(cls, example, number, record)


def _check_inputs(cls: type[Prompt[Any]], inputs: dict[str, str], types: dict[str, Any]) -> None:
    if not inputs:
        return
    if differing := sorted(inputs.keys() ^ types.keys()):
        raise DefinitionError(
            f"the inputs in the text of {cls.__name__} and its record differ in {differing[0]!r}"
        )
    for name, said in inputs.items():
        if said in _TYPES and types[name] not in _TYPES[said]:
            raise DefinitionError(
                f"the text of {cls.__name__} says that {name!r} is a {said}, "
                f"the record says {_name(types[name])}"
            )
        if said not in (*_TYPES, "list", "record"):
            raise DefinitionError(
                f"the text of {cls.__name__} says that {name!r} is a {said!r}",
                hint=f"one of {', '.join(_TYPES)}, list, record",
            )


def _check_example(
    cls: type[Prompt[Any]], example: dict[str, Any], number: int, record: Any
) -> None:
    whose = f"example {number} in the text of {cls.__name__}"
    if _OUTPUT not in example:
        raise DefinitionError(f"{whose} has no output")
    given = {name: value for name, value in example.items() if name != _OUTPUT}
    try:
        if record is str:
            convert(given, dict[str, str])
            if given.keys() != {"input"}:
                raise DefinitionError(f"{whose} has {', '.join(given)}, not input")
        else:
            convert(given, record)
            if unknown := sorted(given.keys() - field_types(record).keys()):
                raise DefinitionError(f"{whose} has {unknown[0]!r}, which is no field")
    except InvalidInput as error:
        raise DefinitionError(f"{whose}: {error.message}") from None


def _shown(value: Any) -> str:
    """A value as a model is shown it: text as it is, a list of texts line by line, or JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(f"- {item}" for item in value)
    return encode(value).decode()


def _said(output: Any, front: Front) -> str:
    said = _shown(output)
    return f"{MARK} {said}" if front.reasoning else said


def _name(record: Any) -> str:
    return str(getattr(record, "__name__", record))
