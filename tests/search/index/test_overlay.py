from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tandem.errors import DefinitionError
from tandem.search.index.entry import Entry, content
from tandem.search.index.overlay import Overlay

ENTRIES = [Entry("a#1", "", "one", "a"), Entry("a#2", "", "two", "a")]
VECTORS = np.array([[1.0, 0.0], [0.6, 0.8]], dtype=np.float32)


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    return Overlay(tmp_path / "o.db")


def test_what_was_said_of_a_document_comes_back(overlay: Overlay) -> None:
    overlay.put(ENTRIES, VECTORS, "one")
    overlay.restrict("a", ["staff"])
    overlay.remove("b")
    a, b = overlay.changes()
    assert (a.document, a.removed, a.access, a.content) == (
        "a", False, frozenset({"staff"}), content(ENTRIES),
    )  # fmt: skip
    assert (b.document, b.removed, b.access, b.content) == ("b", True, None, None)
    assert [item.entry for item in overlay.added("a")] == ENTRIES
    np.testing.assert_array_equal([item.vector for item in overlay.added("a")], VECTORS)


def test_removing_erases_the_new_version_and_putting_brings_the_document_back(
    overlay: Overlay,
) -> None:
    overlay.put(ENTRIES, VECTORS, "one")
    overlay.remove("a")
    assert overlay.added("a") == []
    overlay.put(ENTRIES[:1], VECTORS[:1], "one")
    assert not overlay.changes()[0].removed
    assert len(overlay.added("a")) == 1


def test_new_text_does_not_widen_access(overlay: Overlay) -> None:
    overlay.restrict("a", ["staff"])
    overlay.put(ENTRIES, VECTORS, "one")
    assert overlay.changes()[0].access == frozenset({"staff"})
    overlay.restrict("a", [])
    assert overlay.changes()[0].access == frozenset()


def test_forgetting_leaves_the_document_as_the_index_has_it(overlay: Overlay) -> None:
    overlay.put(ENTRIES, VECTORS, "one")
    overlay.restrict("a", ["staff"])
    overlay.forget("a")
    change = overlay.changes()[0]
    assert (change.removed, change.access, change.content) == (False, None, None)
    assert overlay.added("a") == []


def test_a_change_by_another_process_is_seen(overlay: Overlay) -> None:
    before = overlay.version
    assert overlay.version == before
    code = f"""
from pathlib import Path
from tandem.search.index.overlay import Overlay
Overlay(Path({str(overlay.path)!r})).remove("x")
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert overlay.version != before
    assert [change.document for change in overlay.changes()] == ["x"]


def test_no_change_of_many_writers_is_lost(overlay: Overlay) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: overlay.remove(f"d{i}"), range(60)))
    changes = overlay.changes()
    assert len(changes) == 60
    assert len({change.number for change in changes}) == 60


def test_it_lies_in_the_folder_of_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_STORE", str(tmp_path / "store"))
    assert Overlay.open("handbook").path == tmp_path / "store" / "overlays" / "handbook.db"
    for name in ("", "../escape", "a/b"):
        with pytest.raises(DefinitionError, match="does not name an overlay"):
            Overlay.open(name)


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from tandem.search.index.entry import Entry
from tandem.search.index.overlay import Overlay

class Dying(Overlay):
    @staticmethod
    def _set(file, document, **values):
        os.kill(os.getpid(), signal.SIGKILL)  # old entries deleted, new ones inserted

new = [Entry("a#9", "", "nine", "a")]
Dying(Path(sys.argv[1])).put(new, np.zeros((1, 2), dtype=np.float32), "one")
"""


def test_a_writer_killed_amid_a_new_version_leaves_the_old_one_whole(overlay: Overlay) -> None:
    overlay.put(ENTRIES, VECTORS, "one")
    version = overlay.version
    command = [sys.executable, "-c", KILLED, str(overlay.path)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert [item.entry for item in overlay.added("a")] == ENTRIES
    assert overlay.version == version
    new = [Entry("a#9", "", "nine", "a")]
    Overlay(overlay.path).put(new, VECTORS[:1], "one")  # the next run completes
    assert [item.entry for item in overlay.added("a")] == new
    (change,) = overlay.changes()
    assert change.content == content(new)
