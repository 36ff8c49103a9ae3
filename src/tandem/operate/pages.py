"""The routes that tell about the server itself: health, readiness, metrics, OpenAPI, docs."""

from __future__ import annotations

import msgspec

from tandem.operate.docs import CONTENT_POLICY, page
from tandem.operate.openapi import describe
from tandem.operate.playground import PLAYGROUND_POLICY, playground
from tandem.operate.request import JSON, Header, Request
from tandem.operate.service import Service


class Served(msgspec.Struct):
    """One release with its share of the requests."""

    release: str
    share: float


class Readiness(msgspec.Struct, omit_defaults=True):
    """What is served, and what keeps the server from serving what the channel says."""

    status: str
    system: str = ""
    verb: str = ""
    sequence: int = 0
    releases: list[Served] = []
    shadow: str = ""
    problem: str = ""


async def health(service: Service, request: Request, _: str) -> None:
    """The process is up and its event loop turns."""
    await request.respond(200, b'{"status":"ok"}', [JSON])


async def ready(service: Service, request: Request, _: str) -> None:
    """200 when requests are answered, 503 while no release could be loaded."""
    split = service.releases.current
    problem = service.releases.problem
    if split is None:
        state = Readiness("not ready", problem=problem)
    else:
        state = Readiness(
            "ready",
            split.main.system,
            split.main.verb,
            split.sequence,
            [Served(live.release, share) for live, share in split.targets],
            split.shadow.release if split.shadow else "",
            problem,
        )
    await request.respond(200 if split else 503, msgspec.json.encode(state), [JSON])


async def metrics(service: Service, request: Request, _: str) -> None:
    """Prometheus text."""
    kind = b"text/plain; version=0.0.4; charset=utf-8"
    await request.respond(200, service.measures.page.render(), [(b"content-type", kind)])


async def openapi(service: Service, request: Request, _: str) -> None:
    """The description of this server, made from the contract of what it serves."""
    await request.respond(200, describe(service), [JSON])


async def docs(service: Service, request: Request, _: str) -> None:
    """The same for people. Nothing on the page comes from elsewhere, and nothing may."""
    await request.respond(200, page(service), _html(CONTENT_POLICY))


async def home(service: Service, request: Request, _: str) -> None:
    """A form to try out what is served."""
    await request.respond(200, playground(service), _html(PLAYGROUND_POLICY))


def _html(policy: bytes) -> list[Header]:
    return [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", policy),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]
