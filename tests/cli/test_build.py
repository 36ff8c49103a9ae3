from __future__ import annotations

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
