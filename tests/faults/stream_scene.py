"""A worker that is killed while it counts a stream with repeats and poison in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import Connection

from tandem.data.streams import CatalogProgress, DeadLetters, EventLog, FileReplay, Message, Worker
from tandem.record import Store
from tests.data.streams.counts import Counting, Seen, worker

COLOURS = ("red", "blue", "transparent", "green", "red")
COUNT = 5


def colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


class StreamScene:
    """A file with every event twice, and a log; one consumer of both."""

    def prepare(self, folder: Path) -> None:
        folder.mkdir()
        numbers = sorted([*range(COUNT), *range(COUNT)], key=lambda n: (n % 7, n))
        lines = [f'{{"id": "f{n}", "colour": "{colour(n)}"}}\n' for n in numbers]
        (folder / "seen.jsonl").write_text("".join(lines))
        with Store.open(folder / "store") as store:
            Counting(store.catalog)
            made = [Message.of(f"l{n}", Seen(colour(n))) for n in range(COUNT)]
            EventLog(store.catalog, "seen").append(made)

    def workers(self, store: Store, folder: Path) -> list[Worker[Seen, Connection]]:
        counting = Counting(store.catalog)
        replay = FileReplay(folder / "seen.jsonl", key="id")
        log = EventLog(store.catalog, "seen")
        return [worker(source, counting, batch=10) for source in (replay, log)]

    def job(self, folder: Path) -> None:
        with Store.open(folder / "store") as store:
            for one in self.workers(store, folder):
                one.drain()

    def check(self, folder: Path) -> None:
        """What was counted is what lies before the positions: no more and no less."""
        with Store.open(folder / "store") as store:
            expected: Counter[str] = Counter()
            dead = 0
            for source in (one.source for one in self.workers(store, folder)):
                position = (
                    CatalogProgress(store.catalog).positions("colours", source.name).get(0, 0)
                )
                seen = [item for item in source.read({}, 1000, 0.0) if item.offset < position]
                colours = {item.key: colour(int(item.key[1:])) for item in seen}
                expected.update(name for name in colours.values() if name != "transparent")
                waiting = DeadLetters(store.catalog, "colours").find(source.name)
                assert [item.message.offset for item in waiting] == [
                    item.offset for item in seen if colours[item.key] == "transparent"
                ]
                dead += len(waiting)
            assert Counting(store.catalog).counts() == expected
            assert dead <= 3

    def check_done(self, folder: Path) -> None:
        self.check(folder)
        with Store.open(folder / "store") as store:
            assert Counting(store.catalog).counts() == {"red": 4, "blue": 2, "green": 2}
