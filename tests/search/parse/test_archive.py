from __future__ import annotations

import pytest

from tandem.errors import InvalidInput
from tandem.search.parse.archive import check_archive
from tests.search.parse.files import archive

LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "&c;&c;">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"word/document.xml": b"x" * 100_000}, "unpacks to 100000 bytes, more than 50000: a bomb"),
        ({"../../etc/passwd": "x"}, "leaves its folder"),
        ({"/etc/passwd": "x"}, "leaves its folder"),
        ({"a\\..\\..\\b": "x"}, "leaves its folder"),
        ({"word/document.xml": LAUGHS}, "declares XML entities in 'word/document.xml'"),
        ({f"{i}": "" for i in range(10_001)}, "holds 10001 files: a bomb"),
    ],
)
def test_archives_that_mean_harm_are_refused(files: dict[str, str | bytes], message: str) -> None:
    with pytest.raises(InvalidInput, match=f"a.docx.*{message}"):
        check_archive(archive(files), "a.docx", most=50_000)


def test_a_sound_archive_passes_and_a_damaged_one_does_not() -> None:
    data = archive({"a.xml": "<a/>", "b.bin": b"<!DOCTYPE"})
    check_archive(data, "a.docx", most=50_000)
    with pytest.raises(InvalidInput, match="damaged archive"):
        check_archive(data[:-30], "a.docx", most=50_000)
