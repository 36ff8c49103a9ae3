"""``POST /predict`` and ``POST /ask``: one input in, one output back."""

from __future__ import annotations

import asyncio
from typing import Any

from tandem.core.schema import encode
from tandem.errors import InvalidInput
from tandem.operate.identity import Identity
from tandem.operate.live import Live
from tandem.operate.problem import Problem, from_error, invalid
from tandem.operate.request import Disconnected, Request
from tandem.operate.service import Service, log
from tandem.operate.work import in_turn, until_gone
from tandem.record.span import Trace


async def answer(service: Service, request: Request, verb: str) -> None:
    """Decode, run, encode. A fast model runs right here: a thread would cost more than it."""
    body = await request.json(service.limits)
    identity = service.identify(request.headers)
    live = service.choose(request, identity, verb)
    x = read(live, body)
    if (shadow := service.releases.split().shadow) is not None:
        service.shadow.copy(shadow, x, identity)
    model = live.model
    if model is not None and not live.slow:
        try:
            output, trace = live.recorder.predict(
                model, x, id=identity.trace, subject=identity.subject, session=identity.session
            )
        except Exception as error:
            raise failed(error, identity.trace) from None
    else:
        output, trace = await _run_aside(service, request, live, x, identity)
    if model is not None:
        live.took(trace.duration)
    service.measures.used(trace, live.release)
    await request.respond(
        200,
        written(output, identity.trace),
        [*live.headers, (b"x-trace-id", identity.trace.encode())],
    )


def read(live: Live, body: bytes) -> Any:
    """The input from a body, or a problem that names field, expectation and value."""
    try:
        return live.decode(body)
    except InvalidInput as error:
        raise invalid(error, body, live.asked) from None


def written(output: Any, trace: str) -> bytes:
    """The output as JSON; one that is not plain data is the component's failure."""
    try:
        return encode(output)
    except Exception as error:
        raise failed(error, trace) from None


def failed(error: Exception, trace: str) -> Problem:
    """Log that a run failed (its trace holds what and why, redacted) and say so."""
    problem = from_error(error, trace)
    if problem.status == 500:
        log.error("the component failed with %s, see trace %s", type(error).__name__, trace)
    return problem


async def _run_aside(
    service: Service, request: Request, live: Live, x: Any, identity: Identity
) -> tuple[Any, Trace]:
    """Run while other requests go on: within its turn and its time, as long as anybody waits."""
    ids = identity.ids

    async def work() -> tuple[Any, Trace]:
        if live.model is None:
            return await live.recorder.call(live.component, x, **ids)
        model = live.model
        return await asyncio.get_running_loop().run_in_executor(
            service.pool, lambda: live.recorder.predict(model, x, **ids)
        )

    try:
        return await in_turn(
            service.admission, service.limits.seconds, lambda: until_gone(request, work)
        )
    except Disconnected:
        raise
    except Exception as error:
        raise failed(error, identity.trace) from None
