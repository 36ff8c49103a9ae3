r"""CPU of the server for one HTTP prediction, side by side with peers in the same run.

    python benchmarks/serving.py [--requests 20000] [--rounds 3] [--peers /tmp/peers/bin/python]

One row of 20 features as JSON, a LightGBM model of 300 trees of 31 leaves, one worker, 16
connections on loopback. Tandem runs with validation, trace and metrics on and calls the trees
as its ``Boosting`` model does; traces are kept in a ring, or stored in SQLite by its writer.
"Booster" is LightGBM's own Python class, called on one thread without its shape check; the
pandas road is that of most tutorials. "raw ASGI" does nothing but decode, predict, encode.

Peers go into an environment of their own:

    python -m venv /tmp/peers
    /tmp/peers/bin/pip install fastapi uvicorn uvloop httptools lightgbm \
        pandas scikit-learn litserve
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from load import (  # type: ignore[import-not-found]  # beside this script
    Load,
    free_port,
    http_post,
    press,
    stop,
    wait_for,
)

TARGET = 60.0
SERVERS = {
    "tandem": ("Tandem", False),
    "tandem-store": ("Tandem, traces in SQLite", False),
    "tandem-booster": ("Tandem + Booster", False),
    "asgi": ("raw ASGI + Booster", False),
    "fastapi": ("FastAPI + Booster", True),
    "fastapi-pandas": ("FastAPI + pandas", True),
    "litserve": ("LitServe + Booster", True),
}


def train(path: Path) -> None:
    """A model of 300 trees over 20 features."""
    import lightgbm
    import numpy as np

    rng = np.random.default_rng(7)
    x = rng.normal(size=(5_000, 20))
    y = (x[:, 0] + x[:, 1] * x[:, 2] + rng.normal(size=5_000) > 0).astype(int)
    parameters = {"objective": "binary", "num_leaves": 31, "verbose": -1, "num_threads": 1}
    names = [f"f{i}" for i in range(20)]
    data = lightgbm.Dataset(x, y, feature_name=names)
    lightgbm.train(parameters, data, 300).save_model(str(path))


def measure(name: str, python: str, folder: Path, arguments: argparse.Namespace) -> list[Load]:
    """Start one server, warm it and press it for some rounds."""
    port = free_port()
    server = Path(__file__).with_name("servers.py")
    process = subprocess.Popen(
        [python, str(server), name, str(port), str(folder)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if not arguments.verbose else None,
        start_new_session=True,
    )
    try:
        wait_for(port, process)
        body = json.dumps({f"f{i}": 0.1 * i for i in range(20)}).encode()
        request = http_post("/predict", body, port)
        press(port, request, connections=16, requests=1_600, pid=process.pid)
        return [
            press(port, request, connections=16, requests=arguments.requests, pid=process.pid)
            for _ in range(arguments.rounds)
        ]
    finally:
        stop(process)


def main() -> None:
    """Measure every server that can run here and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="/tmp/peers/bin/python")
    parser.add_argument("--only", choices=sorted(SERVERS))
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    found: dict[str, list[Load]] = {}
    with tempfile.TemporaryDirectory() as folder:
        train(Path(folder) / "model.txt")
        for name, (title, is_peer) in SERVERS.items():
            if arguments.only not in (None, name):
                continue
            python = arguments.peers if is_peer else sys.executable
            try:
                found[name] = measure(name, python, Path(folder), arguments)
            except (OSError, RuntimeError) as error:
                print(f"{title:28} not measured (not installed?): {error}")
    print(
        f"\nPython {platform.python_version()}, {os.cpu_count()} cores, one worker, 16 connections,"
        f" {arguments.rounds} rounds of {arguments.requests:,} requests; quietest round (median)\n"
    )
    print(
        f"{'server':28}{'CPU us/request':>20}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'x':>7}"
    )
    ours = min((load.cpu for load in found.get("tandem", [])), default=float("nan"))
    for name, loads in found.items():
        best = min(loads, key=lambda load: load.cpu)
        cpu = f"{best.cpu:.1f} ({median(load.cpu for load in loads):.1f})"
        print(
            f"{SERVERS[name][0]:28}{cpu:>20}{best.rate:>12,.0f}{best.p50:>9.2f}{best.p99:>9.2f}"
            f"{best.cpu / ours:>7.1f}"
        )
    print(f"\ntarget: Tandem at most {TARGET:g} us CPU a request")


if __name__ == "__main__":
    main()
