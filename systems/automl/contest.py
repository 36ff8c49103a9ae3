"""The contest: every system on every table within equal processor times, one process each.

``python -m systems.automl.contest`` appends a line of JSON to ``results.jsonl`` for each run, so
a run that was cut goes on where it stopped. Peers live in environments of their own: set
``FLAML_PYTHON`` and ``AUTOGLUON_PYTHON`` to their interpreters; without one a peer is left out.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from tandem import Rows

from .data import TABLES, Table, parts

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.jsonl"
PYTHONS = {
    "tandem": sys.executable,
    "handmade": sys.executable,
    "flaml": os.environ.get("FLAML_PYTHON"),
    "autogluon": os.environ.get("AUTOGLUON_PYTHON"),
}
SECONDS = 10.0
"""What every system has on every table."""
CURVE = ("car", "credit.g", "kin8nm", "phoneme", "segment", "telco")
"""Tables that are played with other budgets too, chosen before any of them was played."""
CURVE_SECONDS = (2.5, 5.0, 20.0)
FLOOR = 1e-3
"""Losses below it are as good as none where losses are divided by each other."""
_EDGE = 1e-6
_GRACE = 300
console = Console()
Result = dict[str, Any]


def request_of(train: Rows[Any, Any], test: Rows[Any, Any]) -> dict[str, Any]:
    """What a player is told: no test targets."""
    first = train.targets[0]
    labels = None if isinstance(first, float) else sorted(set(map(_label, train.targets)))
    words = {name for row in train.inputs for name, value in row.items() if isinstance(value, str)}
    return {
        "train": list(train.inputs),
        "test": list(test.inputs),
        "targets": list(train.targets),
        "labels": labels,
        "kinds": {name: "word" if name in words else "number" for name in train.inputs[0]},
    }


def loss(request: dict[str, Any], targets: list[Any], told: Any) -> float:
    """Log loss, chances held off 0 by a millionth, or the root of the mean squared error."""
    if request["labels"] is None:
        return math.sqrt(float(np.mean((np.array(told) - np.array(targets)) ** 2)))
    places = [request["labels"].index(_label(target)) for target in targets]
    given = np.array(told)[np.arange(len(places)), places]
    return float(-np.log(np.clip(given, _EDGE, 1.0)).mean()) + 0.0  # no minus where all is right


def play(name: str, table: Table, seconds: float, *, inside: bool = False) -> Result:
    """One run of one system on one table; ``loss`` is ``None`` where it failed."""
    train, test = parts(table, inside=inside)
    request = request_of(train, test)
    found: Result = {"system": name, "table": table.name, "budget": seconds}
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = Path(folder) / "request.json", Path(folder) / "answer.json"
        asked.write_text(json.dumps(request))
        python = PYTHONS[name] or sys.executable
        command = [python, str(FOLDER / "players.py"), name, str(asked), str(answer), str(seconds)]
        try:
            subprocess.run(
                command, cwd=folder, check=True, capture_output=True, env=_environment(name),
                timeout=seconds * 30 + _GRACE,
            )  # fmt: skip
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            said = (error.stderr or b"").decode(errors="replace").strip().splitlines()
            return found | {"loss": None, "error": said[-1] if said else type(error).__name__}
        notes = json.loads(answer.read_text())
    score = loss(request, list(test.targets), notes.pop("told"))
    return found | {"loss": score, "rows": len(train), **notes}


def games(seconds: float, others: Sequence[float]) -> Iterator[tuple[str, Table, float]]:
    """All tables with one budget, then those of the curve with each of the others; all systems
    on a table in turn, so that a run that was cut has whole ones. ``handmade`` looks at no clock
    and plays once."""
    for table in TABLES:
        for name, python in PYTHONS.items():
            if python:
                yield name, table, seconds
    for budget in others:
        for table in TABLES:
            for name, python in PYTHONS.items():
                if python and table.name in CURVE and name != "handmade":
                    yield name, table, budget


def results(path: Path = RESULTS) -> list[Result]:
    """The runs so far."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []


def main() -> None:
    """Play what has not been played."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--seconds", type=float, default=SECONDS, help="on every table")
    reader.add_argument("--curve", type=float, nargs="*", default=CURVE_SECONDS, help="on some")
    reader.add_argument("--results", type=Path, default=RESULTS)
    reader.add_argument("--inside", action="store_true", help="cut the training rows only")
    reader.add_argument("--systems", nargs="+", default=list(PYTHONS))
    reader.add_argument("--tables", nargs="+", default=[table.name for table in TABLES])
    asked = reader.parse_args()
    done = {(r["system"], r["table"], r["budget"]) for r in results(asked.results)}
    for name, table, seconds in games(asked.seconds, asked.curve):
        if (name, table.name, seconds) in done or name not in asked.systems:
            continue
        if table.name not in asked.tables:
            continue
        found = play(name, table, seconds, inside=asked.inside)
        with asked.results.open("a") as file:
            file.write(json.dumps(found) + "\n")
        console.print(f"{table.name:12} {name:10} {seconds:4g} s  {found['loss']}")


def _label(target: Any) -> str:
    return str(target)


def _environment(name: str) -> dict[str, str]:
    # One core each; peers do not see our packages.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {
        k: v for k, v in os.environ.items() if k != "PYTHONPATH" or PYTHONS[name] == sys.executable
    }
    return kept | threads


if __name__ == "__main__":
    main()
