from __future__ import annotations

import hashlib
import sys
import traceback
from pathlib import Path

import pytest

from tandem.deliver.code import Code, import_module, import_project, import_release
from tandem.errors import CodeMismatch, Corrupt, DefinitionError, NotFound, UnknownPath
from tandem.record import Store


def package(folder: Path, **modules: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def test_every_python_file_counts_and_nothing_else(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", system="x = 1\n")
    package(folder / "parts", one="")
    (folder / "notes.md").write_text("no")
    package(folder / "__pycache__", cached="")
    package(folder / ".hidden", secret="")
    package(folder / "environment" / "lib", library="")
    (folder / "environment" / "pyvenv.cfg").write_text("")
    (folder / "linked.py").symlink_to(folder / "system.py")
    assert dict(Code.read(folder).files) == {"parts/one.py": "", "system.py": "x = 1\n"}


def test_the_digest_is_of_names_and_text_and_not_of_the_place() -> None:
    assert Code({"a.py": "x = 1\n"}).digest == hashlib.sha256(b'{"a.py":"x = 1\\n"}').hexdigest()
    assert Code({"a.py": "1", "b.py": "2"}).digest == Code({"b.py": "2", "a.py": "1"}).digest
    assert Code({"a.py": "x = 1\n"}).digest != Code({"a.py": "x = 2\n"}).digest
    assert Code({"a.py": ""}).digest != Code({"b.py": ""}).digest


def test_source_that_is_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "latin.py").write_bytes(b"x = '\xe9'")
    with pytest.raises(DefinitionError, match=r"latin\.py is not UTF-8"):
        Code.read(tmp_path)


def test_stored_code_comes_back_and_a_changed_byte_is_refused(store: Store) -> None:
    code = Code({"system.py": "x = 1\n"})
    digest = code.put(store.blobs)
    assert digest == code.digest
    assert Code.get(digest, store.blobs) == code
    path = store.blobs.path(digest)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    with pytest.raises(Corrupt, match=digest):
        Code.get(digest, store.blobs)


def test_relative_imports_and_subpackages_work_with_and_without_init() -> None:
    code = Code(
        {
            "system.py": "from .parts.one import x\nfrom . import other\ny = x + other.z",
            "parts/one.py": "from ..other import z\nx = z * 10",
            "other.py": "z = 4",
        }
    )
    name = import_release(code)
    assert import_module(name, ".system").y == 44
    with_init = Code({**code.files, "__init__.py": "from .other import z"})
    assert import_module(import_release(with_init), ".").z == 4


def test_two_versions_live_side_by_side_and_one_version_is_imported_once() -> None:
    one, two = Code({"system.py": "x = [1]"}), Code({"system.py": "x = [2]"})
    first, second = import_release(one), import_release(two)
    assert import_module(first, ".system").x == [1]
    assert import_module(second, ".system").x == [2]
    assert import_module(first, ".system").x == [1]
    assert import_module(import_release(Code(dict(one.files))), ".system").x is (
        import_module(first, ".system").x
    )


def test_a_projects_edit_is_seen_at_once_whatever_bytecode_lies_there(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", system="x = 1")
    for expected in (1, 2, 3):  # same size, same second: bytecode caches would not notice
        package(folder, system=f"x = {expected}")
        code = Code.read(folder)
        assert import_module(import_project(code, folder), ".system").x == expected
    assert not (folder / "__pycache__").exists()


def test_a_copied_project_sees_its_own_folder(tmp_path: Path) -> None:
    text = "from pathlib import Path\nhere = Path(__file__).parent"
    for name in ("one", "two"):
        folder = package(tmp_path / name, system=text)
        assert import_module(import_project(Code.read(folder), folder), ".system").here == folder


def test_no_folder_on_the_path_can_pose_as_a_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = Code({"system.py": "x = 'release'  # not imported before"})
    name = import_release(code)
    package(tmp_path / name.replace(".", "/"), system="x = 'impostor'", __init__="")
    package(tmp_path / "tandem_releases", __init__="")
    monkeypatch.syspath_prepend(tmp_path)
    for module in [known for known in sys.modules if known.startswith("tandem_releases")]:
        monkeypatch.delitem(sys.modules, module)
    assert import_module(name, ".system").x == "release"


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("1 / 0", DefinitionError, r"\.py failed on import: ZeroDivisionError"),
        ("import not_installed_anywhere", DefinitionError, "No module named 'not_installed_any"),
        ("from tandem.errors import *\nraise UnknownPath('x')", UnknownPath, "^x$"),
    ],
)
@pytest.mark.parametrize("module", [".", ".system"])
def test_code_that_raises_on_import_is_named_and_forgotten(
    text: str, error: type[Exception], message: str, module: str
) -> None:
    file = "__init__.py" if module == "." else "system.py"
    name = import_release(Code({"part.py": "", file: f"from . import part\n{text}"}))
    with pytest.raises(error, match=message):
        import_module(name, module)
    left = {known for known in sys.modules if known.startswith(f"{name}.")}
    assert left == set()
    assert "tandem.errors" in sys.modules


def test_what_was_imported_before_a_failure_stays() -> None:
    name = import_release(Code({"good.py": "x = []", "bad.py": "from . import good\n1 / 0"}))
    good = import_module(name, ".good")
    with pytest.raises(DefinitionError):
        import_module(name, ".bad")
    assert import_module(name, ".good") is good


READS = "from pathlib import Path\nx = (Path(__file__).parent / 'x.json').read_text()"


def test_a_release_that_reads_files_on_import_gets_a_hint(tmp_path: Path) -> None:
    hint = r"only \*\.py travel with a release"
    with pytest.raises(DefinitionError, match=hint):
        import_module(import_release(Code({"system.py": READS})), ".system")
    others = [
        import_project(Code({"system.py": READS}), tmp_path),
        import_release(Code({"system.py": "1 / 0"})),
    ]
    for name in others:
        with pytest.raises(DefinitionError) as raised:
            import_module(name, ".system")
        assert raised.value.hint == ""


def test_a_missing_module_is_not_found_and_a_missing_library_is_named() -> None:
    name = import_release(Code({"system.py": "import not_installed_anywhere"}))
    with pytest.raises(NotFound, match=r"no module '\.other'"):
        import_module(name, ".other")
    with pytest.raises(NotFound, match=r"no module '\.other\.deep'"):
        import_module(name, ".other.deep")
    with pytest.raises(DefinitionError, match="not_installed_anywhere"):
        import_module(name, ".system")


def test_tracebacks_show_the_source_of_a_release() -> None:
    module = import_module(import_release(Code({"system.py": "def f():\n    1 / 0\n"})), ".system")
    with pytest.raises(ZeroDivisionError) as raised:
        module.f()
    assert "    1 / 0" in "".join(traceback.format_exception(raised.value))


def test_a_mismatch_names_both_codes() -> None:
    code = Code({"system.py": ""})
    code.check(code.digest, whose="release abc")
    with pytest.raises(CodeMismatch, match=f"release abc was made by code .*{code.digest[:12]}"):
        code.check("0" * 64, whose="release abc")
