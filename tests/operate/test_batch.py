from __future__ import annotations

import asyncio
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tandem import Component, Model, Recorder, Trace
from tandem.data import Range, Validated
from tandem.data.rows import read_rows
from tandem.errors import DataMissing, DefinitionError, InvalidInput
from tandem.features import Features, History, MemoryStore, Online, count, reading
from tandem.operate import score_table


@dataclass(frozen=True)
class Order:
    amount: float
    paid: bool = False


@dataclass(frozen=True)
class Verdict:
    risk: float
    why: list[str]


class Judge(Model[Order, Verdict]):
    """Fails for an amount of 13."""

    def predict(self, xs: Sequence[Order], /) -> list[Verdict]:
        if any(x.amount == 13 for x in xs):
            raise ValueError("thirteen")
        return [Verdict(x.amount / 100, ["paid"] if x.paid else []) for x in xs]


class Double(Component[Order, float]):
    async def run(self, x: Order, /) -> float:
        return 2 * x.amount


def table(folder: Path, text: str, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


GOOD = "id,Amount,Paid\na,10,yes\nb,20,no\nc,30,yes\n"
MIXED = "id,amount,paid\na,10,yes\nb,much,no\nc,13,no\nd,20,no,extra\ne,30,\nf,40,no\n"


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz", "out.jsonl", "out.parquet"])
def test_every_row_gets_the_fields_of_the_output(tmp_path: Path, name: str) -> None:
    scored = score_table(Judge(), table(tmp_path, GOOD), tmp_path / name)
    assert (scored.rows, scored.rejected, scored.rejects) == (3, 0, "")
    rows: list[Any] = list(read_rows(tmp_path / name))
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert [float(row["risk"]) for row in rows] == [0.1, 0.2, 0.3]
    assert list(rows[0]) == ["id", "Amount", "Paid", "risk", "why"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "orders.csv"])


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_bad_rows_are_set_aside_with_their_reason(tmp_path: Path, chunk: int) -> None:
    target = tmp_path / "out.csv"
    scored = score_table(Judge(), table(tmp_path, MIXED), target, chunk=chunk)
    assert (scored.rows, scored.rejected) == (2, 4)
    with target.open() as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["a", "f"]
    lines = Path(scored.rejects).read_bytes().splitlines()
    aside = {row["rejected_row"]: row for row in map(msgspec.json.decode, lines)}
    assert {
        number: row["rejected_reason"].split(" (trace")[0] for number, row in aside.items()
    } == {
        2: "$.amount: expected float, got str",
        3: "ValueError: thirteen",
        4: "4 cells in a table of 3 columns",
        5: "$.paid: expected bool, got null",
    }
    assert aside[2]["amount"] == "much"
    assert aside[4]["rejected_text"] == "d,20,no,extra"


class ValidatedJudge(Validated[Order, Verdict]):
    """A judge of amounts up to 100, surprised by those above 50."""


def test_one_error_among_many_rows_is_set_aside_and_the_unusual_is_counted(tmp_path: Path) -> None:
    rules = (
        Range(field="amount", low=0, high=100, severity="hard"),
        Range(field="amount", low=0, high=50),
    )
    judge = ValidatedJudge(model=Judge(), rules=rules, infer=False).fit([Order(1.0)])
    amounts = [i % 12 for i in range(3000)]
    amounts[7], amounts[2500] = 60, -5
    lines = "".join(f"{amount},no\n" for amount in amounts)
    target = tmp_path / "out.csv"
    scored = score_table(judge, table(tmp_path, f"amount,paid\n{lines}"), target, chunk=1000)
    assert (scored.rows, scored.rejected, scored.warned) == (2999, 1, 1)
    assert scored.rejected_share == 1 / 3000
    [aside] = read_rows(Path(scored.rejects))
    assert isinstance(aside, dict)
    assert (aside["amount"], aside["rejected_row"]) == ("-5", 2501)
    assert "$.amount is -5, expected 0 to 100" in aside["rejected_reason"]


def test_the_rows_set_aside_can_be_corrected_and_scored(tmp_path: Path) -> None:
    first = score_table(Judge(), table(tmp_path, MIXED), tmp_path / "out.csv")
    text = Path(first.rejects).read_text().replace('"much"', '"70"').replace('"13"', '"14"')
    again = score_table(Judge(), table(tmp_path, text, "more.jsonl"), tmp_path / "more.csv")
    assert (again.rows, again.rejected) == (2, 2)
    with (tmp_path / "more.csv").open() as file:
        assert next(csv.reader(file)) == ["id", "amount", "paid", "risk", "why"]


def test_a_clean_run_removes_the_rejects_of_the_last_one(tmp_path: Path) -> None:
    first = score_table(Judge(), table(tmp_path, MIXED), tmp_path / "out.csv")
    assert Path(first.rejects).exists()
    score_table(Judge(), table(tmp_path, GOOD), tmp_path / "out.csv")
    assert not Path(first.rejects).exists()


