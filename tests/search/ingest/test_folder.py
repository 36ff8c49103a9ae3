from __future__ import annotations

import os
from pathlib import Path

import pytest

from tandem.errors import DataMissing
from tandem.search import FolderSource


def test_files_are_listed_with_stamp_time_and_labels(tmp_path: Path) -> None:
    for name in ["a.md", "hr/b.md", "hr/open/c.md", ".git/d.md", ".e.md"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
        os.utime(tmp_path / name, ns=(10**18, 10**18))
    source = FolderSource(tmp_path, access={"hr/*": ("hr", "boss"), "hr/open/*": ()})
    items = list(source.items())
    assert [(item.id, item.access) for item in items] == [
        ("a.md", ()),
        ("hr/b.md", ("boss", "hr")),
        ("hr/open/c.md", ()),
    ]
    assert items[0].stamp == f"4-{10**18}"
    assert items[0].time == "2001-09-09T01:46:40+00:00"
    assert source.read(items[1]).data == b"text"
    assert [i.id for i in FolderSource(tmp_path, patterns=("hr/*",)).items()] == [
        "hr/b.md",
        "hr/open/c.md",
    ]


def test_links_that_lead_out_or_nowhere_are_problems_not_documents(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    for folder in (outside, root):
        folder.mkdir()
    (outside / "secret.md").write_text("secret")
    (root / "file.md").symlink_to(outside / "secret.md")
    (root / "folder").symlink_to(outside)
    (root / "nowhere.md").symlink_to(root / "gone.md")
    (root / "own.md").write_text("text")
    (root / "same.md").symlink_to(root / "own.md")
    problems = {item.id: item.problem for item in FolderSource(root).items()}
    assert problems.pop("nowhere.md").startswith("it cannot be opened")
    assert problems == {
        "file.md": "a link that leads out of the folder",
        "folder": "a link that leads out of the folder",
        "own.md": "",
        "same.md": "",
    }


def test_a_folder_that_is_not_there_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="gone is not a folder"):
        list(FolderSource(tmp_path / "gone").items())


def test_folders_and_files_by_name_are_left_out(tmp_path: Path) -> None:
    for name in ["a.py", "node_modules/b.py", "c/dist/d.py", "c/e.py", "c/distant.py"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    source = FolderSource(tmp_path, without=frozenset({"node_modules", "dist", "e.py"}))
    assert [item.id for item in source.items()] == ["a.py", "c/distant.py"]


def test_a_link_to_itself_is_a_problem_of_that_file_alone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    (tmp_path / "b.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    problems = {item.id: bool(item.problem) for item in FolderSource(tmp_path).items()}
    assert problems.pop("loop", False) is False
    assert problems == {"a.md": False, "b.md": True}
