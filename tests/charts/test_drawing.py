from __future__ import annotations

import math
import re
from xml.etree import ElementTree

from tandem.charts import Band, Bars, Chart, Line, Mark, Points, Rule

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*marks: Mark) -> ElementTree.Element:
    return ElementTree.fromstring(Chart("title", marks).svg())


def lines(root: ElementTree.Element) -> list[str]:
    return [str(e.get("d")) for e in root.iter(f"{SVG}path") if e.get("fill") == "none"]


def test_a_line_has_a_point_for_each_value_and_a_gap_for_each_missing_one() -> None:
    [path] = lines(drawn(Line([1, 2, 3, 4, 5], [1.0, 2.0, None, math.nan, 3.0])))
    assert re.sub(r"[\d. ]", "", path) == "MLM"


def test_a_step_holds_its_value_until_the_next_place() -> None:
    [path] = lines(drawn(Line([1, 2], [1.0, 2.0], step=True)))
    assert re.sub(r"[\d. ]", "", path) == "MHV"


def test_higher_values_are_higher_up() -> None:
    circles = list(drawn(Points([1, 2, 3], [1.0, 5.0, 3.0])).iter(f"{SVG}circle"))
    heights = [float(str(circle.get("cy"))) for circle in circles]
    assert heights[1] < heights[2] < heights[0]


def test_bars_grow_from_zero_both_ways() -> None:
    root = drawn(Bars(["gain", "loss"], [2.0, -1.0]))
    bars = [e for e in root.iter(f"{SVG}rect") if e.find(f"{SVG}title") is not None]
    tops = [float(str(bar.get("y"))) for bar in bars]
    heights = [float(str(bar.get("height"))) for bar in bars]
    assert abs(heights[0] - 2 * heights[1]) < 0.2
    assert (
        abs(tops[0] + heights[0] - tops[1]) < 0.2
    )  # where the first ends, the second begins: zero


def test_groups_of_bars_stand_side_by_side() -> None:
    root = drawn(Bars(["a"], [1.0], "one"), Bars(["a"], [1.0], "two"))
    bars = [e for e in root.iter(f"{SVG}rect") if e.find(f"{SVG}title") is not None]
    first, second = ((float(str(b.get("x"))), float(str(b.get("width")))) for b in bars)
    assert first[0] + first[1] <= second[0]


def test_a_band_breaks_where_a_bound_is_missing() -> None:
    root = drawn(Band([1, 2, 3, 4], [1.0, None, 1.0, 1.0], [2.0, 2.0, 2.0, 2.0]))
    assert len(list(root.iter(f"{SVG}polygon"))) == 2


def test_intervals_are_drawn_where_they_are_known() -> None:
    points = Points([1, 2], [1.0, 2.0], low=[0.5, None], high=[1.5, None])
    strokes = [e for e in drawn(points).iter(f"{SVG}path") if e.get("stroke-width") == "1.5"]
    assert len(strokes) == 1


def test_rules_cross_the_whole_plane() -> None:
    root = drawn(Line([0, 10], [0.0, 10.0]), Rule(5.0, "limit"), Rule(2.0, "start", axis="x"))
    rules = [str(e.get("d")) for e in root.iter(f"{SVG}path") if e.get("class") == "rule"]
    assert len(rules) == 2
    assert {e.text for e in root.iter(f"{SVG}text")} >= {"limit", "start"}
