"""A folder of files."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from tandem.errors import DataMissing
from tandem.search.ingest.source import Content, Item, Source


@dataclass(frozen=True)
class FolderSource(Source):
    """The files below a folder whose paths fit one of ``patterns``; hidden ones are left out.

    ``access`` maps patterns to labels: the last that fits a path decides, and a path that
    none fits is for everyone. Files and folders of the names in ``without``, such as
    ``node_modules``, are left out too. A symbolic link that leads out of the folder is a
    problem, not a document. Raises ``DataMissing`` where there is no folder.
    """

    folder: Path | str
    patterns: tuple[str, ...] = ("*",)
    access: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    name: str = ""
    without: frozenset[str] = frozenset()

    def items(self) -> Iterator[Item]:
        root = Path(self.folder)
        if not root.is_dir():
            raise DataMissing(f"{root} is not a folder", hint="give the folder of the documents")
        real = root.resolve()
        for path in sorted(_files(root, self.without)):
            id = path.relative_to(root).as_posix()
            if any(fnmatchcase(id, pattern) for pattern in self.patterns):
                yield self._item(path, id, real)

    def read(self, item: Item, /) -> Content:
        return Content((Path(self.folder) / item.id).read_bytes(), item.id)

    def _item(self, path: Path, id: str, real: Path) -> Item:
        access: tuple[str, ...] = ()
        for pattern, labels in self.access.items():
            if fnmatchcase(id, pattern):
                access = tuple(sorted(labels))
        try:
            if path.is_symlink() and not path.resolve(strict=True).is_relative_to(real):
                return Item(id, access=access, problem="a link that leads out of the folder")
            status = path.stat()
        except RuntimeError:  # what Python before 3.13 raises for a link that leads to itself
            return Item(id, access=access, problem="a link that leads to itself")
        except OSError as error:
            return Item(id, access=access, problem=f"it cannot be opened: {error.strerror}")
        changed = datetime.datetime.fromtimestamp(status.st_mtime, datetime.UTC)
        return Item(id, f"{status.st_size}-{status.st_mtime_ns}", changed.isoformat(), access)


def _files(root: Path, without: frozenset[str]) -> Iterator[Path]:
    """Files below a folder, not following links to folders, hidden names left out."""
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not (name.startswith(".") or name in without)]
        for name in [*files, *(name for name in names if (Path(folder) / name).is_symlink())]:
            path = Path(folder) / name
            left_out = name.startswith(".") or name in without
            if not left_out and (path.is_symlink() or path.is_file()):
                yield path
