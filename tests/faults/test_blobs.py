"""A kill at any write leaves whole blobs or none; a full disk and a flipped bit are told."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.errors import Corrupt
from tandem.record import Blobs
from tests.faults.inject import clean, faults

SCRIPT = Path(__file__).with_name("store_folder.py")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "index"
    (root / "sub").mkdir(parents=True)
    (root / "vectors.npy").write_bytes(bytes(range(256)) * 40)
    (root / "sub" / "words.txt").write_text("promote\nrollback\n")
    return root


def contents(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_a_kill_at_any_write_leaves_whole_blobs_and_blocks_nobody(
    tmp_path: Path, folder: Path
) -> None:
    kept = Blobs(tmp_path / "kept")
    before = kept.put(b"the release that serves")
    steps = 0
    for done in faults("kill", SCRIPT, kept.root, folder):
        steps += 1
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert kept.verify() == []  # nothing half-written is visible under any name
        assert kept.get(before) == b"the release that serves"
        # The same command, from where the kill left it and from nothing, completes the job.
        digest = clean(SCRIPT, kept.root, folder)
        assert contents(Blobs(kept.root).directory(digest)) == contents(folder)
        for name in Blobs(kept.root).listing(digest).files.values():
            kept.path(name.sha256).unlink()
        kept.path(digest).unlink()
        assert contents(kept.root / "trees" / digest) == contents(folder)
        (kept.root / "trees" / digest).rename(tmp_path / f"tree-{steps}")
    assert steps > 20


def test_a_full_disk_is_told_and_changes_nothing_visible(tmp_path: Path, folder: Path) -> None:
    root = tmp_path / "blobs"
    before = Blobs(root).put(b"the release that serves")
    steps = 0
    for done in faults("full", SCRIPT, root, folder):
        steps += 1
        assert done.returncode == 1
        assert "No space left on device" in done.stderr
        assert Blobs(root).verify() == []
        assert Blobs(root).get(before) == b"the release that serves"
        assert not list(root.rglob(".*.tmp"))  # and gives back what it had taken
    assert steps > 5
    digest = clean(SCRIPT, root, folder)  # once there is space again
    assert contents(Blobs(root).directory(digest)) == contents(folder)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_bit_anywhere_is_detected_and_named(
    tmp_path: Path, folder: Path, data: st.DataObject
) -> None:
    blobs = Blobs(tmp_path / "blobs")
    directory = blobs.put_directory(folder)
    digests = [directory, *(entry.sha256 for entry in blobs.listing(directory).files.values())]
    digest = data.draw(st.sampled_from(digests))
    path = blobs.path(digest)
    sound = path.read_bytes()
    place = data.draw(st.integers(0, len(sound) - 1))
    bit = data.draw(st.integers(0, 7))
    path.chmod(0o644)
    path.write_bytes(sound[:place] + bytes([sound[place] ^ 1 << bit]) + sound[place + 1 :])
    for refused in (blobs.get, Blobs(blobs.root).get):
        with pytest.raises(Corrupt, match=f"{digest}.*{path}"):
            refused(digest)
    with pytest.raises(Corrupt, match=digest):
        Blobs(blobs.root).directory(directory)
    assert [problem.split()[1] for problem in blobs.verify()] == [digest]
    assert blobs.put(sound) == digest  # the same command heals it
    assert blobs.verify() == []
