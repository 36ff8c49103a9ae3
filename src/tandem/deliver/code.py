"""The source of a project's package: kept in a release, imported under its own name.

Modules are compiled from text that was read once and hashed, never from files that lie
around: what runs is what the digest names, and no cached bytecode can stand in for it.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.core.schema import decoder, encode_canonical
from tandem.errors import CodeMismatch, DefinitionError, NotFound, TandemError

if TYPE_CHECKING:
    from tandem.record.blobs import Blobs

PROJECTS = "tandem_projects"
RELEASES = "tandem_releases"


@dataclass(frozen=True)
class Code:
    """Every ``*.py`` of one package: relative path, with forward slashes, to text."""

    files: Mapping[str, str]

    @property
    def data(self) -> bytes:
        """The bytes that are stored and hashed."""
        return encode_canonical(self.files)

    @property
    def digest(self) -> str:
        """SHA-256 of the source: the same wherever the package lies."""
        return hashlib.sha256(self.data).hexdigest()

    @classmethod
    def read(cls, folder: Path) -> Code:
        """The source under a folder; hidden folders and virtual environments are left out."""
        files: dict[str, str] = {}
        for path in _python_files(folder):
            name = path.relative_to(folder).as_posix()
            try:
                files[name] = path.read_bytes().decode()
            except UnicodeDecodeError as error:
                raise DefinitionError(f"{path} is not UTF-8: {error}") from None
        return cls(files)

    def put(self, blobs: Blobs) -> str:
        """Store the source and return its digest."""
        return blobs.put(self.data)

    @classmethod
    def get(cls, digest: str, blobs: Blobs) -> Code:
        """The stored source; raises ``NotFound`` or ``Corrupt``."""
        return cls(decoder(dict[str, str])(blobs.get(digest)))

    def check(self, expected: str, *, whose: str) -> None:
        """Raise ``CodeMismatch`` unless this is the code with digest ``expected``."""
        if self.digest != expected:
            raise CodeMismatch(
                f"{whose} was made by code {expected[:12]}, this is code {self.digest[:12]}",
                hint="load it with its own code, or pass allow_other_code=True",
            )


def _python_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path.name.startswith(".") or path.name == "__pycache__":
            continue
        if path.is_dir() and not (path / "pyvenv.cfg").exists():
            yield from _python_files(path)
        elif path.is_file() and path.suffix == ".py":
            yield path


def import_release(code: Code) -> str:
    """Import a release's package and return its name; the same code is imported once."""
    name = f"{RELEASES}.code_{code.digest}"
    _finder.packages[name] = (code, Path(f"release code {code.digest[:12]}"))
    return name


def import_project(code: Code, folder: Path) -> str:
    """Give a project's working copy a package name of its own, by place and content."""
    place = hashlib.sha256(f"{folder}\n{code.digest}".encode()).hexdigest()
    word = re.sub(r"\W", "_", folder.name)
    name = f"{PROJECTS}.{word}_{place[:16]}"
    _finder.packages[name] = (code, folder)
    return name


def import_module(package: str, module: str) -> types.ModuleType:
    """Import ``module`` (such as ``.system``) of a package made here.

    Raises ``DefinitionError`` with file and line when the code raises on import.
    """
    name = f"{package}{module}" if module != "." else package
    before = set(sys.modules)
    try:
        return importlib.import_module(name)
    except TandemError:
        _forget(package, before)
        raise
    except ModuleNotFoundError as error:
        _forget(package, before)
        if f"{name}.".startswith(f"{error.name}."):
            raise NotFound(f"the package has no module {module!r}") from None
        raise _failed(package, module, error) from error
    except Exception as error:
        _forget(package, before)
        raise _failed(package, module, error) from error


def _forget(package: str, before: set[str]) -> None:
    """Drop what a failed import left half-made."""
    for name in set(sys.modules) - before:
        if name == package or name.startswith(f"{package}."):
            sys.modules.pop(name, None)


def _failed(package: str, module: str, error: Exception) -> DefinitionError:
    hint = ""
    if package.startswith(RELEASES) and isinstance(error, OSError):
        hint = "only *.py travel with a release: read files in data functions, keep them as state"
    return DefinitionError(
        f"{module.lstrip('.')}.py failed on import: {type(error).__name__}: {error}", hint=hint
    )


class _Source(importlib.abc.InspectLoader):
    """One module, from text."""

    def __init__(self, text: str, file: str, *, package: bool) -> None:
        self.text = text
        self.file = file
        self.package = package

    def get_source(self, fullname: str) -> str:
        return self.text

    def get_code(self, fullname: str) -> types.CodeType:
        return self.source_to_code(self.text, self.file)

    def is_package(self, fullname: str) -> bool:
        return self.package


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of packages that are held as text."""

    def __init__(self) -> None:
        self.packages: dict[str, tuple[Code, Path]] = {}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname in (PROJECTS, RELEASES):
            return _spec(fullname, "", f"<{fullname}>", package=True)
        package = ".".join(fullname.split(".")[:2])
        if package not in self.packages:
            return None
        code, folder = self.packages[package]
        inside = fullname[len(package) + 1 :].replace(".", "/")
        initial = f"{inside}/__init__.py" if inside else "__init__.py"
        if initial in code.files or any(
            not inside or name.startswith(f"{inside}/") for name in code.files
        ):
            return _spec(fullname, code.files.get(initial, ""), str(folder / initial), package=True)
        file = f"{inside}.py"
        if file in code.files:
            return _spec(fullname, code.files[file], str(folder / file), package=False)
        return None


def _spec(name: str, text: str, file: str, *, package: bool) -> importlib.machinery.ModuleSpec:
    spec = importlib.machinery.ModuleSpec(
        name, _Source(text, file, package=package), origin=file, is_package=package
    )
    spec.has_location = True  # so that __file__ is set
    return spec


_finder = _Finder()
sys.meta_path.insert(0, _finder)  # first: no folder on the path can pose as a release
