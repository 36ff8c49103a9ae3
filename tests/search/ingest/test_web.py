from __future__ import annotations

import pytest

from tandem.search import WebSource
from tests.search.ingest.server import Answer, serving

CHANGED = {"Last-Modified": "Tue, 24 Nov 2026 10:00:00 GMT"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("text/html; charset=utf-8", "page.html"),
        ("application/pdf", "page.pdf"),
        ("", "page.html"),
        ("image/png", "page.png"),
    ],
)
def test_the_format_of_a_page_is_the_one_it_is_sent_as(kind: str, name: str) -> None:
    def answer(path: str) -> Answer:
        return 200, {"Content-Type": kind, **CHANGED} if kind else CHANGED, b"<p>x"

    with serving(answer) as server:
        source = WebSource((f"{server}/a",), access=("staff", "boss"), private=True)
        (item,) = source.items()
        content = source.read(item)
    assert (item.id, item.access) == (f"{server}/a", ("boss", "staff"))
    assert (content.name, content.data) == (name, b"<p>x")
    assert content.metadata == (("changed", "2026-11-24T10:00:00+00:00"),)


def test_a_page_without_a_date_has_none() -> None:
    with serving(lambda path: (200, {"Last-Modified": "never"}, b"")) as server:
        source = WebSource((server,), private=True)
        assert source.read(next(source.items())).metadata == ()
