from __future__ import annotations

import pytest

from tandem.errors import DataMissing, InvalidInput
from tandem.search.ingest.fetch import Fetcher
from tests.search.ingest.server import Answer, serving

INSIDE = Fetcher(private=True, redirects=1)


def pages(path: str) -> Answer:
    if path == "/moved":
        return 302, {"Location": "/page?a=1"}, b""
    if path == "/loop":
        return 301, {"Location": "/loop"}, b""
    if path == "/inward":
        return 302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""
    if path == "/file":
        return 302, {"Location": "file:///etc/passwd"}, b""
    if path == "/gone":
        return 404, {}, b"no"
    return 200, {"Content-Type": "text/html"}, f"<p>{path}".encode()


def test_a_page_and_one_that_moved_are_fetched() -> None:
    with serving(pages) as server:
        assert INSIDE.get(f"{server}/page").data == b"<p>/page"
        page = INSIDE.get(f"{server}/moved")
    assert (page.url, page.data) == (f"{server}/page?a=1", b"<p>/page?a=1")
    assert page.headers["content-type"] == "text/html"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://192.168.1.1:8080/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0.0.0.0/",
    ],
)
def test_addresses_inside_a_network_are_refused_however_they_are_written(url: str) -> None:
    with pytest.raises(InvalidInput, match="an address inside a network"):
        Fetcher().get(url)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a", "http://", "a.html"])
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="not an http or https address"):
        INSIDE.get(url)


def test_being_sent_on_is_refused_unless_allowed_and_never_out_of_the_web() -> None:
    with serving(pages) as server:
        with pytest.raises(InvalidInput, match="a page sends on to"):
            Fetcher(private=True).get(f"{server}/moved")
        with pytest.raises(InvalidInput, match="a page sends on to"):
            INSIDE.get(f"{server}/loop")
        with pytest.raises(InvalidInput, match="not an http or https address"):
            INSIDE.get(f"{server}/file")


def test_being_sent_inside_the_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from tandem.search.ingest import fetch

    public = fetch._public
    monkeypatch.setattr(fetch, "_public", lambda ip: ip == "127.0.0.1" or public(ip))
    with (
        serving(pages) as server,
        pytest.raises(InvalidInput, match=r"169\.254\.169\.254, an address inside a network"),
    ):
        Fetcher(redirects=1).get(f"{server}/inward")


def test_what_cannot_be_had_is_said() -> None:
    with serving(pages) as server:
        with pytest.raises(DataMissing, match="answers with status 404"):
            INSIDE.get(f"{server}/gone")
        with pytest.raises(InvalidInput, match="longer than 3 bytes"):
            Fetcher(private=True, size=3).get(f"{server}/page")
    with pytest.raises(DataMissing, match="cannot be fetched"):
        INSIDE.get(f"{server}/page")
    with pytest.raises(DataMissing, match="takes too long"):
        Fetcher(private=True, seconds=-1.0).get(f"{server}/page")
