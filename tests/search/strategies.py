"""Documents to test chunkers with: Markdown that hypothesis writes, in several scripts."""

from __future__ import annotations

from hypothesis import strategies as st

from tandem.search import Document, read_markdown

WORDS = st.text(
    st.sampled_from("abcdeäß漢字。あ.!?,;:()[]{}#*`|-_'\"\t\u00a0\u2003 \U0001f600é")
    | st.characters(),
    min_size=1,
    max_size=30,
).map(lambda text: text.replace("\n", " ").replace("\r", " "))
LINES = st.one_of(
    WORDS,
    st.lists(WORDS, max_size=12).map(" ".join),
    st.tuples(st.integers(1, 6), WORDS).map(lambda pair: f"{'#' * pair[0]} {pair[1]}"),
    st.sampled_from(
        ["", "", "```", "| a | b |", "|---|---|", "- item", "> said", "====", "   ", "![c](d.png)"]
    ),
    st.integers(1, 400).map(lambda n: "x" * n),
)


def documents() -> st.SearchStrategy[Document]:
    """Documents of up to some forty lines."""
    return st.lists(LINES, max_size=40).map(lambda lines: read_markdown("\n".join(lines), "d"))
