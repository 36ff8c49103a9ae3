"""Which run is meant by feedback that names a business key: the subject's last before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection

from sqlalchemy import Connection, select

from tandem.record.tables import traces

_AT_ONCE = 500
_NOT_SERVED = ("evaluation", "shadow")

Run = tuple[str, str, str]
"""Time, id and system of a run; the time as text, which sorts as time does."""


def runs_of(connection: Connection, subjects: Collection[str]) -> dict[str, list[Run]]:
    """The runs that served each subject, oldest first."""
    found: dict[str, list[Run]] = {}
    columns = (traces.c.subject, traces.c.time, traces.c.id, traces.c.system)
    ordered = sorted(subjects)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        query = select(*columns).where(
            traces.c.subject != "",  # says to SQL that the index of subjects serves
            traces.c.subject.in_(some),
            traces.c.channel.not_in(_NOT_SERVED),
        )
        for subject, time, id, system in connection.execute(query.order_by(traces.c.time)):
            found.setdefault(subject, []).append((time, id, system))
    return found


def last_before(runs: list[Run], time: str, system: str) -> Run | None:
    """The last run at or before ``time``; of that system, if one is named."""
    own = [run for run in runs if system in ("", run[2])]
    index = bisect_right(own, time, key=lambda run: run[0])
    return own[index - 1] if index else None
