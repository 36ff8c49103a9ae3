"""Scoring a table of 20 columns beside a bare LightGBM Booster that reads and writes the same.

    python benchmarks/batch.py [rows] [folder]

Each runs in a process of its own, on one thread: CPU seconds, and the most memory that it
held, from ``VmHWM`` of Linux. The bare Booster reads a few thousand rows at a time, predicts, and
writes the table with the column of predictions.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import make_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tandem import Model, Rows
from tandem.models import Boosting
from tandem.operate import score_table

COLUMNS = [f"x{i}" for i in range(20)]
Row: Any = make_dataclass("Row", [(name, float) for name in COLUMNS], frozen=True)
_PART = 16_384


class Scorer(Boosting[Row]):
    """300 trees of 31 leaves."""


def write_table(path: Path, rows: int) -> None:
    """Normal numbers, written a part at a time."""
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it ships no types

    numbers, schema = (
        np.random.default_rng(1),
        pa.schema([(name, pa.float64()) for name in COLUMNS]),
    )
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, rows, 250_000):
            part = numbers.normal(size=(min(250_000, rows - start), len(COLUMNS)))
            writer.write_table(pa.table(list(part.T), schema=schema))


def write_csv(source: Path, target: Path) -> None:
    import polars

    polars.scan_parquet(source).sink_csv(target)


def trained() -> Scorer:
    numbers = np.random.default_rng(0)
    values = numbers.normal(size=(20_000, len(COLUMNS)))
    answers = values[:, :5].sum(axis=1) + numbers.normal(size=len(values)) > 0
    people = [Row(*row) for row in values.tolist()]
    return Scorer(trees=300, leaves=31).fit(Rows(people, answers.tolist()))


def bare(text: Path, source: Path, target: Path) -> None:
    """The shortest honest program on LightGBM and Polars."""
    import lightgbm
    import polars

    booster = lightgbm.Booster(model_file=str(text))
    lazy = polars.scan_parquet(source) if source.suffix == ".parquet" else polars.scan_csv(source)

    def predict(frame: Any) -> Any:
        chances = booster.predict(frame.select(COLUMNS).to_numpy(), num_threads=1)
        return frame.with_columns(polars.Series("prediction", chances))

    if target.suffix == ".csv":
        with target.open("wb") as file:
            for place, frame in enumerate(lazy.collect_batches(chunk_size=_PART)):
                file.write(predict(frame).write_csv(include_header=not place).encode())
        return
    schema = lazy.collect_schema() | {"prediction": polars.Float64()}
    lazy.map_batches(predict, schema=schema, streamable=True).sink_parquet(target)


def tandem(text: Path, source: Path, target: Path) -> None:
    from tandem.models.tabular import Column, Encoder

    encoder = Encoder([Column(name) for name in COLUMNS])
    model: Model[Any, float] = Scorer().evolve(encoder=encoder, model=text.read_text())
    score_table(model, source, target)


def measured(what: str, text: Path, source: Path, target: Path) -> tuple[float, float]:
    """CPU seconds and peak megabytes of one way in a new process."""
    command = [sys.executable, __file__, what, str(text), str(source), str(target)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(said[-2]), float(said[-1])


def compare(rows: int, folder: Path) -> None:
    text, table = folder / "model.txt", folder / "rows.parquet"
    text.write_text(trained().model)
    write_table(table, rows)
    write_csv(table, folder / "rows.csv")
    for source, target in (("rows.parquet", "out.parquet"), ("rows.csv", "out.csv")):
        best: dict[str, tuple[float, float]] = {}
        for _ in range(2):
            for what in ("bare", "tandem"):
                found = measured(what, text, folder / source, folder / f"{what}-{target}")
                best[what] = min(best.get(what, found), found)
        for what, (seconds, memory) in best.items():
            rate = rows / seconds
            print(f"{source} {what}: {seconds:.1f} s of CPU, {rate:,.0f} rows/s, {memory:,.0f} MB")
        print(f"  speed {best['bare'][0] / best['tandem'][0]:.0%} of the bare Booster")


def run(what: str, *paths: str) -> None:
    start = time.process_time()
    # The peak of a process starts at what its parent had: begin again from here.
    Path("/proc/self/clear_refs").write_text("5")
    {"bare": bare, "tandem": tandem}[what](*map(Path, paths))
    status = Path("/proc/self/status").read_text()
    print(time.process_time() - start, int(status.partition("VmHWM:")[2].split()[0]) / 1024)


if __name__ == "__main__":
    if len(sys.argv) > 4:
        run(*sys.argv[1:])
    else:
        with tempfile.TemporaryDirectory() as temporary:
            compare(int((sys.argv[1:] or ["5000000"])[0]), Path((sys.argv[2:] or [temporary])[0]))
