from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from tandem.errors import Corrupt, DefinitionError, NotFound, StoreError
from tandem.record import Blobs, digest_bytes


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "index"
    (root / "sub").mkdir(parents=True)
    (root / "a.npy").write_bytes(b"vectors")
    (root / "sub" / "b.txt").write_bytes(b"words")
    (root / "empty").write_bytes(b"")
    return root


def change(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def contents(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_bytes_come_back_under_their_hash(blobs: Blobs) -> None:
    digest = blobs.put(b"weights")
    assert digest == digest_bytes(b"weights")
    assert blobs.get(digest) == b"weights"
    assert digest in blobs
    assert digest_bytes(b"other") not in blobs


def test_storing_twice_is_storing_once(blobs: Blobs) -> None:
    assert blobs.put(b"x") == blobs.put(b"x")
    assert len([path for path in blobs.root.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "G" * 64, "a" * 63 + "/"])
def test_what_is_no_digest_names_no_file(blobs: Blobs, name: str) -> None:
    with pytest.raises(NotFound, match="64 hexadecimal digits"):
        blobs.get(name)


def test_a_missing_blob_is_named(blobs: Blobs) -> None:
    digest = digest_bytes(b"never stored")
    with pytest.raises(NotFound, match=digest):
        blobs.get(digest)


@pytest.mark.parametrize("damage", [b"", b"weightt", b"weights!", b"weight"])
def test_changed_bytes_are_refused_and_named(blobs: Blobs, damage: bytes) -> None:
    digest = blobs.put(b"weights")
    change(blobs.path(digest), damage)
    with pytest.raises(Corrupt, match=f"{digest}.*{blobs.path(digest)}"):
        blobs.get(digest)
    assert [problem.split()[1] for problem in blobs.verify()] == [digest]


def test_storing_again_heals_a_damaged_blob(blobs: Blobs) -> None:
    digest = blobs.put(b"weights")
    change(blobs.path(digest), b"damaged")
    assert blobs.put(b"weights") == digest
    assert blobs.get(digest) == b"weights"
    assert blobs.verify() == []


def test_a_folder_comes_back_as_it_was(blobs: Blobs, folder: Path) -> None:
    tree = blobs.directory(blobs.put_directory(folder))
    assert contents(tree) == {"a.npy": b"vectors", "sub/b.txt": b"words", "empty": b""}


def test_files_stored_as_they_come_make_the_same_folder(blobs: Blobs, folder: Path) -> None:
    assert blobs.put_files(contents(folder).items()) == blobs.put_directory(folder)


def test_the_name_of_a_folder_is_its_contents(blobs: Blobs, folder: Path, tmp_path: Path) -> None:
    digest = blobs.put_directory(folder)
    folder.rename(tmp_path / "moved")
    assert blobs.put_directory(tmp_path / "moved") == digest
    (tmp_path / "moved" / "a.npy").rename(tmp_path / "moved" / "c.npy")
    assert blobs.put_directory(tmp_path / "moved") != digest


def test_unchanged_files_are_shared_between_folders(blobs: Blobs, folder: Path) -> None:
    blobs.put_directory(folder)
    before = {path.name for path in blobs.root.glob("??/*")}
    (folder / "a.npy").write_bytes(b"other vectors")
    blobs.put_directory(folder)
    after = {path.name for path in blobs.root.glob("??/*")}
    assert len(after - before) == 2  # the changed file and the new listing


def test_a_link_in_a_folder_is_not_followed(blobs: Blobs, folder: Path) -> None:
    (folder / "link").symlink_to("/etc/hostname")
    with pytest.raises(DefinitionError, match="symbolic link"):
        blobs.put_directory(folder)


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "..", "", "a\\b"])
def test_a_listing_with_an_unsafe_path_is_refused(blobs: Blobs, name: str) -> None:
    entry = {"sha256": blobs.put(b"x"), "size": 1}
    digest = blobs.put(msgspec.json.encode({"files": {name: entry}}))
    with pytest.raises(Corrupt, match="unsafe path"):
        blobs.directory(digest)


def test_plain_bytes_are_not_a_folder(blobs: Blobs) -> None:
    with pytest.raises(NotFound, match="not a stored folder"):
        blobs.directory(blobs.put(b"weights"))


def damages() -> dict[str, object]:
    def flip(tree: Path) -> None:
        change(tree / "a.npy", b"vectorz")

    def truncate(tree: Path) -> None:
        change(tree / "a.npy", b"vec")

    def swap(tree: Path) -> None:
        (tree / "a.npy").rename(tree / "c")
        (tree / "sub" / "b.txt").rename(tree / "a.npy")
        (tree / "c").rename(tree / "sub" / "b.txt")

    def link(tree: Path) -> None:
        (tree / "a.npy").unlink()
        (tree / "a.npy").symlink_to("/etc/hostname")

    def remove(tree: Path) -> None:
        (tree / "empty").unlink()

    def add(tree: Path) -> None:
        (tree / "extra").write_bytes(b"")

    return {f.__name__: f for f in (flip, truncate, swap, link, remove, add)}


