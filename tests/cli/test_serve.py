from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tandem.cli.serve import read_input
from tandem.errors import InvalidInput
from tests.cli.conftest import Shell


@dataclass(frozen=True)
class Question:
    text: str
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Point:
    x: float
    y: float


def test_ask_calls_a_release_and_keeps_the_trace(live: Shell) -> None:
    answer = live.json("ask", "shop", '{"minutes": 12}')
    assert answer["output"] == {"probability": 0.6, "buys": True}
    trace = live.json("traces", answer["trace"])
    assert trace["channel"] == "ask"
    assert trace["input"] == {"minutes": 12.0, "device": "phone"}


def test_ask_for_a_person_shows_the_fields(live: Shell) -> None:
    assert "buys" in live("ask", "shop", '{"minutes": 12}')


def test_bad_input_names_the_field(live: Shell) -> None:
    live("ask", "shop", '{"minutes": "long"}', code=1)
    assert "$.minutes: expected float, got str" in live.errors


def test_bare_text_stands_for_the_one_required_text_field() -> None:
    assert read_input(Question, "how do I serve?") == Question("how do I serve?")
    assert read_input(Question, '{"text": "a", "tags": ["b"]}') == Question("a", ["b"])
    assert read_input(str, "plain") == "plain"
    with pytest.raises(InvalidInput):
        read_input(Point, "plain")


def test_score_writes_a_table_and_sets_bad_rows_aside(live: Shell, tmp_path: Path) -> None:
    source, target = tmp_path / "visits.csv", tmp_path / "scored.csv"
    source.write_text("minutes,device\n12,phone\nlong,phone\n3,desk\n")
    scored = live.json("score", "shop", str(source), str(target))
    assert (scored["rows"], scored["rejected"]) == (2, 1)
    assert len(target.read_text().splitlines()) == 3


def test_score_is_an_alert_when_too_many_rows_are_set_aside(live: Shell, tmp_path: Path) -> None:
    source, target = tmp_path / "visits.csv", tmp_path / "scored.csv"
    source.write_text("minutes,device\n12,phone\nlong,phone\n3,desk\n")
    live("score", "shop", str(source), str(target), "--most-rejected", "0.4")
    live("score", "shop", str(source), str(target), "--most-rejected", "0.3", code=4)
    assert "33.33% of the rows were set aside, more than 30.00%" in live.errors
    assert "scored.csv.rejected.jsonl" in live.errors
    assert len(target.read_text().splitlines()) == 3  # what was scored is kept all the same
