from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars
from hypothesis import given
from hypothesis import strategies as st

from tandem.data import AtMost, Expectations, Finite, Implies, Length, OneOf, Pattern, Present
from tandem.data.batch import RecordBatch
from tandem.data.expectation import Range, Unique
from tandem.data.suspects import suspects


@dataclass(frozen=True)
class Deal:
    price: float | None
    limit: int | None
    kind: str | None
    open: bool | None


NUMBER = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.floats(-5, 5)
ROW = st.tuples(
    NUMBER,
    st.none() | st.integers(-(2**62), 2**62) | st.integers(-3, 3),
    st.none() | st.sampled_from(["a", "b", "long text", ""]),
    st.none() | st.booleans(),
)
RULES: list[Any] = [
    Range(field="price", low=-1, high=2),
    Range(field="limit", low=-2, high=2**53),
    Finite(field="price"),
    Present(field="price"),
    Present(field="kind"),
    OneOf(field="kind", values=["a", "b"]),
    Length(field="kind", low=1, high=3),
    Pattern(field="kind", expression="[a-c]"),
    AtMost(field="price", other="limit"),
    Implies(field="open", value=True, other="kind", then="a"),
    Unique(field="price"),
]


@given(st.lists(ROW, max_size=15), st.sets(st.integers(0, len(RULES) - 1)))
def test_no_row_that_breaks_a_rule_is_left_out(rows: list[Any], chosen: set[int]) -> None:
    rules = [RULES[i] for i in sorted(chosen)]
    schema = {
        "price": polars.Float64,
        "limit": polars.Int64,
        "kind": polars.String,
        "open": polars.Boolean,
    }
    batch = RecordBatch(Deal, polars.DataFrame(rows, schema=schema, orient="row"))
    broken = [i for i, found in enumerate(Expectations(rules).check_rows(list(batch))) if found]
    assert set(broken) <= set(suspects(batch, rules))


def test_rows_in_order_are_not_suspected() -> None:
    frame = polars.DataFrame({"price": [1.0, 9.0, 0.5], "kind": ["a", "b", "z"]})
    rules = [Range(field="price", low=0, high=2), OneOf(field="kind", values=["a", "b"])]
    assert suspects(RecordBatch(dict, frame), rules) == [1, 2]
