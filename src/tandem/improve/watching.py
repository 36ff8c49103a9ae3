"""Watching: what happens in a channel, held against what its releases were released with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from tandem.deliver.channel import Channels
from tandem.deliver.registry import Registry
from tandem.improve.alerts import Alert, AlertStore
from tandem.improve.feedback import FeedbackLedger, Judged
from tandem.improve.monitor import Asking, Monitor
from tandem.record.traces import TraceStore

if TYPE_CHECKING:
    from tandem.deliver.project import Project
    from tandem.evaluate.report import Report
    from tandem.record.store import Store

EVALUATION = "evaluation"
_MOST_FEEDBACK = 100_000
"""Feedback that is looked through for a release at most: what is held in memory."""


def watch(
    project: Project,
    store: Store,
    *,
    since: datetime | None = None,
    channel: str = "live",
    limit: int = 2_000,
) -> list[Alert]:
    """Check a project's monitors on every release that a channel serves; what they raise.

    The latest ``limit`` runs in the channel, from ``since`` on (UTC if it has no time
    zone), are compared with the same release's runs under evaluation. Monitors of quality
    get the latest ``limit`` labels, or as many more as they ask for. An alert that is
    open already comes back with the id and time it has; those of releases that are not
    served any more are closed.
    """
    entry = Channels(store).current(project.name, channel)
    if entry is None:
        return []
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    alerts = AlertStore(store.catalog)
    releases = [target.release for target in entry.targets]
    alerts.close_others(project.name, releases)
    raised: list[Alert] = []
    for release in releases:
        for alert in _check(project, store, release, channel, since, limit):
            alerts.add(alert)
            raised.append(alert)
    stored = {_key(alert): alert for alert in alerts.find(project.name, open=True)}
    return [stored.get(_key(alert), alert) for alert in raised]


def _check(
    project: Project,
    store: Store,
    release: str,
    channel: str,
    since: datetime | None,
    limit: int,
) -> list[Alert]:
    traces = TraceStore(store.catalog)
    reference = traces.find(project.name, release=release, channel=EVALUATION, limit=limit)
    current = traces.find(project.name, release=release, channel=channel, since=since, limit=limit)
    said = (
        item
        for item in islice(FeedbackLedger(store).latest(project.name), _MOST_FEEDBACK)
        if item.trace.release == release
        and item.trace.channel == channel
        and (since is None or item.trace.time >= since)
    )
    feedback = list(islice(said, limit))
    report = _report(store, release)
    return [
        msgspec.structs.replace(alert, system=project.name, release=release)
        for monitor in project.monitors
        for alert in monitor.check(reference, current, _for(monitor, feedback, said, limit), report)
    ]


def _for(
    monitor: Monitor, feedback: list[Judged], older: Iterator[Judged], limit: int
) -> list[Judged]:
    """The latest feedback, or as much of it as the monitor asks for."""
    if not isinstance(monitor, Asking):
        return feedback[:limit]
    while monitor.wants_more(feedback) and (more := list(islice(older, limit))):
        feedback += more
    return feedback


def _report(store: Store, release: str) -> Report | None:
    evidence = Registry(store).evidence(release)
    return evidence[-1].report if evidence else None


def _key(alert: Alert) -> tuple[str, str, str]:
    return alert.release, alert.monitor, alert.subject
