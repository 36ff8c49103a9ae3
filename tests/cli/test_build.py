from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import compressing
from tests.cli.conftest import SHOP, Shell


def test_a_build_fits_measures_judges_releases_and_says_what_is_next(shell: Shell) -> None:
    text = shell("build", str(SHOP))
    assert "gate: pass" in text
    assert "right" in text
    assert "fitted: the system; reused: nothing" in text
    assert "Next: tandem promote" in text


def test_a_second_build_reuses_and_gives_the_same_release(shell: Shell) -> None:
    first = shell.json("build", str(SHOP))
    second = shell.json("build", str(SHOP))
    assert second["release"] == first["release"]
    assert (second["fitted"], second["reused"]) == ([], [""])


def test_build_with_promote_makes_it_live(shell: Shell) -> None:
    data = shell.json("build", str(SHOP), "--promote")
    assert data["promoted"] is True
    assert shell.json("releases")[0]["live"] == 1.0


def test_a_refused_build_exits_with_3_and_is_kept_but_not_promoted(shell: Shell) -> None:
    data = shell.json("build", str(SHOP), "--promote", "--set", "least=19", code=3)
    assert data["verdict"]["status"] == "fail"
    assert data["promoted"] is False
    assert [row["live"] for row in shell.json("releases")] == [0.0]


def test_a_folder_without_a_system_says_what_to_do(shell: Shell) -> None:
    shell("build", "docs", code=1)
    assert "no system.py" in shell.errors
    assert "tandem new" in shell.errors
    assert "Traceback" not in shell.errors


def test_a_malformed_option_says_the_form(shell: Shell) -> None:
    shell("build", str(SHOP), "--set", "least", code=1)
    assert "--set KEY=VALUE" in shell.errors


def test_errors_are_json_for_programs(shell: Shell) -> None:
    error = shell.json("build", "docs", code=1)["error"]
    assert error["type"] == "NotFound"
    assert "system.py" in error["message"]


def test_evaluate_measures_without_a_release(shell: Shell) -> None:
    report = shell.json("evaluate", str(SHOP))
    assert report["scores"]["right"]["value"] == 1.0
    assert shell.json("releases") == []


def test_evaluate_measures_a_release_on_the_same_cases(live: Shell) -> None:
    report = live.json("evaluate", str(SHOP), "--release", "shop")
    assert report["release"] == live.json("releases")[0]["release"]


LOANS = '''
"""Loans and whether they were paid back, from a table that an option spoils."""

import random
from dataclasses import dataclass

from tandem import Case, Gate, Inputs, Project, Rows, Suite
from tandem.deliver import at_least
from tandem.evaluate import brier
from tandem.models import Boosting


@dataclass(frozen=True)
class Loan:
    amount: float
    job: str
    told: float | None = None


class Repaid(Boosting[Loan]):
    """The chance that a loan is paid back."""


def rows(seed: int, inputs: Inputs) -> Rows[Loan, bool]:
    draw, spoilt = random.Random(seed), inputs.options.get("spoilt", "")
    paid = [spoilt == "constant" or draw.random() < 0.5 for _ in range(200)]
    told = [float(one) if spoilt == "told" else None for one in paid]
    loans = [Loan(draw.lognormvariate(8, 1), draw.choice("abcd"), one) for one in told]
    return Rows(loans, paid)


def learn(inputs: Inputs) -> Rows[Loan, bool]:
    return rows(0, inputs)


def cases(inputs: Inputs) -> list[Case]:
    return [Case(str(i), x, y) for i, (x, y) in enumerate(rows(1, inputs))]


project = Project(
    name="loans",
    system=Repaid(trees=5),
    learn={"": learn},
    suite=Suite(cases, [brier()]),
    gate=Gate(at_least("brier", 0.0)),
)
'''


def test_a_target_that_never_varies_stops_the_build_with_a_message(
    shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "system.py").write_text(LOANS)
    shell("build", str(tmp_path), "--set", "spoilt=constant", code=1)
    assert "Repaid learns from yes and no, got targets True" in shell.errors
    assert "some of both" in shell.errors
    assert "Traceback" not in shell.errors
    assert shell.json("releases") == []


def test_a_field_that_tells_the_target_is_reported_by_the_build(
    shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "system.py").write_text(LOANS)
    text = shell("build", str(tmp_path), "--set", "spoilt=told")
    assert "LEAKS" in text
    assert "target:told" in text
    # The column is all missing in the honest table, which is built without a word.
    assert "LEAKS" not in shell("build", str(tmp_path))


@pytest.mark.parametrize("small", ["pruned", "taught"])
def test_a_compressed_model_takes_the_place_of_the_live_one_through_the_gate(
    shell: Shell, tmp_path: Path, small: str
) -> None:
    (tmp_path / "system.py").write_text(compressing.LOANS)
    large = shell.json("build", str(tmp_path), "--promote")
    found = shell.json("build", str(tmp_path), "--promote", "--set", f"small={small}")
    before, after = (data["scores"]["state_bytes"]["value"] for data in (large, found))
    assert after < before / 4
    said = [rule["message"] for rule in found["verdict"]["rules"]]
    assert said[0].startswith(f"state_bytes less that of live is {after - before:.0f}")
    assert said[1].startswith("log_loss less that of live is ")
    assert said[2].startswith("latency_p50 is ")
    assert (found["verdict"]["status"], found["promoted"]) == ("pass", True)
    # The large one would not get back in: it is shown to be no smaller.
    again = shell.json("build", str(tmp_path), "--promote", code=3)
    assert again["verdict"]["status"] == "fail"
