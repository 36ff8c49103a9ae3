from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.features import RedisStore
from tests.record.conftest import catalog, server, url

__all__ = ["catalog", "redis_url", "server", "url"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis server of our own on loopback, which keeps nothing on disk."""
    folder: Path = tmp_path_factory.mktemp("redis")
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    log = folder / "log"
    server = subprocess.Popen([*command, "--dir", str(folder), "--logfile", str(log)])
    while "Ready to accept" not in (log.read_text() if log.exists() else ""):
        assert server.poll() is None, log.read_text()
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture
def redis_store(redis_url: str) -> Iterator[RedisStore]:
    store = RedisStore(redis_url)
    yield store
    store.close()
