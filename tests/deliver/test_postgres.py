"""The same promises where the catalog is PostgreSQL, in which two writers do run at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from tandem.deliver import Channels, Loaded, Registry, find_features, known_features
from tandem.errors import Conflict, Corrupt
from tandem.features import History
from tandem.record import Catalog, Store
from tandem.record.tables import channels as table
from tests.deliver.samples import delivered, released
from tests.deliver.spending import spending
from tests.record.conftest import Server
from tests.record.conftest import server as server  # a fixture

pytestmark = pytest.mark.postgres
WRITERS, TIMES = 4, 10


@pytest.fixture
def store(server: Server, tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "store", Catalog.open(server.create()))
    yield opened
    opened.close()


def test_the_whole_life(loaded: Loaded, store: Store) -> None:
    channels = Channels(store)
    for value in (1.0, 2.0):
        channels.promote("shift", released(store, loaded, value).id, by="ann")
    made = delivered(loaded, store)
    assert made.verdict.status == "pass"
    assert delivered(loaded, store).build.reused == ["first", "second"]
    channels.promote("shift", made.release.id, by="ann", share=0.2)
    channels.promote("shift", made.release.id, by="ann")
    assert Registry(store).get("live").id == made.release.id
    channels.rollback("shift", by="bob")
    channels.rollback("shift", by="bob")
    history = channels.history("shift")
    assert [entry.action for entry in history] == ["promote"] * 4 + ["rollback"] * 2
    assert history[-1].release == history[0].release


def test_a_definition_of_features_is_found_and_computes(store: Store, tmp_path: Path) -> None:
    release = delivered(spending(tmp_path / "spending"), store).release
    Channels(store).promote("spending", release.id, by="ann")
    (known,) = known_features(store, "largest")
    assert (known.view.name, known.channels) == ("Spending", ["spending:live"])
    found = find_features(store, known.view.ref)
    payment = found.definition.request
    paid = [payment(n, datetime(2026, 1, 1 + n, 3), "ann", 10.0, None) for n in range(3)]
    assert History({payment: paid}).table(found, paid)["spent_7d"].to_list() == [10.0, 20.0, 30.0]


def test_a_changed_row_is_found(loaded: Loaded, store: Store) -> None:
    channels = Channels(store)
    for value in (1.0, 2.0):
        channels.promote("shift", released(store, loaded, value).id, by="ann")
    with store.catalog.begin() as connection:
        connection.execute(update(table).where(table.c.sequence == 1).values(by="bob"))
    with pytest.raises(Corrupt, match="entry 1"):
        channels.history("shift")


@pytest.mark.parametrize("swap", [True, False])
def test_writers_at_once_lose_no_update(loaded: Loaded, store: Store, swap: bool) -> None:
    """With or without naming the entry that was expected, losers are told."""
    release = released(store, loaded, 1.0).id
    problems: list[BaseException] = []

    def write(name: str) -> None:
        channels = Channels(store)
        for number in range(TIMES):
            while True:
                present = channels.current("shift")
                expected = (present.sequence if present else 0) if swap else None
                try:
                    channels.promote(
                        "shift", release, by=name, reason=str(number), expected=expected
                    )
                    break
                except Conflict:
                    continue
                except BaseException as error:
                    problems.append(error)
                    return

    threads = [threading.Thread(target=write, args=(f"w{i}",)) for i in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    history = Channels(store).history("shift")
    moves = Counter((entry.by, entry.reason) for entry in history)
    assert moves == Counter((f"w{w}", str(n)) for w in range(WRITERS) for n in range(TIMES))


def test_two_who_register_and_remember_the_same_at_once_agree(loaded: Loaded, store: Store) -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.append(delivered(loaded, store).release.id))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 3
    assert len(set(made)) == 1
    assert [release.id for release in Registry(store).list()] == made[:1]
