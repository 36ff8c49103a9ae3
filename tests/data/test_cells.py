from __future__ import annotations

from datetime import datetime

import pytest

from tandem.data.cells import Cells


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1", " 2", "NA", ""], [1, 2, None, None]),
        (["1", "2.5", "-1e3"], [1, 2.5, -1000.0]),
        (["yes", "No"], [True, False]),
        (["True", "false"], [True, False]),
        (["007", "008"], ["007", "008"]),  # an id
        (["0", "0.5"], [0, 0.5]),
        (["2026-01-31", "2026-01-31 10:00"], [datetime(2026, 1, 31), datetime(2026, 1, 31, 10)]),
        (["a", "1"], ["a", "1"]),
        (["", "n/a"], [None, None]),
    ],
)
def test_a_column_is_what_all_its_cells_are(cells: list[str], values: list[object]) -> None:
    rows = [{"x": cell} for cell in cells]
    reader = Cells(rows)
    assert [reader.read(row)["x"] for row in rows] == values


def test_a_later_cell_that_does_not_fit_stays_text() -> None:
    reader = Cells([{"x": "1", "y": "yes"}])
    assert reader.read({"x": "many", "y": "maybe", "z": "new"}) == {
        "x": "many",
        "y": "maybe",
        "z": "new",
    }
    assert reader.read({"x": 3}) == {"x": 3}
