from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tandem.core import Component
from tandem.deliver.code import Code, import_module, import_release
from tandem.deliver.typenames import find_type, type_name
from tandem.errors import CodeMismatch, Corrupt, DefinitionError

SYSTEM = """
import os
from tandem import Component, Model
from . import other

class Part(Component[str, str]):
    class Inner(Component[str, str]):
        pass

def plain(): ...
value = 1
"""


@pytest.fixture
def package() -> str:
    code = Code({"system.py": SYSTEM, "other.py": "", "__init__.py": SYSTEM})
    return import_release(code)


@pytest.mark.parametrize("name", [".system:Part", ".system:Part.Inner", ".:Part"])
def test_a_class_of_the_package_is_found_by_the_name_it_gets(package: str, name: str) -> None:
    cls = find_type(name, package)
    assert type_name(cls, package) == name


def test_a_class_of_tandem_keeps_its_name_whatever_the_package(package: str) -> None:
    cls = find_type("tandem.strategy.fallback:Fallback", package)
    assert type_name(cls, package) == "tandem.strategy.fallback:Fallback"


def test_a_class_from_elsewhere_has_no_name(package: str) -> None:
    from tests.core.parts import Add

    with pytest.raises(DefinitionError, match=r"tests\.core\.parts, outside the project"):
        type_name(Add, package)
    with pytest.raises(DefinitionError, match="outside the project"):
        type_name(find_type(".system:Part", package), package[:-1])  # a mere prefix


def test_a_class_of_a_function_has_no_name(package: str) -> None:
    class Local(Component[str, str]):
        pass

    with pytest.raises(DefinitionError, match="not in a function"):
        type_name(Local, "tests.deliver")


@pytest.mark.parametrize(
    "name",
    [
        "os:system",
        "subprocess:Popen",
        "tandem_releases.x:Part",
        "tandemx.y:Part",
        "tandem:run",
        "..system:Part",
        ".system:",
        ":Part",
        ".system",
        "",
        ".sys tem:Part",
        ".system:Part()",
        "tandem.record/../x:Part",
        "tandem.__main__:Part",
        "tandem._private:Part",
        ".system:Part\n",
        "canary:Part",
    ],
)
def test_no_other_name_is_ever_imported(
    package: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "canary.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    with pytest.raises(Corrupt, match="names neither"):
        find_type(name, package)
    assert set(sys.modules) == before


@pytest.mark.parametrize(
    "name",
    [
        ".system:plain",
        ".system:value",
        ".system:os.system",
        "tandem.record.digest:hashlib.sha256",
        "tandem.record.digest:digest",
    ],
)
def test_what_is_no_component_is_refused(package: str, name: str) -> None:
    with pytest.raises(Corrupt, match="is not a component"):
        find_type(name, package)


@pytest.mark.parametrize("name", [".system:Model", ".system:Component", ".other:Part"])
def test_a_class_is_named_by_the_module_that_defines_it(package: str, name: str) -> None:
    import_module(package, ".other").Part = import_module(package, ".system").Part
    with pytest.raises(Corrupt, match="is defined elsewhere"):
        find_type(name, package)


@pytest.mark.parametrize("name", [".system:Gone", ".gone:Part", "tandem.gone:Part"])
def test_a_class_that_this_code_lacks_is_a_mismatch(package: str, name: str) -> None:
    with pytest.raises(CodeMismatch, match="there is no"):
        find_type(name, package)
