r"""Latency of one support ticket over HTTP, without and with a sentence encoder.

    python benchmarks/tickets.py [--encoder all-MiniLM-L6-v2] [--requests 2000] [--rounds 3]

The reference system ``tickets`` is fitted on the published training part (``TANDEM_DATA``) in
the server's process, which takes minutes, and then pressed by 1, 4 and 16 connections on
loopback. One worker, validation, trace and metrics on, traces kept in a ring.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Any

from load import (  # type: ignore[import-not-found]  # beside this script
    free_port,
    http_post,
    press,
    stop,
    wait_for,
)

ROOT = Path(__file__).parents[1]
TEXT = "My card still has not arrived, what should I do?"
PATIENCE = 3_600.0
"""Seconds to wait for the fit."""


def serve(port: int, encoder: str) -> None:
    """Fit and serve the system."""
    sys.path.insert(0, str(ROOT))
    from systems.tickets.data import training_rows
    from systems.tickets.system import tickets

    from tandem import Inputs
    from tandem.operate import Server, create_app_for
    from tandem.search import Encoder

    read = Encoder(folder=encoder, truncate=True) if encoder else None
    system = tickets(read)
    rows = training_rows(Inputs(folder=ROOT / "systems" / "tickets"))
    fitted = system.evolve(place=system.place.fit(rows))
    traces: deque[Any] = deque(maxlen=10_000)
    Server(create_app_for(fitted, sinks=[traces.append]), port=port).run()


def measure(encoder: str, requests: int, rounds: int) -> None:
    """Start one server and print its latencies under load."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(port), "--encoder", encoder],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )
    try:
        wait_for(port, process, PATIENCE)
        request = http_post("/predict", json.dumps({"text": TEXT}).encode(), port)
        press(port, request, connections=1, requests=100, pid=process.pid)
        for connections in (1, 4, 16):
            loads = [
                press(port, request, connections=connections, requests=requests, pid=process.pid)
                for _ in range(rounds)
            ]
            best = min(loads, key=lambda load: load.p99)
            name = encoder or "words alone"
            print(
                f"{name:20}{connections:3} connections  p50 {best.p50:6.2f} ms  "
                f"p99 {best.p99:6.2f} ms  {best.rate:6.0f}/s  {best.cpu:6.0f} us of CPU a ticket"
            )
    finally:
        stop(process)


def main() -> None:
    """Measure the words alone and, with ``--encoder``, with its vectors."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--encoder", default="")
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", type=int)
    arguments = parser.parse_args()
    if arguments.serve is not None:
        serve(arguments.serve, arguments.encoder)
        return
    for encoder in dict.fromkeys(("", arguments.encoder)):
        measure(encoder, arguments.requests, arguments.rounds)


if __name__ == "__main__":
    main()
