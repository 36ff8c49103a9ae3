"""``serve``: a project's channel over HTTP, from the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tandem.errors import DefinitionError, NotFound
from tandem.operate.app import Application, application
from tandem.operate.limits import Limits
from tandem.operate.releases import LiveReleases
from tandem.operate.security import LOOPBACK, is_loopback
from tandem.operate.server import Server
from tandem.operate.service import Feedback

if TYPE_CHECKING:
    from tandem.record.store import Store


def create_app(
    store: Store,
    project: str,
    *,
    channel: str = "live",
    limits: Limits | None = None,
    keys: Sequence[str] = (),
    hosts: Iterable[str] | None = LOOPBACK,
    feedback: Feedback | None = None,
    sample: float = 1.0,
    interval: float = 0.5,
) -> Application:
    """An ASGI application that follows a channel and stores the traces of what it answers.

    ``hosts`` are the names it answers to, ``None`` any. ``sample`` is the share of traces
    that keep inputs and outputs, ``interval`` how often the channel is looked at (seconds).
    Raises ``NotFound`` when nothing was ever promoted to the channel.
    """
    from tandem.deliver.channel import Channels
    from tandem.features.readers import connect_setting
    from tandem.llm.shared import connect, disconnect
    from tandem.record.writer import TraceWriter

    if Channels(store).current(project, channel) is None:
        raise NotFound(
            f"nothing was promoted to {project}:{channel}",
            hint=f"tandem releases {project}, then tandem promote RELEASE --channel {channel}",
        )
    disconnect_features = connect_setting(store.catalog)
    connect(store.catalog)
    writer = TraceWriter(store.catalog)
    releases = LiveReleases(
        store, project, channel=channel, interval=interval, sinks=[writer.put], sample=sample
    )
    app = application(
        releases,
        limits=limits,
        keys=keys,
        hosts=hosts,
        feedback=feedback,
        closers=[writer.close, disconnect_features, lambda: disconnect(store.catalog)],
    )
    app.service.measures.watch_writer(writer)
    return app


def serve(
    store: Store,
    project: str,
    *,
    channel: str = "live",
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits | None = None,
    keys: Sequence[str] = (),
    hosts: Iterable[str] | None = None,
    feedback: Feedback | None = None,
    sample: float = 1.0,
) -> None:
    """Serve until SIGTERM or SIGINT. Any address but loopback needs ``keys``.

    ``hosts``: names to answer to beside loopback's and ``host`` itself.
    """
    check_exposure(host, keys)
    app = create_app(
        store,
        project,
        channel=channel,
        limits=limits,
        keys=keys,
        hosts=answered_hosts(host, hosts),
        feedback=feedback,
        sample=sample,
    )
    Server(app, host=host, port=port).run()


def check_exposure(host: str, keys: Sequence[str]) -> None:
    """Raise ``DefinitionError`` for an open address without keys, or keys that are none."""
    if any(len(key) < 16 for key in keys):
        raise DefinitionError(
            "an API key is shorter than 16 characters",
            hint='python -c "import secrets; print(secrets.token_urlsafe(32))" makes one',
        )
    if not is_loopback(host) and not keys:
        raise DefinitionError(
            f"{host} can be reached from other machines, and no API key is set",
            hint="set TANDEM_API_KEYS, or listen on 127.0.0.1",
        )


def answered_hosts(host: str, hosts: Iterable[str] | None) -> frozenset[str] | None:
    """The names to answer to: on loopback never just any; elsewhere any unless some are named."""
    if hosts is not None:
        return LOOPBACK | {host, *hosts}
    return LOOPBACK | {host} if is_loopback(host) else None
