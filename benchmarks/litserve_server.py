"""The LitServe server of ``serving.py``; a module of its own, for it sends its class to workers."""

from __future__ import annotations

import os
from pathlib import Path

import litserve as ls
from servers import NAMES, predictor  # type: ignore[import-not-found]  # beside this script


class Scorer(ls.LitAPI):  # type: ignore[misc]  # untyped where it is not installed
    """One row to one probability."""

    def setup(self, device: str) -> None:
        self.score = predictor(Path(os.environ["BENCHMARK_FOLDER"]))

    def decode_request(self, request: dict[str, float]) -> list[float]:
        return [request[name] for name in NAMES]

    def predict(self, x: list[float]) -> float:
        return float(self.score(x))

    def encode_response(self, output: float) -> dict[str, float]:
        return {"output": output}


def run(port: int, folder: Path) -> None:
    """One worker process behind its own HTTP process, as it comes."""
    os.environ["BENCHMARK_FOLDER"] = str(folder)
    server = ls.LitServer(Scorer(), accelerator="cpu", workers_per_device=1)
    server.run(port=port, log_level="warning", generate_client_file=False)
