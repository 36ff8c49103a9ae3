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


def test_labels_that_are_probably_wrong_are_named(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    lines = [f"{i % 20},{'phone' if i % 3 else 'desk'},{'late' if i % 20 > 9 else 'on time'}"
             for i in range(400)]  # fmt: skip
    lines[57] = "17,phone,on time"  # 17 days are late everywhere else
    path.write_text("\n".join(["days,by,was", *lines]))
    text = shell("profile", str(path), "--target", "was", "--labels")
    assert "1 of 400 labels (0.2%) are doubtful, by BoostingClassifier" in text
    assert "row 57: labelled 'on time'" in text
    found = shell.json("profile", str(path), "--target", "was", "--labels")["labels"]
    assert [(one["row"], one["suggested"]) for one in found["suspects"]] == [(57, "late")]


def test_labels_need_a_target_with_few_values(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text("\n".join(["a,b", *(f"{i},{i * i}" for i in range(90))]))
    shell("profile", str(path), "--labels", code=1)
    assert "--target NAME" in shell.errors
    shell("profile", str(path), "--target", "b", "--labels", code=1)
    assert "'b' has 90 values" in shell.errors
