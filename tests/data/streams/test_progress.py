from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from tandem.data.streams import CatalogProgress, DeadLetter, DeadLetters, Message, Progress, Step
from tandem.errors import Conflict
from tandem.record import Catalog
from tandem.record.tables import alerts

LETTER = DeadLetter(Message("k", b"x", datetime(2026, 1, 1, tzinfo=UTC), 0, 3), "bad")


def step(before: dict[int, int], after: dict[int, int], **more: Any) -> Step[Connection]:
    return Step("features", "payments", before, after, **more)


def note(id: str) -> Any:
    row = dict.fromkeys(("system", "release", "monitor", "subject", "severity", "message"), "")
    return lambda connection: connection.execute(
        alerts.insert().values(**row, id=id, detail=b"", time="")
    )


def notes(catalog: Catalog) -> list[str]:
    with catalog.read() as connection:
        return list(connection.execute(select(alerts.c.id)).scalars())


def test_positions_writes_keys_and_letters_are_committed_together(catalog: Catalog) -> None:
    progress: Progress[Connection] = CatalogProgress(catalog)
    assert progress.positions("features", "payments") == {}
    progress.commit(step({}, {0: 4, 2: 9}, writes=[note("n")], keys=["a", "b"], dead=[LETTER]))
    assert progress.positions("features", "payments") == {0: 4, 2: 9}
    assert progress.positions("features", "refunds") == {}
    assert progress.applied("features", ["a", "c"]) == {"a"}
    assert progress.applied("other", ["a"]) == set()
    assert DeadLetters(catalog, "features").find("payments") == [LETTER]
    assert notes(catalog) == ["n"]


def test_a_failing_write_leaves_nothing(catalog: Catalog) -> None:
    progress = CatalogProgress(catalog)

    def fail(_: Connection) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        progress.commit(step({}, {0: 4}, writes=[note("n"), fail], keys=["a"], dead=[LETTER]))
    assert progress.positions("features", "payments") == {}
    assert progress.applied("features", ["a"]) == set()
    assert DeadLetters(catalog, "features").count("payments") == 0
    assert notes(catalog) == []


@pytest.mark.parametrize("before", [{}, {0: 3}, {0: 5}])
def test_who_was_overtaken_changes_nothing(catalog: Catalog, before: dict[int, int]) -> None:
    progress = CatalogProgress(catalog)
    progress.commit(step({}, {0: 4}))
    with pytest.raises(Conflict, match="another worker of 'features'"):
        progress.commit(step(before, {0: 9}, writes=[note("n")]))
    assert progress.positions("features", "payments") == {0: 4}
    assert notes(catalog) == []


def test_more_keys_than_a_query_takes(catalog: Catalog) -> None:
    progress = CatalogProgress(catalog)
    keys = [f"key {n}" for n in range(1_234)]
    progress.commit(step({}, {0: 1}, keys=keys))
    assert progress.applied("features", [*keys, "new"]) == set(keys)


def test_forgetting_keys_by_the_time_they_were_applied(catalog: Catalog) -> None:
    progress = CatalogProgress(catalog)
    progress.commit(step({}, {0: 1}, keys=["a", "b"]))
    now = datetime.now(UTC)
    assert progress.forget("features", before=now - timedelta(hours=1)) == 0
    assert progress.forget("features", before=now + timedelta(hours=1)) == 2
    assert progress.applied("features", ["a", "b"]) == set()


def test_the_age_of_what_was_made_is_that_of_the_newest_event(catalog: Catalog) -> None:
    progress = CatalogProgress(catalog)
    assert progress.newest("features", "payments") is None
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    progress.commit(step({}, {0: 1}, newest=noon))
    progress.commit(step({0: 1}, {0: 2}, newest=noon - timedelta(hours=3)))  # a late one
    progress.commit(step({0: 2}, {0: 3}))
    assert progress.newest("features", "payments") == noon
    progress.commit(step({0: 3}, {0: 4, 1: 1}, newest=noon + timedelta(seconds=1)))
    assert progress.newest("features", "payments") == noon + timedelta(seconds=1)
