from __future__ import annotations

from datetime import datetime

from tandem import Rows
from tandem.data import profile


def test_a_line_a_field() -> None:
    rows = [
        {
            "plan": "basic" if i % 4 else "full",
            "fee": i % 5 * 1.5,
            "unit": "CHF",
            "left": i % 4 == 0,
        }
        for i in range(40)
    ]
    lines = [line.split() for line in profile(rows, target="left").to_text().splitlines()]
    assert lines[0] == "40 rows, 4 fields; 75.0% of the rows repeat an earlier one".split()
    assert lines[2] == ["field", "kind", "missing", "distinct", "explains", "values", "note"]
    assert lines[4] == ["plan", "text", "2", "100%", "basic", "75%,", "full", "25%"]
    assert lines[5][:5] == ["fee", "number", "5", "0%", "0"]
    assert lines[6] == ["unit", "text", "1", "0%", "CHF", "100%", "constant"]


def test_missing_values_and_times_are_told() -> None:
    day = datetime(2026, 1, 1)
    rows = Rows([{"a": None, "b": i} for i in range(4)], [1, 2, 3, 4], times=[day] * 4)
    text = profile(rows).to_text()
    assert "from 2026-01-01 00:00:00 to 2026-01-01 00:00:00" in text
    assert "100.0%" in text
    assert "same as b" not in text
    assert "all different" in text


def test_a_narrow_terminal_cuts_names_not_figures() -> None:
    rows = [{"a very long name of a field that nobody needs": i, "y": i} for i in range(2_000)]
    text = profile(rows, target="y").to_text(width=90)
    assert max(map(len, text.splitlines()[2:])) <= 90
    assert "2,000" in text
    assert "100%" in text
