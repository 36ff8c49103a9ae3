from __future__ import annotations

import functools
from pathlib import Path

import pytest

from tandem.record import Blobs
from tandem.record.executors import ProcessPool
from tandem.record.jobs import Made, run_job, work_off
from tandem.record.ledger import ChunkLedger
from tests.record.chunked import expected, inputs, kept, made_of, prepare, suicidal, work


def test_every_chunk_is_done_once_and_a_done_job_is_not_done_again(tmp_path: Path) -> None:
    catalog, called = prepare(tmp_path), list[str]()

    def watched(chunk: str) -> Made:
        called.append(chunk)
        return work(tmp_path, chunk)

    ledger = ChunkLedger(catalog)
    found = run_job(ledger, "hashes", inputs(), watched)
    assert [chunk.name for chunk in found] == called == list(inputs())
    assert kept(catalog) == expected()
    assert run_job(ledger, "hashes", inputs(), watched) == found
    assert len(called) == len(inputs())
    catalog.close()


def test_other_workers_give_equal_hashes(tmp_path: Path) -> None:
    catalogs = [prepare(tmp_path / name) for name in ("one", "two")]
    alone, together = (
        run_job(
            ChunkLedger(catalog),
            "hashes",
            inputs(),
            functools.partial(work, tmp_path),
            executor,
        )
        for catalog, executor in zip(catalogs, (None, ProcessPool(2)), strict=True)
    )
    assert [chunk.output for chunk in alone] == [chunk.output for chunk in together]
    assert kept(catalogs[0]) == kept(catalogs[1]) == expected()
    blob = Blobs(tmp_path / "blobs").get(alone[2].output)
    assert blob.decode().split("\n") == made_of("chunk 2")
    for catalog in catalogs:
        catalog.close()


def test_a_killed_worker_costs_only_the_chunk_that_kills(tmp_path: Path) -> None:
    catalog = prepare(tmp_path)
    ledger = ChunkLedger(catalog, attempts=2)
    pool = ProcessPool(2)
    found = run_job(ledger, "hashes", inputs(), functools.partial(suicidal, tmp_path), pool)
    assert {chunk.name: chunk.reason for chunk in found if chunk.state != "done"} == {
        "chunk 3": "whoever worked on it died or was lost, 2 times"
    }
    assert kept(catalog) == sorted(set(expected()) - set(made_of("chunk 3")))
    catalog.close()


def test_a_failing_chunk_is_set_aside_and_the_others_are_done(tmp_path: Path) -> None:
    catalog, tries = prepare(tmp_path), list[str]()

    def failing(chunk: str) -> Made:
        tries.append(chunk)
        if chunk == "chunk 1":
            raise ValueError("a row has no amount")
        return work(tmp_path, chunk)

    found = run_job(ChunkLedger(catalog, attempts=3), "hashes", inputs(3), failing)
    assert [chunk.state for chunk in found] == ["done", "set aside", "done"]
    assert found[1].reason == "ValueError: a row has no amount"
    assert tries.count("chunk 1") == 3
    assert kept(catalog) == sorted([*made_of("chunk 0"), *made_of("chunk 2")])
    catalog.close()


def test_a_result_that_comes_too_late_is_dropped(tmp_path: Path) -> None:
    catalog = prepare(tmp_path)
    ledger = ChunkLedger(catalog)
    ledger.plan("hashes", inputs(1))

    def overtaken(chunk: str) -> Made:
        ledger.plan("hashes", {chunk: "changed meanwhile"})
        ledger.plan("hashes", inputs(1))
        return work(tmp_path, chunk)

    calls = iter([overtaken, functools.partial(work, tmp_path)])
    assert work_off(ledger, "hashes", lambda chunk: next(calls)(chunk)) == 1
    assert kept(catalog) == expected(1)
    catalog.close()


def test_a_bad_interrupt_is_not_a_failure_of_the_chunk(tmp_path: Path) -> None:
    catalog = prepare(tmp_path)

    def interrupted(_: str) -> Made:
        raise KeyboardInterrupt

    ledger = ChunkLedger(catalog)
    with pytest.raises(KeyboardInterrupt):
        run_job(ledger, "hashes", inputs(1), interrupted)
    assert ledger.chunks("hashes")[0].reason == ""
    catalog.close()
