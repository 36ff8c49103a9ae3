"""A disk that fills up during a delivery changes nothing visible."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tandem.deliver import Channels
from tandem.record import Store
from tests.deliver.samples import delivered
from tests.faults.inject import STEPS
from tests.faults.scenes import Scene, answer


@contextmanager
def full_after(step: int, patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """From the given write on every write fails for want of space."""
    failed: list[str] = []
    left = step

    def wrap(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left > 0 or name == "unlink":  # a full disk can still delete
                return original(*arguments, **named)
            failed.append(name)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return call

    with patch.context() as context:
        for name in STEPS:
            context.setattr(os, name, wrap(name, getattr(os, name)))
        yield failed


def intact(scene: Scene, folder: Path) -> None:
    with Store.open(folder / "store") as store:
        scene.intact(store, scene.project(folder))
        assert answer(store, Channels(store).history("shift")[-1].release) == 101.0
    assert not list((folder / "store").rglob(".*.tmp"))


def test_no_space_for_blobs_at_any_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene()
    scene.prepare(tmp_path / "template")
    for step in range(1, 1000):
        folder = tmp_path / f"step{step}"
        shutil.copytree(tmp_path / "template", folder)
        loaded = scene.project(folder)
        with Store.open(folder / "store") as store:
            told = 0
            with full_after(step, monkeypatch) as failed:
                try:
                    delivered(loaded, store)
                except OSError as error:
                    told = error.errno
        assert told == (errno.ENOSPC if failed else 0)
        intact(scene, folder)
        with Store.open(folder / "store") as store:  # there is space again
            assert delivered(loaded, store).verdict.status == "pass"
        if not failed:
            break
    assert step > 20


def deliver_until_full(scene: Scene, folder: Path, store: Store) -> None:
    loaded = scene.project(folder)
    for number in range(100):
        delivered(loaded, store, targets=f"1 2 {3 + number}")


def test_no_space_for_the_catalog(tmp_path: Path) -> None:
    scene = Scene()
    scene.prepare(tmp_path)
    loaded = scene.project(tmp_path)
    with Store.open(tmp_path / "store") as store:

        @event.listens_for(store.catalog.engine, "connect")
        def full(connection: Any, _: Any) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

        store.catalog.engine.dispose()
        with pytest.raises(OperationalError, match="full"):
            deliver_until_full(scene, tmp_path, store)
    intact(scene, tmp_path)
    with Store.open(tmp_path / "store") as store:
        assert delivered(loaded, store).verdict.status == "pass"
