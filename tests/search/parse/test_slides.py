from __future__ import annotations

import pytest

from tandem.errors import InvalidInput
from tandem.search.parse.slides import read_slides
from tests.search.parse.files import archive, pptx, shape

CELL = "<a:tc><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
TABLE = (
    "<p:graphicFrame><a:tbl>"
    + "".join(
        f"<a:tr>{''.join(CELL.format(cell) for cell in row)}</a:tr>"
        for row in [("name", "size"), ("a", "2")]
    )
    + "</a:tbl></p:graphicFrame>"
)
PICTURE = '<p:pic><p:nvPicPr><p:cNvPr descr="A cat"/></p:nvPicPr></p:pic>'


def test_a_slide_is_a_page_in_the_order_it_is_shown() -> None:
    data = pptx("<p:cSld/>", shape("Limits", place="title") + shape("one", "two") + TABLE + PICTURE)
    document = read_slides(data, "a.pptx")
    assert [(e.kind, document.read(e), e.page) for e in document.elements] == [
        ("heading", "# Limits", 1),
        ("list", "- one\n- two", 1),
        ("table", "| name | size |\n| --- | --- |\n| a | 2 |", 1),
        ("image", "![A cat]()", 1),
    ]
    assert document.sparse_pages == (2,)


@pytest.mark.parametrize(
    "data", [b"no archive", archive({}), archive({"ppt/_rels/presentation.xml.rels": "<open"})]
)
def test_a_broken_file_is_named(data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"a\.pptx is not a readable pptx file"):
        read_slides(data, "a.pptx")
