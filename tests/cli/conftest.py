from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tandem.cli import app

SHOP = Path(__file__).parent / "shop"


class Shell:
    """Runs ``tandem`` against a store of its own; ``output`` and ``errors`` of the last call."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.output = ""
        self.errors = ""

    def __call__(self, *words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words), env={"TANDEM_STORE": str(self.store)})
        self.output, self.errors = result.stdout, result.stderr
        assert result.exit_code == code, result.output
        return result.stdout

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self(*words, "--json", code=code))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "store")


@pytest.fixture
def live(shell: Shell) -> Shell:
    """A shell whose store has the shop live."""
    shell("build", str(SHOP), "--promote", "--by", "ada")
    return shell
