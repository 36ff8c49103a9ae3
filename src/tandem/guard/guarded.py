"""Guarded: a component whose text is checked on its way in and on its way out."""

from __future__ import annotations

import re
from typing import Any, ClassVar, TypeVar

from tandem.core import Component, Result, Token, emit, note, replace, stream
from tandem.errors import DefinitionError
from tandem.guard.guard import Guard, Passed, counts
from tandem.guard.release import Release

In = TypeVar("In")
Out = TypeVar("Out")


class Guarded(Component[In, Out]):
    """``inner`` behind a guard of what goes in (``before``) and of what comes out (``after``).

    What ``before`` masked is put back into the answer, so that ``inner`` never saw it and the
    caller never misses it. Tokens leave only after they were checked: see ``Release``.
    The text of an input or output is the string itself or its field ``text`` or ``question``:
    override ``text_of`` and ``with_text`` for others.
    """

    kind: ClassVar[str] = "guard"

    inner: Component[In, Out]
    before: Guard | None = None
    after: Guard | None = None

    async def run(self, x: In, /) -> Out:
        went = Passed(self.text_of(x))
        if self.before is not None:
            went = self.before.check(went.text)
            x = self.with_text(x, went.text)
        release = Release(self.after or Guard(detectors=()), tuple(went.masked))
        output: Any = None
        async for event in stream(self.inner, x):
            if isinstance(event, Result):
                output = event.value
            elif isinstance(event, Token):
                self._send(release.push(event.text), went)
            else:
                release.drop()
                emit(event)
        self._send(release.finish(), went)
        return self._checked(output, went)

    def text_of(self, value: Any) -> str:
        """The text of an input or an output."""
        if isinstance(value, str):
            return value
        for name in ("text", "question"):
            if isinstance(getattr(value, name, None), str):
                return str(getattr(value, name))
        raise DefinitionError(
            f"{type(self).__name__} cannot tell the text of {type(value).__name__}",
            hint="override text_of and with_text",
        )

    def with_text(self, value: Any, text: str) -> Any:
        """The same input or output with another text."""
        if isinstance(value, str):
            return text
        name = "text" if isinstance(getattr(value, "text", None), str) else "question"
        return replace(value, **{name: text})

    def _checked(self, output: Any, went: Passed) -> Out:
        """The whole answer, checked again: what is recorded and returned never went unchecked."""
        came = Passed(self.text_of(output))
        if self.after is not None:
            came = self.after.check(came.text)
        note(found_in=counts(went.findings), found_out=counts(came.findings))
        checked: Out = self.with_text(output, _restored(came.text, went))
        return checked

    def _send(self, text: str, went: Passed) -> None:
        if text:
            emit(Token(_restored(text, went)))


def _restored(text: str, went: Passed) -> str:
    """What was masked on the way in, put back."""
    if not went.masked:
        return text
    form = re.compile("|".join(map(re.escape, went.masked)))
    return form.sub(lambda match: went.masked[match.group()], text)
