"""``POST /feedback``: what turned out to be true, or how an answer was received."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from tandem.core.schema import decoder
from tandem.errors import InvalidInput
from tandem.operate.answer import failed
from tandem.operate.problem import invalid, refuse
from tandem.operate.request import JSON, Request
from tandem.operate.service import Feedback, Service

# PostgreSQL keeps no NUL in text.
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class Opinion(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Feedback on one run, named by its trace id or by the subject it was about.

    ``path`` is the field of the output that ``value`` is about, empty for the whole. The
    same ``key`` counts once; without one the ledger derives it from the content.
    """

    value: Any
    trace: _Name = ""
    subject: _Name = ""
    path: _Name = ""
    kind: Literal["label", "rating", "correction"] = "correction"
    by: _Name = ""
    time: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    key: _Name = ""


class Received(msgspec.Struct):
    """``new`` is false when this feedback was here before."""

    new: bool


_decode = decoder(Opinion)


async def take_feedback(service: Service, request: Request, _: str) -> None:
    """Hand feedback to the ledger, in a thread: it is acknowledged when it is stored."""
    feedback = service.feedback
    if feedback is None:
        raise refuse(404, "path", expected="a route of this server", got="/feedback")
    body = await request.json(service.limits)
    try:
        opinion = _decode(body)
    except InvalidInput as error:
        raise invalid(error, body, Opinion) from None
    if bool(opinion.trace) == bool(opinion.subject):
        got = "both" if opinion.trace else "neither"
        raise refuse(422, "$.trace", expected="a trace id here, or a $.subject instead", got=got)
    given = msgspec.structs.asdict(opinion)
    current = service.releases.current
    given["system"] = current.main.system if current else ""
    new = await asyncio.to_thread(_add, feedback, given)
    await request.respond(201 if new else 200, msgspec.json.encode(Received(new)), [JSON])


def _add(feedback: Feedback, given: dict[str, Any]) -> bool:
    try:
        return feedback(given)
    except Exception as error:
        raise failed(error, "") from None
