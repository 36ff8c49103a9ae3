"""``POST /predict/batch`` and ``POST /ask/batch``: many inputs in, one result a row back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from tandem.errors import InvalidInput
from tandem.operate.answer import failed, written
from tandem.operate.identity import Identity
from tandem.operate.live import Live
from tandem.operate.problem import Detail, Problem, internal, invalid, refuse
from tandem.operate.request import Disconnected, Request
from tandem.operate.service import Service
from tandem.operate.work import in_turn, until_gone
from tandem.record.span import Trace


class Row(msgspec.Struct, omit_defaults=True):
    """The result of one row: an output, or an error like that of a single request."""

    trace: str
    output: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: Detail | msgspec.UnsetType = msgspec.UNSET


class Rows(msgspec.Struct):
    """The results in the order of the inputs."""

    results: list[Row]


async def answer_many(service: Service, request: Request, verb: str) -> None:
    """Run a list of inputs; a model takes them in one call. A bad row fails alone."""
    limits = service.limits
    body = await request.json(limits)
    identity = service.identify(request.headers)
    live = service.choose(request, identity, verb)
    try:
        xs = live.decode_many(body)
    except InvalidInput as error:
        raise invalid(error, body, list[live.asked]) from None  # type: ignore[name-defined]  # a type made at run time
    if len(xs) > limits.batch_rows:
        raise refuse(
            422,
            "$",
            expected=f"at most {limits.batch_rows} rows",
            got=f"{len(xs)} rows",
            hint="send several requests, or score a file with `tandem score`",
        )
    traces = await _run(service, request, live, xs, identity) if xs else []
    for trace in traces:
        service.measures.used(trace, live.release)
    answer = Rows([_row(trace) for trace in traces])
    await request.respond(200, written(answer, ""), [*live.headers])


async def _run(
    service: Service, request: Request, live: Live, xs: Sequence[Any], identity: Identity
) -> list[Trace]:
    async def work() -> list[Trace]:
        def batch() -> Any:
            return live.recorder.batch(
                live.component, xs, subject=identity.subject, session=identity.session
            )

        if live.model is None:
            found: list[Trace] = await batch()
            return found
        # Many rows of a model hold a core for long: a thread keeps the event loop answering.
        return await asyncio.get_running_loop().run_in_executor(
            service.pool, lambda: asyncio.run(batch())
        )

    try:
        return await in_turn(
            service.admission, service.limits.seconds, lambda: until_gone(request, work)
        )
    except Disconnected:
        raise
    except Exception as error:
        raise failed(error, "") from None


def _row(trace: Trace) -> Row:
    if trace.status == "ok":
        try:
            return Row(trace.id, output=msgspec.Raw(written(trace.output, trace.id)))
        except Problem as problem:
            return Row(trace.id, error=problem.detail)
    return Row(trace.id, error=_refused(trace) or internal(trace.id).detail)


def _refused(trace: Trace) -> Detail | None:
    """What a row is told whose input the component refused; ``None`` for any other failure."""
    kind, _, said = trace.error.partition(": ")
    if kind != InvalidInput.__name__:
        return None
    message, _, hint = said.partition("\nHint: ")
    field = message.split(maxsplit=1)[0] if message.startswith("$") else ""
    return Detail(message, field=field.rstrip(":"), hint=hint, trace=trace.id)
