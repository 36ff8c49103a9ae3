from __future__ import annotations

import gc
import urllib.request
import warnings
from collections.abc import Iterator

import pytest

from tandem.errors import DataMissing
from tandem.search import ObjectSource
from tandem.search.ingest import Item


@pytest.fixture(scope="module")
def options() -> Iterator[dict[str, object]]:
    """How to reach a bucket named ``handbook`` of an S3 server on loopback."""
    from moto.server import ThreadedMotoServer
    from obstore.store import from_url

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    options: dict[str, object] = {
        "endpoint": f"http://{host}:{port}",
        "region": "us-east-1",
        "access_key_id": "test",
        "secret_access_key": "test",
        "client_options": {"allow_http": True},
    }
    try:
        made = urllib.request.Request(f"{options['endpoint']}/handbook", method="PUT")
        urllib.request.urlopen(made).close()
        store = from_url("s3://handbook", **options)  # type: ignore[arg-type]  # plain options
        for name in ["team/a.md", "team/hr/b.md", "team/c.png", "other/d.md"]:
            store.put(name, f"# {name}".encode())
        yield options
    finally:
        server.stop()
        with warnings.catch_warnings():  # sockets of the server's own
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


def test_objects_below_the_prefix_are_listed_and_read(options: dict[str, object]) -> None:
    source = ObjectSource(
        "s3://handbook/team", patterns=("*.md",), access={"hr/*": ("hr",)}, options=options
    )
    items = list(source.items())
    assert [(item.id, item.access) for item in items] == [("a.md", ()), ("hr/b.md", ("hr",))]
    assert items[0].stamp.endswith("-11")
    assert items[0].time.startswith("20")
    content = source.read(items[1])
    assert (content.data, content.name) == (b"# team/hr/b.md", "hr/b.md")


def test_an_object_that_is_gone_is_named(options: dict[str, object]) -> None:
    with pytest.raises(DataMissing, match=r"s3://handbook/team/gone\.md cannot be read"):
        ObjectSource("s3://handbook/team", options=options).read(Item("gone.md"))


def test_the_keys_are_not_shown() -> None:
    assert "secret" not in repr(ObjectSource("s3://b", options={"secret_access_key": "secret"}))
