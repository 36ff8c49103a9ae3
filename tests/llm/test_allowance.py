from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tandem.llm.allowance import Allowances, Claim, InCatalog, InProcess, Refusal
from tandem.record import Catalog


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=["process", "catalog"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Allowances, Clock]]:
    clock = Clock()
    if request.param == "process":
        yield InProcess(clock), clock
        return
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")
    yield InCatalog(catalog, clock), clock
    catalog.close()


def minute(amount: float, key: str = "requests") -> Claim:
    return Claim(key, amount, 60.0, 60.0)


def test_what_is_used_up_fills_again_evenly(pair: tuple[Allowances, Clock]) -> None:
    allowances, clock = pair
    assert allowances.take([minute(50)]) is None
    assert allowances.take([minute(20)]) == Refusal(minute(20), 10.0)
    clock.now += 10
    assert allowances.take([minute(20)]) is None
    clock.now += 1_000
    assert allowances.take([minute(60)]) is None
    refused = allowances.take([minute(1)])
    assert refused is not None
    assert refused.wait == pytest.approx(1.0)


def test_a_limit_that_is_raised_or_lowered_holds_at_once(pair: tuple[Allowances, Clock]) -> None:
    def dollars(amount: float, capacity: float) -> Claim:
        return Claim("dollars 2026-11-25", amount, capacity)

    allowances, _ = pair
    assert allowances.take([dollars(0.9, 1.0)]) is None
    assert allowances.take([dollars(0.2, 1.0)]) == Refusal(dollars(0.2, 1.0), None)
    assert allowances.take([dollars(0.2, 2.0)]) is None
    assert allowances.take([dollars(0.5, 1.5)]) == Refusal(dollars(0.5, 1.5), None)
    assert allowances.take([dollars(0.4, 1.5)]) is None


def test_all_claims_or_none(pair: tuple[Allowances, Clock]) -> None:
    allowances, _ = pair
    day = Claim("day", 3.0, 2.0)
    assert allowances.take([minute(60), day]) == Refusal(day, None)
    assert allowances.take([minute(60)]) is None


def test_what_was_taken_is_put_right(pair: tuple[Allowances, Clock]) -> None:
    allowances, _ = pair
    day = Claim("day", 2.0, 2.0)
    assert allowances.take([day]) is None
    assert allowances.take([Claim("day", 0.5, 2.0)]) is not None
    allowances.settle([day], [1.25])
    assert allowances.take([Claim("day", 0.75, 2.0)]) is None
    assert allowances.take([Claim("day", 0.01, 2.0)]) is not None


def test_what_nobody_used_for_days_is_forgotten(pair: tuple[Allowances, Clock]) -> None:
    allowances, clock = pair
    old = Claim("old day", 2.0, 2.0)
    assert allowances.take([old]) is None
    clock.now += 3 * 86_400
    assert allowances.take([Claim("new day", 1.0, 2.0)]) is None
    allowances.settle([old], [1.0])
    assert allowances.take([old]) is None


def _take(url: str) -> int:
    catalog = Catalog.open(url)
    allowances = InCatalog(catalog)
    taken = sum(allowances.take([Claim("day", 1.0, 25.0)]) is None for _ in range(20))
    catalog.close()
    return taken


def test_processes_never_take_more_than_there_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    Catalog.open(url).close()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert sum(pool.map(_take, [url, url])) == 25


def test_threads_never_take_more_than_there_is(catalog: Catalog) -> None:
    allowances = InCatalog(catalog)
    with ThreadPoolExecutor(4) as pool:
        claims = [[Claim("b", 1.0, 9.0), Claim("a", 1.0, 9.0)]] * 30
        taken = list(pool.map(allowances.take, claims))
    assert taken.count(None) == 9
    assert allowances.take([Claim("a", 1.0, 9.0)]) is not None
