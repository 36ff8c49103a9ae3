from __future__ import annotations

from tests.cli.conftest import SHOP, Shell


def test_feedback_counts_once_per_key_and_is_reviewed(live: Shell) -> None:
    trace = live.json("ask", "shop", '{"minutes": 12}')["trace"]
    words = ("feedback", "add", trace, "--path", "buys", "--value", "false", "--key", "k1")
    assert live.json(*words)["recorded"] is True
    assert live.json(*words)["recorded"] is False
    assert [item["key"] for item in live.json("feedback", "list", "--waiting")] == ["k1"]
    live("feedback", "review", "k1", "--accept", "--by", "grace")
    assert live.json("feedback", "list", "--waiting") == []
    assert live.json("feedback", "list")[0]["value"] is False


def test_feedback_on_an_unknown_trace_is_refused(live: Shell) -> None:
    live("feedback", "add", "f" * 32, "--value", "true", code=1)
    assert "f" * 32 in live.errors


def test_watch_without_monitors_is_quiet(live: Shell) -> None:
    assert live("watch", str(SHOP)) == "No alerts.\n"


def test_improve_without_anything_new_changes_nothing(live: Shell) -> None:
    data = live.json("improve", str(SHOP), "--canary", "0.2")
    assert data["decision"] == "unchanged"
    assert len(live.json("history", "shop")) == 1


def test_improve_gives_a_passing_candidate_its_share(live: Shell) -> None:
    data = live.json("improve", str(SHOP), "--canary", "0.2", "--set", "least=10.5")
    assert data["decision"] == "canary"
    assert [row["live"] for row in live.json("releases")] == [0.2, 0.8]


def test_improve_refuses_a_worse_candidate(live: Shell) -> None:
    data = live.json("improve", str(SHOP), "--canary", "0.2", "--set", "least=15", code=3)
    assert data["decision"] == "refused"
    assert data["differences"][0]["value"] < 0
