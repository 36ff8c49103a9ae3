from __future__ import annotations

import pytest

from tandem.search.code.imports import Modules, dotted, names_of


@pytest.mark.parametrize(
    ("line", "path", "names"),
    [
        ("import a.b as c", "x.py", {"c": ("a.b", "")}),
        ("from a import (b, c as d)", "x.py", {"b": ("a", "b"), "d": ("a", "c")}),
        ("from . import b", "p/q/x.py", {"b": ("p.q", "b")}),
        ("from ..r import b", "p/q/x.py", {"b": ("p.r", "b")}),
        ("from .r import b", "p/q/__init__.py", {"b": ("p.q.r", "b")}),
        (
            "from __future__ import annotations  # why",
            "x.py",
            {"annotations": ("__future__", "annotations")},
        ),
    ],
)
def test_import_lines_bind_names(line: str, path: str, names: dict[str, tuple[str, str]]) -> None:
    assert names_of([line], path) == names


def test_a_package_has_the_name_of_its_folder() -> None:
    assert (dotted("src/p/__init__.py"), dotted("src/p/a.py")) == ("src.p", "src.p.a")


def test_names_are_followed_through_packages_that_re_export() -> None:
    names = {
        "src/p/__init__.py": {"f": ("p.a", "f"), "loop": ("p", "loop")},
        "src/p/a.py": {},
        "one/same.py": {},
        "two/same.py": {},
    }
    modules = Modules(
        names,
        {
            "src/p/__init__.py": set(),
            "src/p/a.py": {"f"},
            "one/same.py": {"g"},
            "two/same.py": {"g"},
        },
    )
    assert modules.resolve("p", "f") == ("src/p/a.py", "f")
    assert modules.resolve("p.a", "") == ("src/p/a.py", "")
    assert modules.resolve("p", "loop") is None
    assert modules.resolve("same", "g") is None
    assert modules.resolve("os", "path") is None
