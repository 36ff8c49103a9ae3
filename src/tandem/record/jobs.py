"""Running a job chunk by chunk, so that whatever is killed, it can be run on to its end."""

from __future__ import annotations

import functools
import multiprocessing
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError

from tandem.errors import Conflict
from tandem.record.catalog import Catalog
from tandem.record.executors import Executor, InProcess
from tandem.record.ledger import Chunk, ChunkLedger, Claim, Write

_LOOK = 0.05
"""Seconds between two looks for a chunk, while others hold the rest."""


@dataclass(frozen=True)
class Made:
    """What came out of a chunk: the digest of it, and what to write when it becomes done."""

    output: str
    write: Write | None = None


Work = Callable[[str], Made]
"""Makes the chunk of a name. Called again after a failure: equal input gives equal output."""


def run_job(
    ledger: ChunkLedger,
    job: str,
    inputs: Mapping[str, str],
    work: Work,
    executor: Executor | None = None,
) -> list[Chunk]:
    """Do what is left of a job and return its chunks; those that failed say why.

    ``inputs`` are the chunks with the digest of the input of each. Chunks that are done with
    the same input are not done again, whoever did them. ``work`` is called at least once a
    chunk, and only one result of it is taken.
    """
    ledger.plan(job, inputs)
    if isinstance(executor or InProcess(), InProcess):
        work_off(ledger, job, work)
    elif ledger.unfinished(job):
        url = ledger.catalog.engine.url.render_as_string(hide_password=False)
        settings = {"attempts": ledger.attempts, "lease": ledger.lease}
        task = functools.partial(_work_off_at, url, settings, job, work)
        (executor or InProcess()).run(task)
    return ledger.chunks(job)


def work_off(ledger: ChunkLedger, job: str, work: Work) -> int:
    """Take chunks and do them until none is left; how many were done here.

    Waits for chunks that others hold, and takes those whose holder dies.
    """
    parent, pause, done = multiprocessing.parent_process(), threading.Event(), 0
    while parent is None or parent.is_alive():
        claim = ledger.claim(job)
        if claim is not None:
            done += _do(ledger, claim, work)
        elif not ledger.unfinished(job):
            break
        else:
            pause.wait(_LOOK)
    return done


def _work_off_at(url: str, settings: Mapping[str, float], job: str, work: Work) -> None:
    catalog = Catalog.open(url)
    try:
        work_off(ChunkLedger(catalog, **settings), job, work)  # type: ignore[arg-type]  # as they were read from a ledger
    finally:
        catalog.close()


def _do(ledger: ChunkLedger, claim: Claim, work: Work) -> bool:
    with suppress(Conflict):  # somebody else has the chunk by now: its result counts
        try:
            with _held(ledger, claim):
                made = work(claim.chunk)
            ledger.finish(claim, made.output, made.write)
            return True
        except (Conflict, OperationalError, InterfaceError):
            raise
        except Exception as error:
            ledger.fail(claim, f"{type(error).__name__}: {error}")
    return False


@contextmanager
def _held(ledger: ChunkLedger, claim: Claim) -> Iterator[None]:
    """Renew the claim from another thread while the block runs."""
    over = threading.Event()

    def renew() -> None:
        with suppress(Conflict, OperationalError):
            while not over.wait(ledger.lease / 3):
                ledger.renew(claim)

    thread = threading.Thread(target=renew, name="tandem-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
