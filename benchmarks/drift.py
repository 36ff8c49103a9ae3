r"""CPU of drift over 30 columns of 100,000 rows against 100,000, and values beside Evidently's.

    python benchmarks/drift.py [--rows 100000] [--peer /tmp/peers/bin/python]

Columns are normal, log-normal, mostly zero, and whole numbers below 12, the current ones
shifted a little. "Definitions" computes Kolmogorov-Smirnov, PSI and Jensen-Shannon of every
column in Evidently's bins; "default" is ``tandem.improve.drift`` with its thresholds and
correction for many columns. Chances of Kolmogorov-Smirnov differ a little: above 10,000 rows
the peer's are approximate. The peer goes into an environment of its own:

    python -m venv /tmp/peers
    /tmp/peers/bin/pip install evidently==0.7.23 'pandas<3'
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

COLUMNS = 30
TARGET = 1.0
METHODS = {"psi": "psi", "jensenshannon": "jensen_shannon", "ks": "kolmogorov_smirnov"}

Table = dict[str, np.ndarray[Any, np.dtype[np.float64]]]


def table(rows: int, *, seed: int, moved: float) -> Table:
    """Columns of four kinds, in turn."""
    rng = np.random.default_rng(seed)
    draw: list[Callable[[], Any]] = [
        lambda: rng.normal(moved, 1 + moved, rows),
        lambda: np.exp(1.5 * rng.normal(moved, 1, rows)),
        lambda: np.where(rng.random(rows) < 0.7 - moved, 0.0, rng.exponential(1 + moved, rows)),
        lambda: np.floor(12 * rng.random(rows) ** (1 + moved)),
    ]
    return {f"x{i}": draw[i % len(draw)]() for i in range(COLUMNS)}


def definitions(reference: Table, current: Table) -> dict[str, dict[str, float]]:
    """Chance of Kolmogorov-Smirnov, PSI and Jensen-Shannon of each column."""
    from tandem.evaluate.distances import jensen_shannon, kolmogorov_smirnov, psi
    from tandem.evaluate.tails import kolmogorov_tail
    from tandem.improve.compatible import compatible_shares, fill_zeros

    found: dict[str, dict[str, float]] = {name: {} for name in METHODS}
    for name, values in reference.items():
        p, q = compatible_shares(values, current[name])
        distance = kolmogorov_smirnov(values, current[name])
        found["psi"][name] = psi(fill_zeros(p), fill_zeros(q), least=0.0)
        found["jensenshannon"][name] = jensen_shannon(p, q)
        found["ks"][name] = kolmogorov_tail(distance, len(values), len(current[name]))
    return found


def evidently(folder: str, method: str) -> None:
    """What the peer's process does: one preset; prints CPU and values as JSON."""
    import warnings

    warnings.simplefilter("ignore")
    import pandas as pd
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    sides = []
    for side in ("current", "reference"):
        frame = pd.DataFrame(dict(np.load(Path(folder) / f"{side}.npz")))
        definition = DataDefinition(numerical_columns=list(frame.columns))
        sides.append(Dataset.from_pandas(frame, data_definition=definition))
    preset = DataDriftPreset(num_method=method) if method else DataDriftPreset()
    start = time.process_time()
    metrics = Report([preset]).run(*sides).dict()["metrics"]
    spent = time.process_time() - start
    values = {
        metric["config"]["column"]: float(metric["value"])
        for metric in metrics
        if "column" in metric.get("config", {})
    }
    print(json.dumps({"seconds": spent, "memory": memory(), "values": values}))


def memory() -> float:
    """Most memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(work: Callable[[], Any], rounds: int = 3) -> float:
    """CPU seconds, the least of some rounds."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def main() -> None:
    """Measure, compare, print."""
    parser = argparse.ArgumentParser(description="Drift of many columns, beside Evidently.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--peer", type=Path, default=Path("/tmp/peers/bin/python"))
    parser.add_argument("--evidently", nargs=2, metavar=("FOLDER", "METHOD"))
    arguments = parser.parse_args()
    if arguments.evidently:
        evidently(*arguments.evidently)
        return

    from tandem.improve import drift

    reference = table(arguments.rows, seed=1, moved=0.0)
    current = table(arguments.rows, seed=2, moved=0.01)
    ours = definitions(reference, current)
    print(f"{arguments.rows:,} x {COLUMNS} against {arguments.rows:,}, CPU seconds, one thread")
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores\n")
    default = measured(lambda: drift(reference, current))
    whole = measured(lambda: definitions(reference, current))
    print(f"{'tandem, default (Jensen-Shannon)':42}{default:8.2f} s   target {TARGET:g} s")
    print(f"{'tandem, definitions (KS + PSI + JS)':42}{whole:8.2f} s   target {TARGET:g} s")
    print(f"{'tandem, most memory, data included':42}{memory():8.0f} MB")
    if not arguments.peer.exists():
        print(f"\nEvidently: not installed at {arguments.peer} (see the top of this file)")
        return
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder) / "reference.npz", **reference)  # type: ignore[arg-type]  # numpy's stub takes the names for options
        np.savez(Path(folder) / "current.npz", **current)  # type: ignore[arg-type]  # the same
        for method in ("", *METHODS):
            compare(
                arguments.peer, folder, method, ours.get(method), default if not method else whole
            )


def compare(
    peer: Path, folder: str, method: str, ours: dict[str, float] | None, mine: float
) -> None:
    """One preset of the peer, and how far its values lie from ours."""
    done = subprocess.run(
        [peer, __file__, "--evidently", folder, method],
        capture_output=True,
        text=True,
        check=False,
    )
    label = f"Evidently, {method or 'its default preset'}"
    if done.returncode:
        print(f"{label:42}failed: {done.stderr.strip().splitlines()[-1]}")
        return
    found = json.loads(done.stdout.splitlines()[-1])
    line = f"{label:42}{found['seconds']:8.2f} s   {found['seconds'] / mine:6.1f} x"
    if ours is not None:
        apart = max(abs(found["values"][name] - value) for name, value in ours.items())
        line += f"   values apart by at most {apart:.1e}"
    print(f"{line}   {found['memory']:.0f} MB")


if __name__ == "__main__":
    main()
