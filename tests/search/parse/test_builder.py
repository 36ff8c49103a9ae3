from __future__ import annotations

from tandem.search.parse.builder import Builder, Outline, square, table_markdown


def test_elements_lie_where_the_builder_says() -> None:
    builder = Builder()
    builder.heading(1, "  A\n title ")
    builder.add("paragraph", " Text. ")
    builder.add("paragraph", "  ")
    builder.page = 2
    builder.heading(2, "Below")
    builder.table([["a", "b"], ["1"], []], caption="T")
    document = builder.document("d", format="html")
    assert document.title == "A title"
    assert [document.read(element) for element in document.elements] == [
        "# A title",
        "Text.",
        "## Below",
        "| a | b |\n| --- | --- |\n| 1 |  |",
    ]
    table = document.elements[-1]
    assert (table.headings, table.page, table.caption) == (("A title", "Below"), 2, "T")
    assert table.rows == (("a", "b"), ("1", ""))


def test_a_page_has_its_place_and_density() -> None:
    builder = Builder()
    builder.add("paragraph", "One")
    start = builder.length
    builder.add("paragraph", "Two")
    builder.finish_page(1, start, 12.5)
    page = builder.document("d", format="pdf").pages[0]
    assert (page.number, page.start, page.end, page.density) == (1, 3, 8, 12.5)


def test_headings_as_deep_or_deeper_are_left() -> None:
    outline = Outline()
    for level, name in [(1, "A"), (3, "B"), (2, "C")]:
        outline.enter(level, name)
    assert outline.path == ("A", "C")


def test_tables_are_square_and_bars_in_cells_escaped() -> None:
    assert square([["a\nb", "c"], ["", " "], ["1"]]) == (("a b", "c"), ("1", ""))
    assert table_markdown([("x|y",)]) == "| x\\|y |\n| --- |"
