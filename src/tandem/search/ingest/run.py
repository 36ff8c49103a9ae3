"""One ingestion: takes what sources list, parses what is new, sets aside what fails."""

from __future__ import annotations

import dataclasses
from types import TracebackType
from typing import Final, Self

from tandem.core.schema import encode
from tandem.errors import InvalidInput, TandemError
from tandem.record.digest import digest_bytes
from tandem.search.ingest.ledger import Entry, Ledger, Parsed
from tandem.search.ingest.near import compared
from tandem.search.ingest.source import Content, Item, Source
from tandem.search.parse.reader import DocumentReader, Limits

READERS: Final = 1
"""Counts the versions of the readers: a new one parses everything again."""
_BATCH: Final = 4_000_000
"""Bytes of parsed documents that are kept at a time."""


class Run:
    """Gathers entries. What it parsed is kept on the way, so that the next run has it."""

    def __init__(self, ledger: Ledger, known: dict[str, Entry], limits: Limits) -> None:
        self.entries: dict[str, Entry] = {}
        self.skipped: dict[str, str] = {}
        self.parsed = 0
        self._ledger = ledger
        self._known = known
        self._reader = DocumentReader(limits)
        self._pending: dict[str, tuple[Parsed, bytes]] = {}
        self._size = 0

    def take(self, source: Source) -> None:
        """Everything that a source lists. Raises what its listing raises."""
        for item in source.items():
            id = f"{source.name}/{item.id}" if source.name else item.id
            if id in self.entries or id in self.skipped:
                raise InvalidInput(f"two documents are named {id!r}", hint="name the sources")
            try:
                self.entries[id] = self._entry(source, item, id)
            except (OSError, TandemError) as error:
                self._set_aside(id, item, error)

    def _entry(self, source: Source, item: Item, id: str) -> Entry:
        if item.problem:
            raise InvalidInput(item.problem)
        stamp = f"{READERS} {item.stamp}" if item.stamp else ""
        known = self._known.get(id)
        if known and known.source == source.name and stamp and stamp == known.stamp:
            return dataclasses.replace(known, time=item.time, access=item.access)
        content = source.read(item)
        key = _key(content)
        found = self._found(key) or self._parse(content, key)
        time = item.time or dict(content.metadata).get("changed", "")
        return Entry(id, source.name, stamp, time, item.access, key, found.text)

    def _found(self, key: str) -> Parsed | None:
        pending = self._pending.get(key)
        return pending[0] if pending else self._ledger.parsed(key)

    def _parse(self, content: Content, key: str) -> Parsed:
        document = self._reader.read_bytes(content.data, content.name)
        document = dataclasses.replace(
            document,
            id="",
            title=content.title or document.title,
            metadata={**document.metadata, **dict(content.metadata)},
        )
        parsed = Parsed(
            key,
            digest_bytes(f"{document.title}\0{document.text}".encode("utf-8", "surrogatepass")),
            *compared(document.text),
            document.sparse_pages,
        )
        json = encode(document)
        self.parsed += 1
        self._pending[key] = parsed, json
        self._size += len(json)
        if self._size >= _BATCH:
            self._keep()
        return parsed

    def _set_aside(self, id: str, item: Item, error: Exception) -> None:
        reason = error.message if isinstance(error, TandemError) else str(error)
        self.skipped[id] = reason
        known = self._known.get(id)
        if known is not None:  # what cannot be read now is not gone; its labels hold at once
            self.entries[id] = dataclasses.replace(known, access=item.access)

    def _keep(self) -> None:
        self._ledger.keep(self._pending.values())
        self._pending, self._size = {}, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.close()
        if kind is None:
            self._keep()


def _key(content: Content) -> str:
    """Names what parsing gives: equal bytes read as the same format are parsed once."""
    suffix = content.name.rpartition(".")[2].lower()
    about = f"{READERS}\0{suffix}\0{content.title}\0{content.metadata}"
    return digest_bytes(about.encode("utf-8", "surrogatepass") + b"\0" + content.data)
