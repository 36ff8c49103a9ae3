"""Objects below a prefix of a bucket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from tandem.errors import DataMissing, MissingExtra
from tandem.search.ingest.source import Content, Item, Source


@dataclass(frozen=True)
class ObjectSource(Source):
    """The objects below a URL such as ``s3://bucket/handbook``, read by obstore.

    ``options`` go to the store (``region``, ``endpoint``, ``skip_signature`` ...); credentials
    come from the environment unless given there. Needs the extra ``objects``.
    """

    url: str
    patterns: tuple[str, ...] = ("*",)
    access: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    name: str = ""

    def items(self) -> Iterator[Item]:
        for batch in self._store().list():
            for entry in batch:
                id = str(entry["path"])
                if not any(fnmatchcase(id, pattern) for pattern in self.patterns):
                    continue
                labels = [label for p, label in self.access.items() if fnmatchcase(id, p)]
                yield Item(
                    id,
                    f"{entry['e_tag'] or ''}-{entry['size']}",
                    entry["last_modified"].isoformat(),
                    tuple(sorted(labels[-1])) if labels else (),
                )

    def read(self, item: Item, /) -> Content:
        try:
            return Content(bytes(self._store().get(item.id).bytes()), item.id)
        except Exception as error:  # obstore's errors have no common base but this
            raise DataMissing(f"{self.url}/{item.id} cannot be read: {error}") from None

    def _store(self) -> Any:
        try:
            from obstore.store import from_url
        except ImportError as error:
            raise MissingExtra(
                "reading object stores needs obstore", hint="pip install 'tandem-ai[objects]'"
            ) from error
        return from_url(self.url, **self.options)
