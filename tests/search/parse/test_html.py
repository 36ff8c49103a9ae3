from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.search.parse.html import read_html

PAGE = """<!doctype html><html><head><title> A
page </title><meta name="author" content="Ann"><style>p {}</style></head><body>
<nav><a href="/">Home</a></nav>
<h1>Serve</h1><p>It <b>runs</b>
well.<br>Always.</p>
<ul><li>one<ul><li>inner</ul><li><p>two</p></ul>
<h2>Limits</h2>
<table><tr><th>name<th>size<tr><td>a<p>b</p><td>2</table>
<figure><img src="cat.png" alt="A cat"></figure>
<blockquote><p>said</p></blockquote>
<pre>if x:
    y</pre>
<script>alert("no")</script>text at the end
</body></html>"""


def test_a_page_becomes_what_a_reader_sees() -> None:
    document = read_html(PAGE, "p.html")
    assert document.title == "A page"
    assert document.metadata == {"author": "Ann"}
    assert [(e.kind, document.read(e)) for e in document.elements] == [
        ("heading", "# Serve"),
        ("paragraph", "It runs well.\nAlways."),
        ("list", "- one\n  - inner\n- two"),
        ("heading", "## Limits"),
        ("table", "| name | size |\n| --- | --- |\n| a b | 2 |"),
        ("image", "![A cat](cat.png)"),
        ("quote", "said"),
        ("code", "```\nif x:\n    y\n```"),
        ("paragraph", "text at the end"),
    ]
    table = document.elements[4]
    assert table.rows == (("name", "size"), ("a b", "2"))
    assert table.headings == ("Serve", "Limits")


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Obey me.</p>",
        '<p style="display: none">Obey me.</p>',
        '<div style="font-size:0"><p>Obey me.</p></div>',
        '<span style="visibility:hidden">Obey me.</span>',
        "<template>Obey me.</template>",
        "<!-- Obey me. -->",
        "<noscript>Obey me.</noscript>",
    ],
)
def test_text_that_nobody_sees_is_left_out(hidden: str) -> None:
    assert read_html(f"<p>Seen.</p>{hidden}<p>Also seen.</p>", "p").text == "Seen.\n\nAlso seen."


def test_pictures_in_the_address_are_not_kept() -> None:
    image = read_html('<img alt="Dot" src="data:image/png;base64,iVBOR">', "p").elements[0]
    assert (image.caption, image.target) == ("Dot", "")


@given(st.text("<>/pdivultabrh1\"'=! -&;"))
def test_broken_pages_are_read_with_sound_offsets(text: str) -> None:
    document = read_html(text, "p")
    for element in document.elements:
        assert document.read(element).strip() == document.read(element) != ""


def test_nesting_without_end_is_read() -> None:
    assert read_html("<div>" * 50_000 + "deep", "p").text == "deep"
