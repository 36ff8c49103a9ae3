from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest

from tandem import Rows
from tandem.errors import DefinitionError, InvalidInput
from tandem.models import Boosting, BoostingClassifier, BoostingRegressor, fit_table


@dataclass(frozen=True)
class Trip:
    length: float | None
    stops: int
    city: str | None
    night: bool


class Late(Boosting[Trip]):
    """Is a trip late?"""


class Minutes(BoostingRegressor[Trip]):
    """How many minutes late?"""


def table(count: int = 3000) -> polars.DataFrame:
    numbers = np.random.default_rng(2)
    length = numbers.normal(10, 4, count)
    places = numbers.choice(4, count, p=[0.5, 0.3, 0.1, 0.1]).tolist()
    city = [["Bern", "Bonn", "Köln", None][place] for place in places]
    late = length + numbers.normal(0, 3, count) > 10
    return polars.DataFrame(
        {
            "length": [None if i % 13 == 0 else v for i, v in enumerate(length.tolist())],
            "stops": numbers.integers(0, 9, count),
            "city": city,
            "night": numbers.integers(0, 2, count).astype(bool),
            "late": late,
            "minutes": length * 2 + late,
        }
    )


def rows_of(frame: polars.DataFrame, target: str) -> Rows[Any, Any]:
    names = ["length", "stops", "city", "night"]
    return Rows([Trip(**row) for row in frame.select(names).rows(named=True)], list(frame[target]))


@pytest.mark.parametrize("name", ["trips.parquet", "trips.csv"])
def test_the_trees_are_those_of_the_rows_in_memory(tmp_path: Path, name: str) -> None:
    frame = table()
    path = tmp_path / name
    frame.write_parquet(path) if path.suffix == ".parquet" else frame.write_csv(path)
    for model, target in ((Late(trees=10), "late"), (Minutes(trees=10), "minutes")):
        expected = model.fit(rows_of(frame, target))
        found: Any = fit_table(model, path, target=target, rows=701)
        assert found.encoder == expected.encoder
        assert found.model == expected.model


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "trips.csv"
    path.write_text("length,stops,city,night,late\n1,2,Bern,no,yes\n1,many,Bern,no,no\n")
    with pytest.raises(InvalidInput, match=r"trips\.csv, row 2: \$\.stops"):
        fit_table(Late(), path, target="late")
    path.write_text("length,stops,city,night,late\n1,2,Bern,no,yes\n1,2,Bern,no,yes\n")
    with pytest.raises(DefinitionError, match="yes and no"):
        fit_table(Late(), path, target="late")
    path.write_text("length,stops,city,night,late\n")
    with pytest.raises(DefinitionError, match="no rows"):
        fit_table(Late(), path, target="late")
    with pytest.raises(DefinitionError, match="without patience"):
        fit_table(Late(patience=3), path, target="late")
    with pytest.raises(DefinitionError, match="BoostingClassifier"):
        fit_table(BoostingClassifier[Trip](), path, target="late", record=Trip)


PROGRAM = """
import sys
from dataclasses import make_dataclass
from pathlib import Path
import polars
from tandem import Rows
from tandem.models import Boosting, fit_table
Row = make_dataclass("Row", [(f"x{i}", float) for i in range(20)])

def in_memory(path):
    rows = polars.read_parquet(path).rows(named=True)
    targets = [row.pop("y") for row in rows]
    Boosting(trees=3).fit(Rows([Row(**row) for row in rows], targets))

def from_table(path):
    fit_table(Boosting(trees=3), path, target="y", record=Row, rows=8192)

def kilobytes(name):
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0])

fit = {"memory": in_memory, "table": from_table}[sys.argv[1]]
for path in sys.argv[2:]:
    # The peak of a process starts at what its parent had: begin again from here.
    Path("/proc/self/clear_refs").write_text("5")
    fit(path)
    print(kilobytes("VmHWM"))
"""


@pytest.mark.parametrize(("way", "small"), [("table", True), ("memory", False)])
def test_memory_grows_by_a_part_of_the_records(tmp_path: Path, way: str, small: bool) -> None:
    numbers, more = np.random.default_rng(3), 60_000
    paths = [tmp_path / name for name in ("first.parquet", "second.parquet")]
    for path, count in zip(paths, (30_000, 30_000 + more), strict=True):
        data = numbers.normal(size=(count, 20))
        frame = polars.DataFrame(data, schema=[f"x{i}" for i in range(20)])
        answers = polars.Series("y", data[:, 0] > 0)
        frame.with_columns(answers).write_parquet(path, row_group_size=20_000)
    command = [sys.executable, "-c", PROGRAM, way, *map(str, paths)]
    first, second = map(int, subprocess.check_output(command).split())
    # Seen: 300 to 630 bytes a row, pages of the file among them, and 1,900 as records.
    assert ((second - first) * 1024 < 1_000 * more) == small
