"""A record with a field of every kind, and values of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from hypothesis import strategies as st


@dataclass(frozen=True)
class Visit:
    customer: str
    time: datetime
    pages: int
    bought: bool
    channel: Literal["web", "shop"] = "web"
    spent: float | None = None
    tags: tuple[str, ...] = ()


def visits(count: int) -> list[Visit]:
    """Different visits: one an hour, of ten customers."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        Visit(
            customer=f"c{i % 10}",
            time=start + timedelta(hours=i),
            pages=i,
            bought=i % 3 == 0,
            channel="shop" if i % 2 else "web",
            spent=i / 7 if i % 4 else None,
            tags=("new",) if i < 10 else (),
        )
        for i in range(count)
    ]


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)
any_visit = st.builds(
    Visit,
    customer=texts,
    time=st.datetimes(timezones=st.just(UTC)),
    pages=st.integers(-(2**63), 2**63 - 1),
    bought=st.booleans(),
    channel=st.sampled_from(["web", "shop"]),
    spent=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    tags=st.lists(texts, max_size=2).map(tuple),
)