@pytest.mark.parametrize("damage", damages().values(), ids=damages())
@pytest.mark.parametrize("reopened", [True, False], ids=["new process", "same process"])
def test_a_changed_layout_is_made_again_from_its_blobs(
    blobs: Blobs, folder: Path, damage: object, reopened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)  # copies: the damage does not reach the blobs
    digest = blobs.put_directory(folder)
    tree = blobs.directory(digest)
    assert callable(damage)
    damage(tree)
    again = Blobs(blobs.root) if reopened else blobs
    assert contents(again.directory(digest)) == contents(folder)


def test_damage_to_a_blob_under_a_layout_is_refused_and_named(blobs: Blobs, folder: Path) -> None:
    digest = blobs.put_directory(folder)
    tree = blobs.directory(digest)
    change(tree / "a.npy", b"vectorz")  # a hard link: the blob is the same file
    with pytest.raises(Corrupt, match=digest_bytes(b"vectors")):
        Blobs(blobs.root).directory(digest)


def test_a_damaged_layout_that_cannot_be_made_again_is_not_given(
    blobs: Blobs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = blobs.put_directory(folder)
    tree = blobs.directory(digest)
    (tree / "extra").write_bytes(b"")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "mkdir", full)
    for opened in (blobs, Blobs(blobs.root)):
        with pytest.raises(OSError, match="No space left"):
            opened.directory(digest)


def test_an_opened_layout_is_not_hashed_again(
    blobs: Blobs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = blobs.put_directory(folder)
    first = blobs.directory(digest)

    def refuse(path: Path) -> str:
        raise AssertionError(f"{path} was hashed")

    monkeypatch.setattr("tandem.record.blobs.digest_file", refuse)
    assert blobs.directory(digest) == first


def test_eight_that_lay_out_a_folder_at_once_all_get_it(blobs: Blobs, folder: Path) -> None:
    digest = blobs.put_directory(folder)
    together = threading.Barrier(8)

    def lay_out(_: int) -> dict[str, bytes]:
        together.wait()
        return contents(Blobs(blobs.root).directory(digest))

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lay_out, range(8)):
            assert found == contents(folder)


def age(root: Path, seconds: float) -> None:
    for path in [*root.rglob("*")]:
        moment = path.stat().st_mtime - seconds
        os.utime(path, (moment, moment))


def test_collecting_keeps_what_is_named_and_what_it_names(blobs: Blobs, folder: Path) -> None:
    kept, loose = blobs.put_directory(folder), blobs.put(b"loose")
    blobs.directory(kept)
    (blobs.root / "ab").mkdir(exist_ok=True)
    (blobs.root / "ab" / ".half-written.tmp").write_bytes(b"")
    age(blobs.root, 7200)
    assert blobs.collect([kept], grace=3600) == 1
    assert loose not in blobs
    assert not (blobs.root / "ab" / ".half-written.tmp").exists()
    assert contents(blobs.directory(kept)) == contents(folder)


def test_what_is_young_is_not_collected(blobs: Blobs) -> None:
    digest = blobs.put(b"just stored, not yet named")
    assert blobs.collect([], grace=3600) == 0
    assert digest in blobs


def test_storing_again_makes_a_blob_young(blobs: Blobs) -> None:
    digest = blobs.put(b"x")
    age(blobs.root, 7200)
    blobs.put(b"x")
    assert blobs.collect([], grace=3600) == 0
    assert digest in blobs


def test_the_layout_of_a_collected_folder_goes_too(blobs: Blobs, folder: Path) -> None:
    digest = blobs.put_directory(folder)
    tree = blobs.directory(digest)
    age(blobs.root, 7200)
    assert blobs.collect([], grace=3600) == 4
    assert not tree.exists()


def test_a_sound_layout_is_kept(blobs: Blobs, folder: Path) -> None:
    digest = blobs.put_directory(folder)
    first = blobs.directory(digest).stat().st_ino
    assert Blobs(blobs.root).directory(digest).stat().st_ino == first
    assert [path.name for path in (blobs.root / "trees").iterdir()] == [digest]


def test_an_empty_folder_is_a_folder(blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert list(blobs.directory(blobs.put_directory(tmp_path / "empty")).iterdir()) == []


def test_a_folder_that_lost_a_blob_names_it(blobs: Blobs, folder: Path) -> None:
    digest = blobs.put_directory(folder)
    blobs.path(digest_bytes(b"words")).unlink()
    with pytest.raises(NotFound, match=digest_bytes(b"words")):
        blobs.directory(digest)
    assert list((blobs.root / "trees").iterdir()) == []


def test_a_file_that_changes_while_it_is_stored_is_refused(
    blobs: Blobs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem.record.blobs.pieces", lambda _: [b"written meanwhile"])
    with pytest.raises(StoreError, match="changed while it was stored"):
        blobs.put_directory(folder)
    assert blobs.verify() == []
