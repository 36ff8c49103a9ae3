"""A corpus: documents from sources, kept up to date by what changed."""

from __future__ import annotations

import dataclasses
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tandem.core.schema import decoder
from tandem.errors import Conflict, Corrupt, DataMissing
from tandem.record.digest import digest
from tandem.search.document import Document
from tandem.search.ingest.ledger import Entry, Ledger, Parsed
from tandem.search.ingest.near import Print, compared, repeats
from tandem.search.ingest.report import Repeat, Report
from tandem.search.ingest.run import Run
from tandem.search.ingest.source import Source
from tandem.search.parse.reader import Limits

_NEAR: Final = 0.8


class Corpus:
    """The documents of some sources in a folder of their own. Close it, or use a context.

    What is served is the last whole ingestion: one that fails or is killed changes nothing,
    and the next one goes on from the files that it had parsed.
    """

    def __init__(self, folder: Path | str, *, limits: Limits | None = None) -> None:
        self.folder = Path(folder)
        self.limits = limits or Limits()
        self._ledger = Ledger(self.folder / "corpus.db")

    def ingest(
        self, sources: Sequence[Source], *, most_deleted: float = 0.2, near: float = _NEAR
    ) -> Report:
        """Bring the documents of these sources up to date.

        Only files whose bytes changed are parsed. Documents that a source no longer lists
        are removed; more than ``most_deleted`` of what it had (and more than one) refuses
        the whole ingestion. Of texts that are equal, or share ``near`` of their three-word
        runs, and have the same labels, the newest is served.

        Raises ``DataMissing`` for too many deletions, ``Conflict`` while another process
        ingests, and what a source's listing raises; nothing has changed then.
        """
        with self._alone():
            before = self._ledger.entries()
            with Run(self._ledger, before, self.limits) as run:
                for source in sources:
                    run.take(source)
            names = {source.name for source in sources}
            self._guard(before, run.entries, names, most_deleted)
            rest = {id: e for id, e in before.items() if e.source not in names}
            entries = {**rest, **run.entries}
            parsed = {entry.key: self._parsed(entry) for entry in entries.values()}
            after = _without_repeats(entries, parsed, near)
            self._ledger.replace(after)
        return _report(before, after, run, parsed)

    def documents(self) -> Iterator[Document]:
        """What is served, in the order of ids, with the labels that hold now.

        The metadata ``changed`` is when the source says that it changed.
        """
        read = decoder(Document)
        for id, entry in self._ledger.entries().items():
            if not entry.repeats:
                document: Document = read(self._ledger.document(entry.key))
                time = {"changed": entry.time} if entry.time else {}
                yield dataclasses.replace(
                    document,
                    id=id,
                    title=document.title or id,
                    access=entry.access,
                    metadata={**document.metadata, **time},
                )

    @property
    def version(self) -> str:
        """A hash of what is served: ids, texts and labels."""
        return _version(self._ledger.entries())

    @property
    def access(self) -> dict[str, tuple[str, ...]]:
        """The labels of each document that is served."""
        entries = self._ledger.entries().values()
        return {entry.id: entry.access for entry in entries if not entry.repeats}

    def close(self) -> None:
        """Close the file behind it."""
        self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the corpus; the system lets go of it when a process dies."""
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict(f"another process ingests into {self.folder}") from None
            yield
        finally:
            os.close(descriptor)

    def _guard(
        self, before: dict[str, Entry], after: dict[str, Entry], names: set[str], most: float
    ) -> None:
        for name in sorted(names):
            had = [entry.id for entry in before.values() if entry.source == name]
            gone = [id for id in had if id not in after]
            if len(gone) > 1 and len(gone) > most * len(had):
                raise DataMissing(
                    f"{len(gone)} of {len(had)} documents of source {name!r} are gone, such as "
                    f"{', '.join(gone[:3])}: nothing was changed",
                    hint="if they were meant to go, ingest with most_deleted=1.0",
                )

    def _parsed(self, entry: Entry) -> Parsed:
        parsed = self._ledger.parsed(entry.key)
        if parsed is None:
            raise Corrupt(
                f"{self.folder} names {entry.id!r} and does not hold it",
                hint="delete the folder and ingest again",
            )
        return parsed


def _without_repeats(
    entries: dict[str, Entry], parsed: dict[str, Parsed], near: float
) -> dict[str, Entry]:
    """Entries with those marked that a newer one repeats."""
    order = sorted(entries.values(), key=lambda entry: entry.id)
    order.sort(key=lambda entry: entry.time, reverse=True)
    found = repeats(
        (Print(parsed[e.key].normal, parsed[e.key].minima, "\0".join(e.access)) for e in order),
        near,
    )
    marked = {}
    for i, entry in enumerate(order):
        kept, similarity = found.get(i, (-1, 0.0))
        name = order[kept].id if kept >= 0 else ""
        marked[entry.id] = dataclasses.replace(entry, repeats=name, similarity=similarity)
    return dict(sorted(marked.items()))


def _report(
    before: dict[str, Entry], after: dict[str, Entry], run: Run, parsed: dict[str, Parsed]
) -> Report:
    old = {id: entry for id, entry in before.items() if not entry.repeats}
    new = {id: entry for id, entry in after.items() if not entry.repeats}
    both = [(old[id], new[id]) for id in new if id in old]
    nothing, _ = compared("")
    return Report(
        _version(after),
        len(new),
        run.parsed,
        tuple(id for id in new if id not in old),
        tuple(now.id for was, now in both if was.text != now.text),
        {now.id: now.access for was, now in both if was.access != now.access},
        tuple(id for id in old if id not in new),
        tuple(Repeat(e.id, e.repeats, e.similarity) for e in after.values() if e.repeats),
        run.skipped,
        tuple(id for id in run.skipped if id in new),
        {id: parsed[e.key].sparse for id, e in new.items() if parsed[e.key].sparse},
        tuple(id for id, e in new.items() if parsed[e.key].normal == nothing),
    )


def _version(entries: dict[str, Entry]) -> str:
    return digest([(e.id, e.text, e.access) for e in entries.values() if not e.repeats])
