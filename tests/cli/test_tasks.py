from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from tandem.cli import app
from tandem.record import Store, Tasks


def ran(store: Path, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["tasks", *words, "--store", str(store)])
    assert result.exit_code == code, result.output
    return result.output


def test_a_person_sees_what_waits_and_answers(tmp_path: Path) -> None:
    assert ran(tmp_path, "list") == "nothing waits\n"
    with Store.open(tmp_path) as store:
        task = Tasks(store.catalog).ask("refunds", {"order": "a1"}, reason="above 50")
    lines = ran(tmp_path, "list", "--queue", "refunds").splitlines()
    assert lines[0].split() == ["task", "queue", "asked", "reason", "answered", "by"]
    assert lines[1].split("  ") == [task.id[:12], "refunds", '{"order": "a1"}', "above 50"]
    assert "answered by Ann" in ran(tmp_path, "answer", task.id[:8], "true", "--by", "Ann")
    assert ran(tmp_path, "list") == "nothing waits\n"
    shown = json.loads(ran(tmp_path, "show", task.id, "--json"))
    assert (shown["answer"], shown["by"]) == (True, "Ann")
    [listed] = json.loads(ran(tmp_path, "list", "--all", "--json"))
    assert listed == shown
    ran(tmp_path, "answer", task.id, "false", code=1)
    ran(tmp_path, "show", "ffffffff", code=1)
