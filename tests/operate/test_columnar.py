from __future__ import annotations

import csv
import functools
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem import Model, Recorder, Rows
from tandem.core.context import note_input
from tandem.data import Finite, OneOf, Pattern, Present, Range, Validated
from tandem.data.batch import RecordBatch
from tandem.data.rows import read_rows
from tandem.models import Blend, Boosting, Forest, Logistic, Ridge
from tandem.operate import score_table


@dataclass(frozen=True)
class Person:
    age: float | None
    visits: int
    city: str | None
    vip: bool
    plan: Literal["a", "b"] = "a"


PEOPLE = [
    Person(
        None if i % 7 == 0 else float(i % 50),
        i % 5,
        None if i % 11 == 0 else ["Bern", "Bonn", "São Paulo"][i % 3],
        i % 2 == 0,
        "a" if i % 4 else "b",
    )
    for i in range(300)
]
ANSWERS = [(person.age or 30) > 20 + person.visits for person in PEOPLE]
RULES = (
    Range(field="age", low=-5, high=200, severity="hard"),
    Range(field="visits", low=0, high=4),
    OneOf(field="city", values=["Bern", "Bonn", "São Paulo", "Oslo"]),
    Pattern(field="city", expression=r"\w[\w ]*", severity="hard"),
    Present(field="age"),
    Finite(field="age", severity="hard"),
)


class Shares(Model[Person, dict[str, float]]):
    """Outputs with fields of their own, one of them empty at times."""

    def predict(self, xs: Sequence[Person], /) -> list[dict[str, float]]:
        return [{"old": (x.age or 0.0) / 100, "city": float(x.vip)} for x in xs]


@functools.cache
def models() -> dict[str, Any]:
    numbers = [float(p.visits) + (p.age or 0) for p in PEOPLE]
    boosting = Boosting[Person](trees=20)
    yes, many = Rows(PEOPLE, ANSWERS), Rows(PEOPLE, numbers)
    return {
        "boosting": _of(Boosting)(trees=20).fit(yes),
        "forest": _of(Forest)(trees=5).fit(yes),
        "ridge": _of(Ridge)().fit(many),
        "blend": _of(Blend)(members=(boosting, Logistic[Person]())).fit(yes),
        "validated": _validated()(model=Boosting[Person](trees=5), rules=RULES, infer=False).fit(
            yes
        ),
        "shares": Shares(),
    }


def _of(model: Any) -> Any:
    """A subclass that says its input, as a contract needs."""
    return type(f"Of{model.__name__}", (model,), {"__orig_bases__": (model[Person],)})


def _validated() -> Any:
    class Checked(Validated[Person, float]):
        """People as they should be."""

    return Checked


CELLS = {
    "age": ["", "31", "7.5", "-3", "NA", " 12 ", "+4", "1e2", "nan", "inf", "old", "007", "-0"],
    "visits": ["0", "3", "9", "", "2.0", "many", "99999999999999999999", "-1", "1e1"],
    "city": ["Bern", "Bonn", "São Paulo", "Oslo", "", "  ", " Bern", "none", "Ulm"],
    "vip": ["yes", "no", "True", "0", "1", "maybe", "", "F"],
    "plan": ["a", "b", "a", "c", "", "A"],
}
ROWS = st.lists(st.tuples(*(st.sampled_from(cells) for cells in CELLS.values())), max_size=30)


def outcome(model: Any, source: Path, target: Path, *, sink: bool, chunk: int) -> Any:
    """All that a scoring leaves: rows, warnings, and what was set aside and why."""
    recorder = Recorder(system="people", sinks=[lambda trace: None] if sink else [])
    scored = score_table(model, source, target, recorder=recorder, chunk=chunk)
    rejected: list[Any] = list(read_rows(Path(scored.rejects))) if scored.rejects else []
    aside = {
        row["rejected_row"]: {key: str(value).split(" (trace")[0] for key, value in row.items()}
        for row in rejected
    }
    rows = [
        {key: repr(_number(value)) for key, value in row.items()}
        for row in (read_rows(target) if scored.rows else ())
        if isinstance(row, dict)
    ]
    return rows, scored.warned, aside


def _number(value: Any) -> Any:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value or None  # a blank cell of a CSV


