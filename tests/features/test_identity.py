from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import InvalidInput
from tandem.features import frames
from tandem.features.identity import content_key, entity_of, hash_text, key_of, mix

SCALARS = {
    pl.Int64(): st.integers(-(2**63), 2**63 - 1),
    pl.Float64(): st.floats(),
    pl.String(): st.text(st.characters(codec="utf-8")),
    pl.Boolean(): st.booleans(),
}


@given(st.data())
def test_content_has_one_key_as_a_record_and_as_a_table(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(list(SCALARS)), min_size=1, max_size=4))
    rows = data.draw(st.lists(st.tuples(*[st.none() | SCALARS[kind] for kind in kinds])))
    names = [f"x{place}" for place in range(len(kinds))]
    columns = [
        pl.Series(name, [row[place] for row in rows], kind)
        for place, (name, kind) in enumerate(zip(names, kinds, strict=True))
    ]
    keys = frames.keys(pl.DataFrame(columns), "", names)
    assert keys.to_list() == [content_key(row) for row in rows]


def test_equal_content_is_equal_whatever_holds_it() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    same = [(1, noon), (1.0, noon.astimezone(ZoneInfo("Asia/Tokyo"))), (True, noon)]
    assert len({content_key(values) for values in same}) == 1
    assert content_key((date(2026, 1, 1),)) == content_key((datetime(2026, 1, 1),))
    assert content_key((None,)) == content_key((float("nan"),))
    assert content_key((1, 2)) != content_key((2, 1))


def test_a_step_over_arrays_is_that_over_numbers() -> None:
    words = np.array([0, 1, 2**64 - 1], np.uint64)
    states = mix(np.zeros(3, np.uint64), words).view(np.int64)
    assert states.tolist() == [content_key((word,)) for word in (0, 1, -1)]


def test_declared_keys() -> None:
    assert key_of(7, "Payment") == 7
    assert key_of("7", "Payment") == hash_text("7")
    for odd in (None, 1.5, True, 2**63):
        with pytest.raises(InvalidInput, match="the key of Payment"):
            key_of(odd, "Payment")


def test_the_hash_of_a_text_never_changes() -> None:
    """States that are stored hold it."""
    assert hash_text("ann") == -8270052116146162779


def test_entities_of_several_fields_do_not_run_together() -> None:
    assert entity_of(("ann",)) == "ann"
    assert entity_of((7,)) == "7"
    assert entity_of(("a", "bc")) != entity_of(("ab", "c"))
    assert entity_of((None,)) is None
    assert entity_of(("a", None)) is None


def test_what_identifies_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="identifies nothing"):
        content_key(([1, 2],))