def test_names_that_the_table_has_are_not_overwritten(tmp_path: Path) -> None:
    path = table(tmp_path, '{"amount": 5, "prediction": "old"}\n', "orders.jsonl")
    score_table(Double(), path, tmp_path / "out.jsonl")
    expected = {"amount": 5, "prediction": "old", "predicted_prediction": 10.0}
    assert list(read_rows(tmp_path / "out.jsonl")) == [expected]


def test_a_row_with_columns_of_its_own_does_not_end_a_csv(tmp_path: Path) -> None:
    path = table(tmp_path, '{"amount": 5}\n{"amount": 6, "paid": true}\n', "orders.jsonl")
    scored = score_table(Double(), path, tmp_path / "out.csv")
    assert (scored.rows, scored.rejected) == (1, 1)
    assert b"columns that the table has not: paid" in Path(scored.rejects).read_bytes()


def test_each_row_has_its_trace(tmp_path: Path) -> None:
    traces: list[Trace] = []
    recorder = Recorder(system="orders", channel="batch", sinks=[traces.append])
    score_table(Judge(), table(tmp_path, GOOD), tmp_path / "out.csv", recorder=recorder)
    assert [trace.input for trace in traces] == [
        Order(10.0, True),
        Order(20.0, False),
        Order(30.0, True),
    ]
    assert {trace.channel for trace in traces} == {"batch"}


def test_progress_counts_every_row(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    score_table(
        Judge(),
        table(tmp_path, MIXED),
        tmp_path / "out.csv",
        chunk=4,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(4, 6), (6, 6), (6, 6)]


def test_a_table_without_a_needed_column_is_refused_at_once(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("before")
    with pytest.raises(InvalidInput, match="no column for the field 'amount' of Order"):
        score_table(Judge(), table(tmp_path, "id,paid\na,yes\n"), target)
    assert target.read_text() == "before"


def test_what_cannot_be_scored_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="is not there"):
        score_table(Judge(), tmp_path / "none.csv", tmp_path / "out.csv")
    with pytest.raises(InvalidInput, match=r"out\.xlsx is not a table"):
        score_table(Judge(), table(tmp_path, GOOD), tmp_path / "out.xlsx")
    half = Recorder(system="orders", sample=0.5)
    with pytest.raises(DefinitionError, match="keeps 50% of the outputs"):
        score_table(Judge(), table(tmp_path, GOOD), tmp_path / "out.csv", recorder=half)


def test_inside_an_event_loop_it_says_what_to_write(tmp_path: Path) -> None:
    async def inside() -> None:
        score_table(Judge(), table(tmp_path, GOOD), tmp_path / "out.csv")

    with pytest.raises(DefinitionError, match=r"asyncio\.to_thread"):
        asyncio.run(inside())


def test_the_table_it_reads_may_be_the_one_it_writes(tmp_path: Path) -> None:
    path = table(tmp_path, GOOD)
    score_table(Judge(), path, path)
    with path.open() as file:
        assert [row["risk"] for row in csv.DictReader(file)] == ["0.1", "0.2", "0.3"]


@dataclass(frozen=True)
class Visit:
    time: datetime
    user: str


class Visits(Features[Visit]):
    before_1h: int = count(by="user", hours=1, itself=False)


class Busy(Model[Visits, float]):
    def predict(self, xs: Sequence[Visits], /) -> list[float]:
        return [x.before_1h / 10 for x in xs]


NINE = datetime(2026, 1, 1, 9, tzinfo=UTC)


def test_a_model_of_features_takes_what_they_are_made_of(tmp_path: Path) -> None:
    source = table(tmp_path, "time,user\n2026-01-01T09:30:00Z,ann\n2026-01-01T09:30:00Z,bob\n")
    with reading(History({Visit: [Visit(NINE, "ann")]})):
        score_table(Busy(), source, tmp_path / "out.jsonl")
    rows: list[Any] = list(read_rows(tmp_path / "out.jsonl"))
    assert [(row["user"], row["prediction"]) for row in rows] == [("ann", 0.1), ("bob", 0.0)]


def test_a_request_that_the_store_cannot_answer_any_more_is_set_aside(tmp_path: Path) -> None:
    online = Online(MemoryStore(), [Visits])
    online.update_many(Visit(NINE + timedelta(days=day), "ann") for day in range(9))
    source = table(
        tmp_path, "time,user\n2026-01-02T09:00:00Z,ann\n2026-01-09T09:30:00Z,ann\nsoon,ann\n"
    )
    with reading(online):
        scored = score_table(Busy(), source, tmp_path / "out.jsonl")
    rows: list[Any] = list(read_rows(tmp_path / "out.jsonl"))
    assert [row["prediction"] for row in rows] == [0.1]
    aside: list[Any] = list(read_rows(Path(scored.rejects)))
    assert sorted(row["rejected_row"] for row in aside) == [1, 3]
    assert any("are gone" in row["rejected_reason"] for row in aside)
