from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Shell


def test_a_table_is_profiled_without_a_class(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    lines = [
        f"{i:04},{i * 0.5},{'yes' if i % 3 else 'no'},2026-01-{i % 28 + 1:02}" for i in range(90)
    ]
    path.write_text("\n".join(["order,amount,paid,day", *lines, "broken"]))
    text = shell("profile", str(path), "--target", "paid")
    assert text.startswith("90 rows, 4 fields")
    found = shell.json("profile", str(path), "--target", "paid")
    kinds = {field["name"]: field["kind"] for field in found["fields"]}
    assert kinds == {"order": "text", "amount": "number", "paid": "flag", "day": "time"}


def test_a_table_that_is_not_there_is_said(shell: Shell, tmp_path: Path) -> None:
    shell("profile", str(tmp_path / "none.csv"), code=1)
    assert "none.csv is not there" in shell.errors
