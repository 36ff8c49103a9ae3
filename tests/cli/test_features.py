from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Shell
from tests.deliver.spending import spending


def test_features_are_listed_shown_and_searched(shell: Shell, tmp_path: Path) -> None:
    assert "No release pins" in shell("features")
    shell("build", str(spending(tmp_path / "spending").folder), "--promote")
    listed = shell("features")
    assert "1 releases of spending; in spending:live" in listed
    assert "total of amount by customer, 7 days" in listed
    assert "No release pins" in shell("features", "--search", "terminal")
    rows = shell.json("features")
    assert [row["feature"] for row in rows][:2] == ["amount", "code"]
    assert rows[0]["channels"] == ["spending:live"]
    shown = shell("features", "show", "Spending")
    assert "loss of right when it is shuffled" in shown
    data = shell.json("features", "show", "Spending")
    assert data["report"]["held_out"] == 200
    shell("features", "show", "Spendings", code=1)
    assert "did you mean Spending?" in shell.errors
