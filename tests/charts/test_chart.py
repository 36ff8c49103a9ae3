from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tandem import charts
from tandem.charts import Bars, Chart, Line
from tandem.errors import DefinitionError


def test_every_public_name_exists() -> None:
    assert charts.__all__ == sorted(charts.__all__)
    assert all(hasattr(charts, name) for name in charts.__all__)


def test_text_from_outside_stays_text() -> None:
    chart = Chart("<script>", [Line([1, 2], [1.0, 2.0], "a & b")], x="<x>", y='"y"')
    texts = [element.text for element in ElementTree.fromstring(chart.svg()).iter()]
    assert {"<script>", "a & b", "<x>", '"y"'} <= set(texts)


def test_equal_charts_give_equal_text() -> None:
    def make() -> str:
        return Chart("t", [Line([1, 2], [0.1 + 0.2, 2.0])]).svg()

    assert make() == make()


def test_names_share_colours_and_appear_once_in_the_legend() -> None:
    chart = Chart("t", [Line([1, 2], [1.0, 2.0], "model"), Line([1, 2], [2.0, 1.0], "model")])
    root = ElementTree.fromstring(chart.svg())
    assert [e.text for e in root.iter()].count("model") == 1
    assert len({e.get("stroke") for e in root.iter() if e.get("fill") == "none"}) == 1


def test_long_names_under_the_axis_are_slanted_instead_of_overlapping() -> None:
    names = [f"a rather long name {i}" for i in range(8)]
    assert "rotate(-30" in Chart("t", [Bars(names, [1.0] * 8)]).svg()
    assert "rotate(-30" not in Chart("t", [Bars(["a", "b"], [1.0, 2.0])]).svg()


def test_long_numbers_leave_room_for_the_name_of_the_axis() -> None:
    chart = Chart("t", [Line([1, 2], [100_000.0, 900_000.0])], y="euros")
    found = {e.text: e for e in ElementTree.fromstring(chart.svg()).iter() if e.text}
    end = float(str(found["800,000"].get("x")))
    assert end - 6.5 * len("800,000") > float(str(found["euros"].get("x")))


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(DefinitionError, match="'empty' has nothing to draw"):
        Chart("empty", [Line([1.0], [None])]).svg()


def test_it_is_saved_whole(tmp_path: Path) -> None:
    chart = Chart("t", [Line([1, 2], [1.0, 2.0])])
    assert chart.save(tmp_path / "a" / "chart.svg").read_text() == chart.svg()
