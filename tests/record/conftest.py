"""A catalog of each kind: SQLite in a folder, PostgreSQL in a private server."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tandem.record import Catalog, Store


class Server:
    """A PostgreSQL server of our own: a socket in its folder, no port, no durability."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            pytest.fail(
                "PostgreSQL is not installed; apt-get install postgresql, "
                "or leave its tests out with -m 'not postgres'"
            )
        self.bin, self.folder, self.data = found[-1], folder, folder / "data"
        # The server refuses to run as root: there it runs as the account of the package.
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)

    def start(self) -> None:
        self._run("initdb", "-D", self.data, "-U", "tandem", "-A", "trust", "-N")
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off"
        self._run(
            "pg_ctl", "-D", self.data, "-w", "-o", options, "-l", self.folder / "log", "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def create(self) -> str:
        """The URL of a new, empty database."""
        name = f"test_{uuid4().hex}"
        self._run("createdb", "-h", self.folder, "-U", "tandem", name)
        return f"postgresql+psycopg://tandem@/{name}?host={self.folder}"

    def _run(self, command: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self.bin / command, *arguments],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            timeout=60,
            user=self.user if os.geteuid() == 0 else None,
        )


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    # Not under tmp_path: its parents are closed to other accounts, and sockets need short paths.
    folder = Path("/tmp") / f"tandem-pg-{uuid4().hex[:12]}"
    folder.mkdir()
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        subprocess.run(["rm", "-rf", str(folder)], check=True)


KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalog.db'}"
    server: Server = request.getfixturevalue("server")
    return server.create()


@pytest.fixture
def catalog(url: str) -> Iterator[Catalog]:
    catalog = Catalog.open(url)
    yield catalog
    catalog.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store") as store:
        yield store
