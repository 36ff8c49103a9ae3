from __future__ import annotations

from tests.cli.conftest import SHOP, Shell


def test_no_traces_says_what_to_type_next(shell: Shell) -> None:
    assert "tandem serve PROJECT" in shell("traces")


def test_traces_are_listed_and_one_is_shown_as_a_tree(live: Shell) -> None:
    trace = live.json("ask", "shop", '{"minutes": 12}')["trace"]
    assert trace in live("traces", "--limit", "1")
    text = live("traces", trace)
    assert "Shop" in text
    assert "ms" in text


def test_replay_on_the_same_release_gives_the_same_output(live: Shell) -> None:
    trace = live.json("ask", "shop", '{"minutes": 12}')["trace"]
    assert live.json("replay", trace)["same"] is True


def test_replay_on_another_release_shows_the_difference(live: Shell) -> None:
    trace = live.json("ask", "shop", '{"minutes": 12}')["trace"]
    other = live.json("build", str(SHOP), "--set", "least=15", code=3)["release"]
    replayed = live.json("replay", trace, "--on", other)
    assert replayed["same"] is False
    assert replayed["after"]["output"]["buys"] is False


def test_an_unknown_trace_is_named(shell: Shell) -> None:
    shell("traces", "f" * 32, code=1)
    assert "f" * 32 in shell.errors


def test_an_unknown_exporter_says_the_form(live: Shell) -> None:
    live("traces", "--export", "jaeger", code=1)
    assert "otlp:http" in live.errors
