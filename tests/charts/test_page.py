from __future__ import annotations

from pathlib import Path

import pytest

from tandem.charts import Chart, Line, Page, Table
from tandem.errors import DefinitionError


def test_a_page_holds_its_parts_in_order_and_nothing_remote(tmp_path: Path) -> None:
    chart = Chart("recall", [Line([1, 2], [1.0, 2.0])])
    page = Page("A <page>", ["# First", "Text & more", Table(["a"], [[1.5]]), chart])
    html = page.save(tmp_path / "page.html").read_text()
    marks = ["A &lt;page&gt;", "<h2>First", "Text &amp; more", '<td class="number">1.5', "<svg"]
    places = [html.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "<script" not in html
    assert "src=" not in html


def test_a_table_is_markdown_too() -> None:
    table = Table(["model", "AUC"], [["a|b", 0.85], ["c", None]])
    assert table.markdown().splitlines()[2:] == ["| a\\|b | 0.85 |", "| c |  |"]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(DefinitionError, match="2 columns got a row of 1"):
        Table(["a", "b"], [["only"]])
