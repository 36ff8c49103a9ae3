"""On whose behalf a model is called: subject, tenant, priority."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from tandem.core.context import current_run
from tandem.record.step import Step


@dataclass(frozen=True)
class Caller:
    """Who calls. ``priority``: the higher goes first where calls queue."""

    subject: str = ""
    tenant: str = ""
    priority: int = 0


_NOBODY = Caller()
_caller: ContextVar[Caller] = ContextVar("tandem.llm.caller", default=_NOBODY)


@contextmanager
def calling(
    *, subject: str | None = None, tenant: str | None = None, priority: int | None = None
) -> Iterator[None]:
    """Call on behalf of somebody in the block, and in what it awaits."""
    given = {"subject": subject, "tenant": tenant, "priority": priority}
    changed = {name: value for name, value in given.items() if value is not None}
    before = _caller.set(replace(_caller.get(), **changed))  # type: ignore[arg-type]  # names of fields with their types
    try:
        yield
    finally:
        _caller.reset(before)


def caller() -> Caller:
    """Who calls; the subject is that of the run being recorded, unless one was said."""
    said = _caller.get()
    run = current_run.get()
    if said.subject or not isinstance(run, Step):
        return said
    return replace(said, subject=run.recording.trace.subject)


def release() -> str:
    """The release that is running, or ""."""
    run = current_run.get()
    return run.recording.trace.release if isinstance(run, Step) else ""
