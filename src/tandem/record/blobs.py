"""Content-addressed bytes and folders on disk. A name is the SHA-256 of what it names.

<root>/ab/cdef...            one file a blob, read-only
<root>/trees/<digest>/...    folders laid out for reading: links to blobs, made on demand
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

from tandem.errors import Corrupt, NotFound, StoreError
from tandem.record.digest import digest_bytes, digest_file, files
from tandem.record.files import pieces, sync_directory, write_atomic

_DIGITS = frozenset("0123456789abcdef")


class Entry(msgspec.Struct, frozen=True):
    """One file of a stored folder; ``size`` in bytes."""

    sha256: str
    size: int


class Listing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stored folder: its files by relative path. Equal files are stored once."""

    files: dict[str, Entry]


class Blobs:
    """A folder of blobs. Everything read is checked against its name.

    >>> import tempfile
    >>> blobs = Blobs(Path(tempfile.mkdtemp()))
    >>> blobs.get(blobs.put(b"weights"))
    b'weights'
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self._trees = self.root / "trees"
        self._checked: dict[str, tuple[tuple[str, int, int], ...]] = {}

    def path(self, digest: str) -> Path:
        """Where a blob lies. Raises ``NotFound`` for what is not a digest."""
        if len(digest) != 64 or not _DIGITS.issuperset(digest):
            raise NotFound(f"{digest!r} is not the name of a blob: 64 hexadecimal digits")
        return self.root / digest[:2] / digest[2:]

    def __contains__(self, digest: str) -> bool:
        return self.path(digest).is_file()

    def put(self, data: bytes) -> str:
        """Store bytes, durably, and return their digest. Storing twice is storing once."""
        digest = digest_bytes(data)
        if not self._keep(digest):
            write_atomic(self.path(digest), [data])
        return digest

    def put_directory(self, folder: Path) -> str:
        """Store every file of a folder and return the digest of the listing.

        Raises ``DefinitionError`` for a symbolic link in it.
        """
        folder = Path(folder)
        entries: dict[str, Entry] = {}
        for name, digest in files(folder).items():
            source = folder / name
            if not self._keep(digest):
                write_atomic(self.path(digest), pieces(source))
                if digest_file(self.path(digest)) != digest:
                    self.path(digest).unlink()
                    raise StoreError(f"{source} changed while it was stored")
            entries[name] = Entry(digest, self.path(digest).stat().st_size)
        return self.put(msgspec.json.encode(Listing(entries), order="sorted"))

    def put_files(self, files: Iterable[tuple[str, bytes]]) -> str:
        """Store files by relative path as they come, and return the digest of the listing."""
        entries = {name: Entry(self.put(data), len(data)) for name, data in files}
        return self.put(msgspec.json.encode(Listing(entries), order="sorted"))

    def get(self, digest: str) -> bytes:
        """The bytes of a blob. Raises ``NotFound``, or ``Corrupt`` naming blob and file."""
        path = self.path(digest)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise self._missing(digest) from None
        if digest_bytes(data) != digest:
            raise self._corrupt(digest)
        return data

    def listing(self, digest: str) -> Listing:
        """The files of a stored folder. Raises ``Corrupt`` if it lists unsafe paths."""
        try:
            listing = msgspec.json.decode(self.get(digest), type=Listing)
        except msgspec.MsgspecError:
            raise NotFound(f"blob {digest} is not a stored folder") from None
        for name in listing.files:
            parts = PurePosixPath(name).parts
            if not parts or name.startswith("/") or ".." in parts or "\\" in name:
                raise Corrupt(f"stored folder {digest} lists the unsafe path {name!r}")
        return listing

    def directory(self, digest: str) -> Path:
        """A stored folder laid out for reading.

        Its files are hashed when this process first opens it, and compared by size and time
        of change after that. A layout that differs is made again from its blobs; a blob that
        differs raises ``Corrupt``.
        """
        listing = self.listing(digest)
        tree = self._trees / digest
        if tree.is_dir() and self._unchanged(digest, tree, listing):
            return tree
        self._lay_out(digest, tree, listing)
        self._checked[digest] = _stamps(tree)
        return tree

    def verify(self) -> list[str]:
        """One line for every blob whose bytes do not match its name."""
        return [
            f"blob {digest} ({path}) does not match its name"
            for digest, path in self._all()
            if digest_file(path) != digest
        ]

    def collect(self, keep: Iterable[str], grace: float) -> int:
        """Delete blobs that are not kept and older than ``grace`` seconds; how many.

        Files of kept folders are kept. The grace period protects what another process has
        stored and not yet named in the catalog.
        """
        kept = set(keep)
        for digest in list(kept):
            if digest in self:
                kept.update(self._named_by(digest))
        before = time.time() - grace
        doomed = [
            path
            for digest, path in self._all()
            if digest not in kept and path.stat().st_mtime < before
        ]
        for path in doomed:
            path.unlink(missing_ok=True)
        for path in self._scraps(kept):
            if path.stat().st_mtime < before:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        return len(doomed)

    def _keep(self, digest: str) -> bool:
        """Whether a sound blob is there already; its time becomes now, for ``collect``."""
        path = self.path(digest)
        if not path.is_file() or digest_file(path) != digest:
            return False
        os.utime(path)
        return True

    def _named_by(self, digest: str) -> set[str]:
        data = self.get(digest)
        if not data.startswith(b'{"files":'):
            return set()
        return {entry.sha256 for entry in self.listing(digest).files.values()}

    def _all(self) -> Iterator[tuple[str, Path]]:
        for path in sorted(self.root.glob("??/*")):
            if path.is_file() and len(path.name) == 62:
                yield path.parent.name + path.name, path

    def _scraps(self, kept: set[str]) -> Iterator[Path]:
        yield from self.root.glob("??/.*.tmp")
        for path in self._trees.glob("*"):
            if path.name not in kept:
                yield path

    def _unchanged(self, digest: str, tree: Path, listing: Listing) -> bool:
        try:
            return self._is_sound(digest, tree, listing)
        except FileNotFoundError:
            return False  # another process moved it away while it was looked at

    def _is_sound(self, digest: str, tree: Path, listing: Listing) -> bool:
        stamps = _stamps(tree)
        if self._checked.get(digest) == stamps:
            return True
        sizes = {name: size for name, size, _ in stamps}
        if sizes != {name: entry.size for name, entry in listing.files.items()}:
            return False
        if any(digest_file(tree / name) != entry.sha256 for name, entry in listing.files.items()):
            return False
        self._checked[digest] = stamps
        return True

    def _lay_out(self, digest: str, tree: Path, listing: Listing) -> None:
        temporary = self._trees / f".{uuid.uuid4().hex}"
        temporary.mkdir(parents=True)
        try:
            for name, entry in listing.files.items():
                source, target = self.path(entry.sha256), temporary / name
                if not source.is_file():
                    raise self._missing(entry.sha256)
                if digest_file(source) != entry.sha256:
                    raise self._corrupt(entry.sha256)
                target.parent.mkdir(parents=True, exist_ok=True)
                _link(source, target)
            try:
                # A sound layout that another process made meanwhile may be read already:
                # only one that differs is moved away, to be collected later.
                if tree.exists() and not self._unchanged(digest, tree, listing):
                    tree.rename(self._trees / f".{uuid.uuid4().hex}")
                temporary.rename(tree)
            except OSError:
                # Another process may have laid out the same files first.
                if not (tree.is_dir() and self._unchanged(digest, tree, listing)):
                    raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        sync_directory(self._trees)

    def _missing(self, digest: str) -> NotFound:
        return NotFound(f"blob {digest} is not in {self.root}")

    def _corrupt(self, digest: str) -> Corrupt:
        return Corrupt(
            f"blob {digest} ({self.path(digest)}) does not match its hash",
            hint="restore the file from a backup, or delete it and build again",
        )


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # the file system has no hard links, or this file has too many
        write_atomic(target, pieces(source))


def _stamps(tree: Path) -> tuple[tuple[str, int, int], ...]:
    found = []
    for path in sorted(tree.rglob("*")):
        status = path.lstat()
        if path.is_symlink():
            found.append((path.relative_to(tree).as_posix(), -1, status.st_mtime_ns))
        elif path.is_file():
            found.append((path.relative_to(tree).as_posix(), status.st_size, status.st_mtime_ns))
    return tuple(found)
