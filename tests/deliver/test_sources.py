from __future__ import annotations

import importlib.metadata
import py_compile
from pathlib import Path

import pytest

import tandem
from tandem.deliver.code import Code, import_module, import_release
from tandem.deliver.sources import sources
from tandem.errors import DefinitionError
from tandem.record.digest import digest_bytes

SYSTEM = """
import json
import numpy as np
from tandem import Model
from tandem.deliver import Project
from .base import Base
from .tools import VALUE, first

class Part(Base):
    def fit(self, data):
        from .lazy import helper
        return helper(data)
"""
FILES = {
    "__init__.py": "",
    "system.py": SYSTEM,
    "base.py": "from tandem import Model\nclass Base(Model[str, str]):\n    pass\n",
    "tools/__init__.py": "from . import first, second\nVALUE = 1\n",
    "tools/first.py": "from .. import shared\n",
    "tools/second.py": "",
    "shared.py": "import scipy.stats\n",
    "lazy.py": "def helper(data): ...\n",
    "unused.py": "",
}


def of(**changes: str) -> dict[str, str]:
    files = FILES | {name.replace("__", "/") + ".py": text for name, text in changes.items()}
    package = import_release(Code(files))
    return sources(import_module(package, ".system").Part, package)


def test_the_modules_of_a_class_and_what_they_import_anywhere_count() -> None:
    found = of()
    inside = {
        ".",
        ".system",
        ".base",
        ".tools",
        ".tools.first",
        ".tools.second",
        ".shared",
        ".lazy",
    }
    assert {name for name in found if name.startswith(".")} == inside
    assert found[".lazy"] == digest_bytes(FILES["lazy.py"].encode())


def test_libraries_count_by_version_and_pythons_own_do_not() -> None:
    found = of()
    assert found["numpy"] == f"numpy=={importlib.metadata.version('numpy')}"
    assert found["scipy"] == f"scipy=={importlib.metadata.version('scipy')}"
    assert found["tandem"] == tandem.__version__
    assert {name for name in found if not name.startswith(".")} == {"numpy", "scipy", "tandem"}


@pytest.mark.parametrize("name", ["base", "tools__first", "tools__second", "shared", "lazy"])
def test_a_changed_helper_is_a_change(name: str) -> None:
    assert of(**{name: FILES[name.replace("__", "/") + ".py"] + "# changed"}) != of()


def test_what_is_not_imported_does_not_count() -> None:
    assert of(unused="x = 1") == of()


def test_a_class_of_tandem_counts_by_its_source_and_its_helpers() -> None:
    from tandem.search.index.lexical import Lexical

    found = sources(Lexical, "some.package")
    assert {"tandem.search.index.lexical", "tandem.search.words"} <= found.keys()
    assert found["tandem.search.words"] == digest_bytes(
        Path(tandem.__file__).with_name("search").joinpath("words.py").read_bytes()
    )
    assert not any(name.startswith("tandem.core") for name in found)


def test_a_module_that_just_lies_on_the_path_counts_by_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "house_helper.py").write_text("import house_other\n")
    (tmp_path / "house_other.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    found = of(lazy="import house_helper")
    assert found["house_helper"] == digest_bytes(b"import house_other\n")
    assert "house_other" in found


def test_a_module_without_source_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sourceless.py").write_text("")
    py_compile.compile(str(tmp_path / "sourceless.py"), str(tmp_path / "sourceless.pyc"))
    (tmp_path / "sourceless.py").unlink()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DefinitionError, match="sourceless has no source"):
        of(lazy="import sourceless")
