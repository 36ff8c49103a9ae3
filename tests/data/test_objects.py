from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.data import Dataset, write_records
from tandem.errors import Conflict, DataMissing
from tests.data.visits import Visit, visits


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server that speaks S3, on loopback."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()
        with warnings.catch_warnings():  # sockets of the server's own
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty bucket, and the environment to reach it."""
    import urllib.request

    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "anybody",
        "AWS_SECRET_ACCESS_KEY": "anything",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    request = urllib.request.Request(f"{endpoint}/shop", method="PUT")
    urllib.request.urlopen(request, timeout=10).close()
    return "shop"


def put(path: Path, key: str) -> str:
    import obstore

    obstore.put(obstore.store.from_url("s3://shop"), key, path.read_bytes())
    return f"s3://shop/{key}"


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "jsonl", "jsonl.gz", "parquet", "arrow"])
def test_an_object_is_read_like_a_file(bucket: str, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"visits.{suffix}"
    write_records(path, visits(3_000))
    dataset = Dataset.read(put(path, f"2026/visits.{suffix}"), Visit)
    assert dataset.fingerprint == Dataset.of(visits(3_000)).fingerprint
    assert list(dataset) == visits(3_000)


def test_an_object_that_was_replaced_is_noticed(bucket: str, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    write_records(path, visits(5))
    dataset = Dataset.read(put(path, "moving.csv"), Visit)
    assert dataset.count() == 5
    write_records(path, visits(6))
    put(path, "moving.csv")
    with pytest.raises(Conflict, match=r"s3://shop/moving\.csv changed"):
        dataset.count()


def test_what_is_not_there_is_said(bucket: str) -> None:
    with pytest.raises(DataMissing, match=r"s3://shop/none\.csv is not there"):
        Dataset.read("s3://shop/none.csv", Visit).count()
    with pytest.raises(DataMissing, match="cannot be read"):
        Dataset.read("nowhere://shop/none.csv", Visit).count()
