"""Times as the catalog keeps them: ISO 8601 text in UTC, which sorts as time does."""

from __future__ import annotations

from datetime import UTC, datetime

from tandem.errors import DefinitionError


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def to_text(time: datetime) -> str:
    """The text of an aware time. Raises ``DefinitionError`` for a naive one.

    >>> to_text(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000+00:00'
    """
    if time.tzinfo is None:
        raise DefinitionError(f"{time} has no time zone", hint="use datetime.now(UTC)")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    """The time that ``to_text`` wrote."""
    return datetime.fromisoformat(text)
