"""Rows of a database, each a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tandem.errors import InvalidInput
from tandem.search.ingest.source import Content, Item, Source

_OWN: Final = frozenset({"id", "text", "title", "changed", "access"})


@dataclass(frozen=True)
class QuerySource(Source):
    """The rows of a query: columns ``id`` and ``text``, and those of the following there are.

    ``title``, ``changed`` (when the row last changed) and ``access`` (labels divided by
    commas); every other column becomes metadata. ``url`` is a SQLAlchemy URL, ``format`` the
    format of the texts (``md``, ``html``, ``txt``). Raises ``InvalidInput`` without the two
    columns or for an id that is not its row's own.
    """

    url: str = field(repr=False)
    query: str
    format: str = "md"
    name: str = ""

    def items(self) -> Iterator[Item]:
        seen: set[str] = set()
        for row in self._select():
            if "id" not in row or "text" not in row:
                raise InvalidInput(
                    f"the query of source {self.name!r} gives {', '.join(row) or 'no columns'}",
                    hint="select columns named id and text",
                )
            id = str(row["id"])
            if id in seen:
                raise InvalidInput(f"the query of source {self.name!r} gives id {id!r} twice")
            seen.add(id)
            yield self._item(id, row)

    def _item(self, id: str, row: dict[str, Any]) -> Item:
        changed = row.get("changed") or ""
        labels = (label.strip() for label in str(row.get("access") or "").split(","))
        return Item(
            id,
            time=changed.isoformat() if hasattr(changed, "isoformat") else str(changed),
            access=tuple(sorted(label for label in labels if label)),
            content=Content(
                str(row["text"] or "").encode("utf-8", "replace"),
                f"row.{self.format}",
                str(row.get("title") or ""),
                tuple((n, str(v)) for n, v in row.items() if n not in _OWN and v is not None),
            ),
        )

    def _select(self) -> list[dict[str, Any]]:
        from sqlalchemy import create_engine, text

        engine = create_engine(self.url)
        try:
            with engine.connect() as connection:
                return [dict(row) for row in connection.execute(text(self.query)).mappings()]
        finally:
            engine.dispose()
