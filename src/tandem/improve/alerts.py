"""Alerts, and the list of those that are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from tandem.core.schema import encode
from tandem.errors import NotFound
from tandem.record.catalog import Catalog
from tandem.record.digest import digest
from tandem.record.tables import alerts
from tandem.record.times import from_text, now, to_text

Severity = Literal["notice", "warning", "critical"]


class Alert(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a monitor raises.

    ``subject`` is what drifted or fell, such as ``input.text``; ``message`` says how far
    and from what to what; ``detail`` has the figures. The rest is filled in by ``watch``.
    """

    monitor: str
    subject: str
    severity: Severity
    message: str
    detail: dict[str, Any] = {}
    system: str = ""
    release: str = ""
    id: str = ""
    time: datetime | None = None
    closed: datetime | None = None


class AlertStore:
    """The alerts in a catalog. One that is open already is not raised again."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def add(self, alert: Alert) -> bool:
        """Open an alert; whether it is new.

        The same monitor, subject and release while one is open only brings that one's
        message and detail up to date.
        """
        same = (
            (alerts.c.system == alert.system)
            & (alerts.c.release == alert.release)
            & (alerts.c.monitor == alert.monitor)
            & (alerts.c.subject == alert.subject)
        )
        said = {
            "severity": alert.severity,
            "message": alert.message,
            "detail": encode(alert.detail),
        }
        try:
            with self.catalog.begin() as connection:
                refreshed = connection.execute(
                    update(alerts).where(same, alerts.c.closed.is_(None)).values(said)
                )
                if refreshed.rowcount:
                    return False
                before = connection.execute(
                    select(func.count()).select_from(alerts).where(same)
                ).scalar_one()
                key = (alert.system, alert.release, alert.monitor, alert.subject, before)
                connection.execute(
                    insert(alerts).values(
                        id=digest(key)[:32],
                        system=alert.system,
                        release=alert.release,
                        monitor=alert.monitor,
                        subject=alert.subject,
                        time=to_text(alert.time or now()),
                        **said,
                    )
                )
        except IntegrityError:
            return False  # somebody else opened it between our look and our insert
        return True

    def find(
        self, system: str | None = None, *, open: bool | None = None, limit: int = 100
    ) -> list[Alert]:
        """Alerts, newest first; only open or only closed ones if ``open`` says so."""
        query = select(alerts).order_by(alerts.c.time.desc(), alerts.c.id).limit(limit)
        if system is not None:
            query = query.where(alerts.c.system == system)
        if open is not None:
            query = query.where(alerts.c.closed.is_(None) if open else alerts.c.closed.is_not(None))
        with self.catalog.read() as connection:
            return [_alert(row) for row in connection.execute(query)]

    def close(self, id: str) -> None:
        """Close an alert: it has been dealt with. Raises ``NotFound``."""
        with self.catalog.begin() as connection:
            closed = connection.execute(
                update(alerts)
                .where(alerts.c.id == id, alerts.c.closed.is_(None))
                .values(closed=to_text(now()))
            )
        if not closed.rowcount:
            raise NotFound(f"there is no open alert {id!r}")

    def close_others(self, system: str, releases: Sequence[str]) -> int:
        """Close the alerts of releases that are not in use any more; how many."""
        with self.catalog.begin() as connection:
            return connection.execute(
                update(alerts)
                .where(
                    alerts.c.system == system,
                    alerts.c.release.not_in(releases),
                    alerts.c.closed.is_(None),
                )
                .values(closed=to_text(now()))
            ).rowcount


def _alert(row: Any) -> Alert:
    return Alert(
        monitor=row.monitor,
        subject=row.subject,
        severity=row.severity,
        message=row.message,
        detail=msgspec.json.decode(row.detail),
        system=row.system,
        release=row.release,
        id=row.id,
        time=from_text(row.time),
        closed=from_text(row.closed) if row.closed else None,
    )
