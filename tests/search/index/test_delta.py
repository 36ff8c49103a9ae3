from __future__ import annotations

import numpy as np
import pytest

from tandem.search.index.delta import Delta
from tandem.search.index.entry import Entry
from tandem.search.index.lexical import Lexical

ENTRIES = [
    Entry("a", "Sea", "the sea is wide", "a", metadata={"year": "2020"}),
    Entry("b", "", "a wide field", "b", access=("staff",), metadata={"year": "2021"}),
    Entry("c", "", "mountains", "c", access=("staff", "board")),
]


def delta(entries: list[Entry]) -> Delta:
    lexical = Lexical.build([entry.ranked for entry in ENTRIES])
    return Delta(entries, np.eye(len(entries), 3, dtype=np.float32), lexical)


def test_a_text_scores_as_it_would_within_the_index() -> None:
    lexical = Lexical.build([entry.ranked for entry in ENTRIES])
    for query in ("sea", "wide wide field", "mountain sea", "nothing"):
        np.testing.assert_allclose(
            delta(ENTRIES).lexical(query), lexical.scores(query), rtol=1e-5, err_msg=query
        )


def test_a_word_that_the_index_never_saw_is_the_rarest() -> None:
    found = delta([Entry("x", "", "zebra wide", "x")])
    assert found.lexical("zebra")[0] > found.lexical("wide")[0] > 0


def test_cosines_are_those_of_its_vectors() -> None:
    vector = np.array([0.6, 0.8, 0.0], dtype=np.float32)
    np.testing.assert_allclose(delta(ENTRIES).similarity(vector), [0.6, 0.8, 0.0])


@pytest.mark.parametrize(
    ("access", "where", "expected"),
    [
        ((), {}, ["a"]),
        (("staff",), {}, ["a", "b", "c"]),
        (("board",), {}, ["a", "c"]),
        (("staff",), {"year": "2021"}, ["b"]),
        (("staff",), {"year": ["2020", "2021"]}, ["a", "b"]),
        (("staff",), {"year": "2020", "kind": "memo"}, []),
    ],
)
def test_labels_and_metadata_decide_what_is_visible(
    access: tuple[str, ...], where: dict[str, str | list[str]], expected: list[str]
) -> None:
    visible = delta(ENTRIES).visible(frozenset(access), where)
    assert [entry.id for entry, shown in zip(ENTRIES, visible, strict=True) if shown] == expected


def test_nothing_changed_is_nothing_to_search() -> None:
    empty = Delta([], np.zeros((0, 3), dtype=np.float32), Lexical.build(["word"]))
    assert len(empty) == 0
    assert empty.lexical("word").shape == (0,)
    assert empty.visible(frozenset(), {}).shape == (0,)
