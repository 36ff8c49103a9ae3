from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from tandem.data.streams import Message


@dataclass
class Payment:
    amount: float
    card: str = "debit"


def test_a_message_holds_typed_data_as_json() -> None:
    time = datetime(2026, 1, 2, tzinfo=UTC)
    made = Message.of("p1", Payment(2.5), time)
    assert made.data == b'{"amount":2.5,"card":"debit"}'
    assert (made.key, made.time, made.partition, made.problem) == ("p1", time, 0, "")
