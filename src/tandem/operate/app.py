"""The ASGI application: one door through which every request goes, whatever its route."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Any

from tandem.core.component import Component
from tandem.errors import Overloaded, TandemError
from tandem.operate.limits import Limits
from tandem.operate.live import Live
from tandem.operate.problem import Problem, busy, from_error, internal, refuse
from tandem.operate.releases import FixedRelease, Releases
from tandem.operate.request import Disconnected, Receive, Request, Scope, Send
from tandem.operate.routes import ROUTES, Route
from tandem.operate.security import LOOPBACK, Guard
from tandem.operate.service import Feedback, Service, log
from tandem.record.span import Trace


class Application:
    """An ASGI 3 application over a service.

    For each request: is the caller allowed (Host, Origin, key), is there such a route, is
    there room; then the handler. Whatever goes wrong becomes one answer here.
    """

    def __init__(self, service: Service, guard: Guard) -> None:
        self.service = service
        self.guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send)
            return
        request = Request(scope, receive, send)
        # The hot path of the framework: a dictionary look-up, two set look-ups and a counter
        # stand between the HTTP parser and the handler.
        started = perf_counter()
        path = scope["path"]
        route = ROUTES.get(path)
        service = self.service
        try:
            self.guard.check(request.headers, public=route is not None and route.public)
            if route is None or route.method != scope["method"]:
                raise _no_route(route, request)
            if route.work:
                service.admission.enter()
                try:
                    await route.handler(service, request, route.verb)
                finally:
                    service.admission.leave()
            else:
                await route.handler(service, request, route.verb)
        except Problem as problem:
            await request.refuse(problem)
        except Overloaded as error:
            await request.refuse(busy(error))
        except Disconnected:
            request.status = 499  # as nginx counts a client that left
        except Exception as error:
            await self._broken(request, error)
        measures = service.measures
        name = path if route is not None else "unknown"
        measures.requests.add((name, str(request.status), request.release))
        measures.seconds.observe((name,), perf_counter() - started)

    async def _broken(self, request: Request, error: Exception) -> None:
        """A mistake of ours, not of the component. The log gets the trace, the caller does not."""
        log.error("a request to %s failed", request.scope["path"], exc_info=error)
        if not request.status:
            problem = from_error(error) if isinstance(error, TandemError) else internal("")
            await request.refuse(problem)

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            raise RuntimeError(f"no route for {scope['type']}")
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self.service.start()
                except Exception as error:
                    log.error("the server cannot start", exc_info=error)
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    return
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.service.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def create_app_for(
    component: Component[Any, Any],
    *,
    system: str = "",
    release: str = "",
    channel: str = "live",
    sinks: Sequence[Callable[[Trace], None]] = (),
    sample: float = 1.0,
    limits: Limits | None = None,
    keys: Iterable[str] = (),
    hosts: Iterable[str] | None = LOOPBACK,
    feedback: Feedback | None = None,
) -> Application:
    """An application that serves one component, without store or registry.

    ``sinks`` get every trace. ``hosts`` are the names the server answers to.
    """
    live = Live(
        component, system=system, release=release, channel=channel, sinks=sinks, sample=sample
    )
    return application(FixedRelease(live), limits=limits, keys=keys, hosts=hosts, feedback=feedback)


def application(
    releases: Releases,
    *,
    limits: Limits | None = None,
    keys: Iterable[str] = (),
    hosts: Iterable[str] | None = LOOPBACK,
    feedback: Feedback | None = None,
    closers: Sequence[Callable[[], None]] = (),
) -> Application:
    """An application over any source of releases; ``closers`` are called when it stops."""
    keys = tuple(keys)
    service = Service(
        releases,
        limits=limits or Limits(),
        feedback=feedback,
        protected=bool(keys),
        closers=closers,
    )
    return Application(service, Guard(hosts=hosts, keys=keys))


def _no_route(route: Route | None, request: Request) -> Problem:
    method: str = request.scope["method"]
    if route is None:
        hint = "the routes are on /docs"
        got: str = request.scope["path"][:80]
        return refuse(404, "path", expected="a route of this server", got=got, hint=hint)
    problem = refuse(405, "method", expected=route.method, got=method[:20])
    problem.headers.append((b"allow", route.method.encode()))
    return problem
