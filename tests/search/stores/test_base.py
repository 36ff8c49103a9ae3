from __future__ import annotations

import pytest

from tandem.errors import DefinitionError
from tandem.search import VectorStore
from tandem.search.index.entry import Entry
from tandem.search.stores.base import labelled, labels, wanted


def test_fields_are_asked_for_by_name_and_value() -> None:
    assert wanted({"b": "1", "a": ["2", "3"]}) == [["a=2", "a=3"], ["b=1"]]


def test_the_labels_that_hold_now_stand_in_place_of_those_that_were_stored() -> None:
    import msgspec

    entry = Entry("a", "", "text", "a", access=("board",))
    stored = msgspec.json.encode(entry)
    assert labelled(stored, labels(("staff",))).access == ("staff",)
    assert labelled(stored, labels(())).access == ()
    assert labelled(stored, labels(("board",))) == entry


def test_a_store_that_lacks_a_method_says_which() -> None:
    with pytest.raises(DefinitionError, match="VectorStore has no drop"):
        VectorStore().drop()
