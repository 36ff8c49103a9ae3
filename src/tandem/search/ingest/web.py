"""Web pages given as a list of addresses."""

from __future__ import annotations

import datetime
import email.utils
from collections.abc import Iterator
from dataclasses import dataclass

from tandem.search.ingest.fetch import Fetcher
from tandem.search.ingest.source import Content, Item, Source

_SUFFIXES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/markdown": "md",
    "text/csv": "csv",
    "application/pdf": "pdf",
}


@dataclass(frozen=True)
class WebSource(Source):
    """Pages at addresses; no link is followed.

    ``private`` allows addresses inside a network (and of the machine itself), ``redirects``
    how many times a page may send elsewhere. Both are off, so that a page cannot make the
    server read what only the server can reach.
    """

    urls: tuple[str, ...]
    access: tuple[str, ...] = ()
    private: bool = False
    redirects: int = 0
    name: str = ""

    def items(self) -> Iterator[Item]:
        for url in self.urls:
            yield Item(url, access=tuple(sorted(self.access)))

    def read(self, item: Item, /) -> Content:
        page = Fetcher(private=self.private, redirects=self.redirects).get(item.id)
        kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
        changed = _time(page.headers.get("last-modified", ""))
        return Content(
            page.data,
            f"page.{_SUFFIXES.get(kind, 'html' if not kind else kind.rpartition('/')[2])}",
            metadata=(("changed", changed),) if changed else (),
        )


def _time(header: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(header).astimezone(datetime.UTC).isoformat()
    except ValueError:
        return ""
