from __future__ import annotations

import json

import pytest

from tandem.errors import InvalidInput
from tandem.search.parse.notebook import read_notebook

CELLS = [
    {"cell_type": "markdown", "source": ["# Study\n", "Why."]},
    {
        "cell_type": "code",
        "source": "1 + 1",
        "outputs": [
            {"data": {"text/plain": ["2"]}},
            {"text": "\x1b[31mred\x1b[0m " + "x" * 9_000},
            {"data": {"image/png": "iVBOR"}},
        ],
    },
    {"cell_type": "code", "source": " "},
    {"cell_type": "raw", "source": "raw"},
]


def test_cells_become_elements_below_the_headings_of_their_markdown() -> None:
    text = json.dumps({"cells": CELLS, "metadata": {"language_info": {"name": "julia"}}})
    document = read_notebook(text, "n.ipynb")
    assert document.title == "Study"
    assert [document.read(e) for e in document.elements][:4] == [
        "# Study",
        "Why.",
        "```julia\n1 + 1\n```",
        "```text\n2\n```",
    ]
    log = document.elements[4]
    assert document.read(log).startswith("```text\nred x")
    assert log.end - log.start < 2_100
    assert len(document.elements) == 5


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"cells": [{}]}', '{"cells": 3}', "[" * 100_000, '{"cells": [[1]]}']
)
def test_what_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"n\.ipynb is not a notebook"):
        read_notebook(text, "n.ipynb")
