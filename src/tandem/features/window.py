"""Time, and the one rule by which an event is in a window.

Instants are whole microseconds since 1970 in UTC, so that both engines compare integers.
A day is 24 hours: a window is a length of time, and no clock change touches it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from tandem.errors import DefinitionError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
DAY = 86_400 * SECOND


@dataclass(frozen=True)
class Window:
    """Which events of an entity count for a request at time ``t``.

    Those with ``t - delay - span < time <= t - delay``: the older edge is outside, the newer
    one inside. Two rules make it whole where a request is itself an event of the stream and
    ``delay`` is 0:

    - The request counts in its own window, once, whether it was recorded or not; with
      ``itself=False`` it does not.
    - Events of one instant are in the order of their keys: those before the request count,
      those after it do not.

    ``span`` and ``delay`` are in microseconds. A delay says how long after its own time an
    event becomes known, such as a label that takes a week.
    """

    span: int
    delay: int = 0

    @cached_property
    def reach(self) -> int:
        """How far back an event can count."""
        return self.span + self.delay


def instant(time: datetime) -> int:
    """Microseconds since 1970 in UTC; a time without a zone is taken as UTC.

    >>> instant(datetime(1970, 1, 2)) == DAY
    True
    """
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    passed = time - EPOCH
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds


def window(days: float, hours: float, minutes: float, delay_days: float) -> Window:
    """The window of a feature; raises ``DefinitionError`` unless it is finite and not empty."""
    span = _microseconds(timedelta(days=days, hours=hours, minutes=minutes))
    delay = _microseconds(timedelta(days=delay_days))
    if span <= 0 or delay < 0:
        raise DefinitionError(
            f"a window of {span / DAY:g} days with a delay of {delay / DAY:g}",
            hint="every window has a length: days=, hours= or minutes= above 0, delay_days= 0 up",
        )
    return Window(span, delay)


def _microseconds(length: timedelta) -> int:
    return length // timedelta(microseconds=1)
