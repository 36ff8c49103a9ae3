"""Reference systems are user code: short, and on public names alone."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

SYSTEMS = Path(__file__).parents[2] / "systems"
FOLDERS = sorted(path.parent for path in SYSTEMS.glob("*/system.py"))

KINDS = [SYSTEMS / "extract" / f"{name}.py" for name in ("receipts", "contracts", "watch")]


@pytest.mark.parametrize(
    "path",
    [*(f / "system.py" for f in FOLDERS), *KINDS],
    ids=lambda path: f"{path.parent.name}.{path.stem}",
)
def test_a_user_writes_at_most_120_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 120


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_user_needs_public_names_alone(folder: Path) -> None:
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tandem"):
                names = {alias.name for alias in node.names}
                if node.module != "tandem.errors":  # all of its names are public
                    public = importlib.import_module(node.module or "").__all__
                    assert names <= set(public), path.name
