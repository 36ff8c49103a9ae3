from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import SHOP, Shell


def test_an_empty_store_says_what_to_type_next(shell: Shell) -> None:
    assert "tandem build FOLDER" in shell("releases")


def test_releases_are_listed_with_verdict_and_share(live: Shell) -> None:
    text = live("releases")
    assert "shop" in text
    assert "pass" in text
    assert "100%" in text


def test_show_names_what_the_release_pins(live: Shell) -> None:
    text = live("show", "shop")
    assert "Shop(scale=1.0)" in text
    assert ".threshold  json" in text
    assert "gate" in text
    assert live.json("show", "shop")["manifest"]["project"] == "shop"


def test_the_report_of_a_release_is_a_page(live: Shell, tmp_path: Path) -> None:
    live("show", "shop", "--html", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text()
    assert live.json("releases")[0]["release"][:12] in page
    assert "right" in page


def test_a_failing_release_is_refused_with_its_reasons_and_an_override_is_kept(live: Shell) -> None:
    bad = live.json("build", str(SHOP), "--set", "least=19", code=3)["release"]
    live("promote", bad, code=3)
    assert "right" in live.errors
    live("promote", bad, "--override", code=3)
    assert "an override needs a reason" in live.errors
    live("promote", bad, "--override", "--reason", "demo of a bad day", "--by", "grace")
    assert "OVERRIDE: demo of a bad day" in live("history", "shop")
    assert "by grace" in live.output


def test_rollback_goes_back_in_one_command(live: Shell) -> None:
    good = live.json("releases")[0]["release"]
    bad = live.json("build", str(SHOP), "--set", "least=19", code=3)["release"]
    live("promote", bad, "--override", "--reason", "test")
    entry = live.json("rollback", "shop", "--reason", "it is bad")
    assert entry["targets"] == [{"release": good, "share": 1.0}]
    assert [row["action"] for row in live.json("history", "shop")] == [
        "promote",
        "promote",
        "rollback",
    ]


def test_a_canary_takes_its_share(live: Shell) -> None:
    other = live.json("build", str(SHOP), "--set", "least=10.5")["release"]
    entry = live.json("promote", other, "--share", "0.2")
    assert [target["share"] for target in entry["targets"]] == [0.8, 0.2]


def test_an_unknown_reference_is_named_with_a_hint(shell: Shell) -> None:
    shell("show", "nothing", code=1)
    assert "'nothing'" in shell.errors
    assert "Hint" in shell.errors


def test_a_share_out_of_range_is_wrong_usage(live: Shell) -> None:
    live("promote", "shop", "--share", "1.5", code=2)
