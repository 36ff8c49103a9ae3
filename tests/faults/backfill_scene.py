"""An online store that is filled from history, and killed while it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tandem.features import CatalogStore, Features, MemoryStore, Online, backfill, total
from tandem.record import Store


@dataclass(frozen=True)
class Payment:
    id: int
    time: datetime
    card: str
    amount: float


class Spent(Features[Payment], key="id"):
    spent_3d: float = total("amount", by="card", days=3)


START = datetime(2026, 1, 1, tzinfo=UTC)
PAYMENTS = [Payment(n, START + timedelta(hours=7 * n), f"card {n % 6}", n / 3) for n in range(60)]
KEYS = [(Spent.definition.layouts[0].view, f"card {n}") for n in range(6)]


class BackfillScene:
    """Sixty payments of six cards, in three chunks."""

    def prepare(self, folder: Path) -> None:
        Store.open(folder / "store").close()

    def job(self, folder: Path) -> None:
        backfill._EVENTS = 25
        with Store.open(folder / "store") as store:
            backfill.materialize({Payment: PAYMENTS}, [Spent], CatalogStore(store.catalog))

    def check(self, folder: Path) -> None:
        """A card is there with all of its payments, or is not there."""
        for state, whole in zip(self.states(folder), self.expected(), strict=True):
            assert state in (None, whole)

    def check_done(self, folder: Path) -> None:
        assert self.states(folder) == self.expected()

    def states(self, folder: Path) -> list[bytes | None]:
        with Store.open(folder / "store") as store:
            return CatalogStore(store.catalog).load(KEYS)

    def expected(self) -> list[bytes | None]:
        memory = MemoryStore()
        Online(memory, [Spent]).update_many(PAYMENTS)
        return memory.load(KEYS)