@pytest.mark.parametrize("name", list(models()))
@settings(max_examples=10)
@given(rows=ROWS, chunk=st.sampled_from([1, 3, 100]), kind=st.sampled_from(["csv", "parquet"]))
def test_columns_and_records_give_the_same(
    name: str, rows: list[tuple[str, ...]], chunk: int, kind: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "people.csv"
        with source.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([list(CELLS), *rows])
        model = models()[name]
        found = [
            outcome(model, source, Path(folder) / f"out{sink}.{kind}", sink=sink, chunk=chunk)
            for sink in (True, False)
        ]
        assert found[0] == found[1]


VALUES = {
    "age": (st.none() | st.floats(-400, 400) | st.just(float("nan")), polars.Float64),
    "visits": (st.integers(-3, 2**40), polars.Int64),
    "city": (st.none() | st.sampled_from(CELLS["city"]), polars.String),
    "vip": (st.sampled_from([0, 1, 2, 1, 0]), polars.Int8),
    "plan": (st.none() | st.sampled_from(CELLS["plan"]), polars.String),
}


@pytest.mark.parametrize("name", list(models()))
@settings(max_examples=8)
@given(data=st.data(), count=st.integers(0, 20))
def test_typed_columns_and_records_give_the_same(name: str, data: Any, count: int) -> None:
    frame = polars.DataFrame(
        {
            column: polars.Series(
                column, data.draw(st.lists(values, min_size=count, max_size=count)), dtype=dtype
            )
            for column, (values, dtype) in VALUES.items()
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "people.parquet"
        frame.write_parquet(source)
        model = models()[name]
        found = [
            outcome(model, source, Path(folder) / f"out{sink}.arrow", sink=sink, chunk=7)
            for sink in (True, False)
        ]
        assert found[0] == found[1]


class Counting(Model[Person, float]):
    """Says how it was asked, and fails for one city."""

    batches: tuple[list[int], ...]

    def predict(self, xs: Sequence[Person], /) -> list[float]:
        self.batches[0].append(len(xs) if isinstance(xs, RecordBatch) else -len(xs))
        if any(x.city == "Ulm" for x in xs):
            raise ValueError("not Ulm")
        for x in xs:
            if x.vip:
                note_input(x, warnings=["important"])
        return [float(x.visits) for x in xs]


def _people(folder: Path, cities: Sequence[str]) -> Path:
    path = folder / "people.csv"
    lines = [f"30,{i % 5},{city},no,a" for i, city in enumerate(cities)]
    path.write_text("\n".join(["age,visits,city,vip,plan", *lines, ""]))
    return path


def test_a_model_gets_columns_and_no_more_records_than_it_asks_for(tmp_path: Path) -> None:
    model = Counting(batches=([],))
    path = _people(tmp_path, ["Bern"] * 500)
    score_table(model, path, tmp_path / "out.csv")
    assert model.batches[0] == [500]


def test_a_row_that_fails_is_found_by_halves_and_the_others_stay_columns(tmp_path: Path) -> None:
    model = Counting(batches=([],))
    scored = score_table(
        model, _people(tmp_path, ["Bern"] * 300 + ["Ulm"] + ["Bern"] * 700), tmp_path / "out.csv"
    )
    assert (scored.rows, scored.rejected) == (1000, 1)
    assert sum(size for size in model.batches[0] if size < 0) > -1001
    assert b"not Ulm" in Path(scored.rejects).read_bytes()
    assert [
        row["rejected_row"] for row in read_rows(Path(scored.rejects)) if isinstance(row, dict)
    ] == [301]


def test_lists_in_a_table_are_left_to_records(tmp_path: Path) -> None:
    source, model = tmp_path / "people.parquet", Counting(batches=([],))
    people = polars.DataFrame(
        {"age": [1.0], "visits": [2], "city": ["Bern"], "vip": [True], "tags": [["x", "y"]]}
    )
    people.write_parquet(source)
    scored = score_table(model, source, tmp_path / "out.jsonl")
    assert scored.warned == 1
    assert all(size < 0 for size in model.batches[0])
    [row] = read_rows(tmp_path / "out.jsonl")
    assert isinstance(row, dict)
    assert (row["tags"], row["prediction"]) == (["x", "y"], 2.0)
