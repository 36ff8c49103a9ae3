from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from tandem.errors import Conflict, DefinitionError
from tandem.record import Catalog
from tandem.record.ledger import ChunkLedger, Claim
from tandem.record.tables import alerts, chunks
from tandem.record.times import now, to_text

INPUTS = {"a": "1", "b": "2", "c": "3"}


@pytest.fixture
def ledger(catalog: Catalog) -> ChunkLedger:
    ledger = ChunkLedger(catalog)
    ledger.plan("job", INPUTS)
    return ledger


def claimed(ledger: ChunkLedger) -> Claim:
    claim = ledger.claim("job")
    assert claim is not None
    return claim


def lose(ledger: ChunkLedger) -> None:
    """Let every lease run out: their ends are in the past now."""
    past = to_text(now() - timedelta(seconds=1))
    with ledger.catalog.begin() as connection:
        connection.execute(update(chunks).values(expires=past))


def states(ledger: ChunkLedger) -> list[tuple[str, str, str]]:
    return [(chunk.name, chunk.state, chunk.output) for chunk in ledger.chunks("job")]


def test_chunks_are_claimed_in_order_once_and_done_with_their_output(ledger: ChunkLedger) -> None:
    claims = [claimed(ledger) for _ in INPUTS]
    assert [claim.chunk for claim in claims] == ["a", "b", "c"]
    assert ledger.claim("job") is None
    assert ledger.unfinished("job") == 3
    for claim in claims:
        ledger.finish(claim, f"of {claim.chunk}")
    assert states(ledger) == [("a", "done", "of a"), ("b", "done", "of b"), ("c", "done", "of c")]
    assert ledger.unfinished("job") == 0
    assert ledger.claim("job") is None


def test_planning_again_keeps_what_is_done_and_begins_what_changed(ledger: ChunkLedger) -> None:
    for _ in INPUTS:
        ledger.finish(claim := claimed(ledger), f"of {claim.chunk}")
    ledger.plan("job", {"a": "1", "b": "new", "d": "4"})
    assert states(ledger) == [("a", "done", "of a"), ("b", "waiting", ""), ("d", "waiting", "")]
    assert ledger.chunks("other") == []


def test_who_worked_on_the_old_input_is_refused(ledger: ChunkLedger) -> None:
    claim = claimed(ledger)
    ledger.plan("job", {**INPUTS, "a": "new"})
    again = claimed(ledger)
    assert (again.chunk, again.token > claim.token) == ("a", True)
    with pytest.raises(Conflict):
        ledger.finish(claim, "old")
    ledger.finish(again, "new")


def test_a_claim_that_ran_out_is_given_to_another_and_fenced(
    catalog: Catalog, ledger: ChunkLedger
) -> None:
    first = claimed(ledger)
    lose(ledger)
    second = claimed(ledger)  # chunks with fewer attempts come first
    third, fourth = claimed(ledger), claimed(ledger)
    assert [second.chunk, third.chunk, fourth.chunk] == ["b", "c", "a"]
    assert (fourth.attempt, fourth.token) == (2, first.token + 1)

    def write(connection: Connection) -> None:
        text = dict.fromkeys(("id", "system", "release", "monitor", "subject", "severity"), "")
        connection.execute(alerts.insert().values(**text, message="", detail=b"", time=""))

    with pytest.raises(Conflict, match="held by somebody else"):
        ledger.finish(first, "too late", write)
    for late in (ledger.renew, lambda claim: ledger.fail(claim, "late")):
        with pytest.raises(Conflict):
            late(first)
    with catalog.read() as connection:
        assert connection.execute(alerts.select()).all() == []
    ledger.finish(fourth, "in time", write)
    with catalog.read() as connection:
        assert len(connection.execute(alerts.select()).all()) == 1


def test_a_renewed_claim_is_not_given_away(ledger: ChunkLedger) -> None:
    claim = claimed(ledger)
    lose(ledger)
    ledger.renew(claim)
    assert [claimed(ledger).chunk for _ in range(2)] == ["b", "c"]
    assert ledger.claim("job") is None


def test_a_failing_chunk_is_tried_again_and_then_set_aside_with_its_reason(
    ledger: ChunkLedger,
) -> None:
    for attempt in (1, 2, 3):
        claims = [claimed(ledger) for _ in range(3 if attempt == 1 else 1)]
        assert (claims[0].chunk, claims[0].attempt) == ("a", attempt)
        ledger.fail(claims[0], f"attempt {attempt}")
    assert ledger.claim("job") is None
    first = ledger.chunks("job")[0]
    assert (first.state, first.attempt, first.reason) == ("set aside", 3, "attempt 3")
    assert ledger.retry("job") == 1
    assert claimed(ledger).chunk == "a"


def test_a_chunk_whose_workers_all_died_is_set_aside(ledger: ChunkLedger) -> None:
    for _ in range(9):
        claimed(ledger)
        lose(ledger)
    for _ in INPUTS:
        assert ledger.claim("job") is None
    assert ledger.unfinished("job") == 0
    reasons = {chunk.reason for chunk in ledger.chunks("job")}
    assert reasons == {"whoever worked on it died or was lost, 3 times"}


def test_no_chunk_is_given_to_two_of_many(url: str) -> None:
    catalogs = [Catalog.open(url) for _ in range(4)]
    ChunkLedger(catalogs[0]).plan("job", {str(n): "" for n in range(40)})

    def take(catalog: Catalog) -> list[str]:
        ledger, found = ChunkLedger(catalog), []
        while (claim := ledger.claim("job")) is not None:
            found.append(claim.chunk)
        return found

    with ThreadPoolExecutor(4) as pool:
        taken = [name for names in pool.map(take, catalogs) for name in names]
    assert sorted(taken, key=int) == [str(n) for n in range(40)]
    for catalog in catalogs:
        catalog.close()


def test_a_failing_write_leaves_the_chunk_unfinished(ledger: ChunkLedger) -> None:
    def fail(_: Connection) -> None:
        raise RuntimeError

    claim = claimed(ledger)
    with pytest.raises(RuntimeError):
        ledger.finish(claim, "of a", fail)
    assert ledger.chunks("job")[0].state == "running"


def test_impossible_limits_are_refused(catalog: Catalog) -> None:
    with pytest.raises(DefinitionError):
        ChunkLedger(catalog, attempts=0)
    with pytest.raises(DefinitionError):
        ChunkLedger(catalog, lease=0)
