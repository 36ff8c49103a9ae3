from __future__ import annotations

from tandem.search.extract import Amount, Layout, Line, Lines
from tandem.search.extract.marks import marks_of, shape, words


def test_words_and_shapes_hide_which_digits() -> None:
    assert words("Total RM9.00") == ["total", "rm", "9", ".", "99"]
    assert shape("25 Dec 2018") == "9 a 9"


def test_the_words_on_the_same_row_are_those_before_an_amount() -> None:
    layout = Layout(
        (
            Line("9.00", 400, 100, 440, 116),
            Line("TOTAL:", 200, 102, 260, 118),
            Line("CASH", 200, 140, 250, 156),
            Line("10.00", 400, 141, 440, 157),
        )
    )
    kind = Amount()
    total, cash = marks_of(layout, kind, kind.find(layout))
    assert {"L:total", "L1::"} <= set(total)
    assert "L:cash" not in total
    assert "L:cash" in cash


def test_cash_less_change_marks_the_total() -> None:
    layout = Layout.of("TOTAL 9.00\nCASH 10.00\nCHANGE 1.00")
    kind = Amount()
    marks = dict(
        zip(("total", "cash", "change"), marks_of(layout, kind, kind.find(layout)), strict=True)
    )
    assert "paid1larger1" in marks["total"]
    assert "paid0larger0" in marks["cash"]
    assert "paid1larger2" in marks["change"]


def test_type_and_white_at_the_edges_of_a_run_are_seen() -> None:
    layout = Layout(
        (Line("SHOP", 0, 0, 90, 40), Line("STREET 5", 0, 45, 90, 60), Line("ITEM", 0, 120, 90, 135))
    )
    kind = Lines(most=1)
    shop, street, _ = marks_of(layout, kind, kind.find(layout))
    assert {"P:<", "N:street"} <= set(shop)
    assert "P:shop" in street
    wide = [m for m in street if m.startswith("gap+")]
    narrow = [m for m in shop if m.startswith("gap+")]
    assert wide > narrow
