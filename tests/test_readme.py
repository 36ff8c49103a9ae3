"""The README shows what is there, and its commands work as they are written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    return [text for name, text in found if name == language]


def test_the_system_shown_is_the_system_that_runs() -> None:
    (shown,) = blocks("python")
    assert shown in (ROOT / "systems" / "churn" / "system.py").read_text()
    assert len(shown.splitlines()) <= 45


def test_the_two_commands_are_targets_of_make() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    for target in re.findall(r"^make (\w+)", README, flags=re.MULTILINE):
        assert target in targets


def test_folders_and_pictures_that_are_named_exist() -> None:
    tree = next(block for block in blocks("") if "src/tandem/core/" in block)
    named = re.findall(r"^(\S+/)", tree, flags=re.MULTILINE)
    for path in [*named, *re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)]:
        assert (ROOT / path).exists(), path
    packages = {path.name for path in (ROOT / "src" / "tandem").iterdir() if path.is_dir()}
    unnamed = packages - {Path(path).name for path in named} - {"__pycache__", "cli"}
    assert unnamed == set()


def test_the_commands_of_your_own_project_work_as_written(tmp_path: Path) -> None:
    own = next(block for block in blocks("sh") if "tandem new mine" in block)
    commands = [line.partition("  #")[0] for line in own.splitlines()]
    for command in commands:
        words = shlex.split(command)
        if words[0] != "tandem":
            continue
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=tmp_path,
            env={**os.environ, "TANDEM_STORE": str(tmp_path / ".tandem")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
