from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tandem.data.streams import DeadLetter, DeadLetters, Message
from tandem.data.streams.dead import add_dead, settle_dead
from tandem.errors import Conflict
from tandem.record import Catalog

DAY = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = DeadLetter(Message("a", b"\xff", DAY, 0, 7), "not text")
SECOND = DeadLetter(Message("b", b"{}", DAY, 1, 3), "no amount")


@pytest.fixture
def letters(catalog: Catalog) -> DeadLetters:
    with catalog.begin() as connection:
        add_dead(connection, "features", "payments", [FIRST, SECOND])
        add_dead(connection, "other", "payments", [FIRST])
    return DeadLetters(catalog, "features")


def test_letters_are_kept_as_they_came_with_their_reason(letters: DeadLetters) -> None:
    assert letters.find("payments") == [FIRST, SECOND]
    assert letters.find("payments", limit=1) == [FIRST]
    assert letters.find("refunds") == []
    assert letters.count("payments") == 2


def test_a_letter_is_kept_once_with_its_first_reason(
    catalog: Catalog, letters: DeadLetters
) -> None:
    with catalog.begin() as connection:
        add_dead(connection, "features", "payments", [DeadLetter(FIRST.message, "again")])
    assert letters.find("payments") == [FIRST, SECOND]


def test_a_settled_letter_waits_no_longer_and_is_settled_once(
    catalog: Catalog, letters: DeadLetters
) -> None:
    with catalog.begin() as connection:
        settle_dead(connection, "features", "payments", [FIRST])
    assert letters.find("payments") == [SECOND]
    with pytest.raises(Conflict), catalog.begin() as connection:
        settle_dead(connection, "features", "payments", [FIRST])
    assert DeadLetters(catalog, "other").find("payments") == [FIRST]
