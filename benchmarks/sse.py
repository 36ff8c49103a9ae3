"""CPU of the server for one streamed token, side by side with peers in the same run.

    python benchmarks/sse.py [--rounds 3] [--peers /tmp/peers/bin/python]

32 streams at once of 1,000 tokens each over loopback, one worker; once the component gives
way to other tasks after every token, once after every eighth. The figure is all CPU time of
the server's process, divided by the tokens: decoding, trace and metrics are in it.

Peers go into an environment of their own:

    python -m venv /tmp/peers
    /tmp/peers/bin/pip install fastapi uvicorn uvloop httptools msgspec sse-starlette
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import subprocess
import sys
from pathlib import Path
from statistics import median

from load import (  # type: ignore[import-not-found]  # beside this script
    cpu_seconds,
    free_port,
    http_post,
    stop,
    wait_for,
)
from sse_servers import TOKENS  # type: ignore[import-not-found]  # beside this script

TARGET = 3.0
STREAMS = 32
SERVERS = {
    "tandem": ("Tandem", False),
    "asgi": ("raw ASGI + msgspec", False),
    "fastapi": ("FastAPI StreamingResponse", True),
    "sse-starlette": ("sse-starlette", True),
}


async def read(port: int) -> int:
    """Take one stream to its end and count the tokens."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(http_post("/ask/stream", b'"hello"', port))
    tokens, tail = 0, b""
    while not tail.endswith(b"\r\n0\r\n\r\n"):
        data = await reader.read(1 << 18)
        if not data:
            raise RuntimeError("the stream broke off")
        # An event may come in two reads: count its first line where it is whole.
        joined = tail + data
        tokens += joined.count(b"event: token") - tail.count(b"event: token")
        tail = joined[-32:]
    writer.close()
    return tokens


def measure(name: str, python: str, burst: int, arguments: argparse.Namespace) -> list[float]:
    """Start one server and give CPU us a token for each round."""
    port = free_port()
    server = Path(__file__).with_name("sse_servers.py")
    process = subprocess.Popen(
        [python, str(server), name, str(port), str(burst)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if not arguments.verbose else None,
        start_new_session=True,
    )

    async def round_() -> int:
        async with asyncio.timeout(120):
            return sum(await asyncio.gather(*(read(port) for _ in range(STREAMS))))

    try:
        wait_for(port, process)
        found = []
        for _ in range(arguments.rounds + 1):
            before = cpu_seconds(process.pid)
            tokens = asyncio.run(round_())
            if tokens != STREAMS * TOKENS:
                raise RuntimeError(f"{tokens} tokens arrived of {STREAMS * TOKENS}")
            found.append((cpu_seconds(process.pid) - before) / tokens * 1e6)
        return found[1:]  # the first one warms
    finally:
        stop(process)


def main() -> None:
    """Measure every server that can run here and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="/tmp/peers/bin/python")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {STREAMS} streams of"
        f" {TOKENS:,} tokens, {arguments.rounds} rounds; CPU us a token, quietest (median)\n"
    )
    print(f"{'server':28}{'a token at a time':>20}{'eight at once':>20}")
    for name, (title, is_peer) in SERVERS.items():
        python = arguments.peers if is_peer else sys.executable
        cells = []
        for burst in (1, 8):
            try:
                costs = measure(name, python, burst, arguments)
                cells.append(f"{min(costs):.2f} ({median(costs):.2f})")
            except (OSError, RuntimeError, TimeoutError) as error:
                cells.append("not installed" if is_peer else str(error))
        print(f"{title:28}{cells[0]:>20}{cells[1]:>20}")
    print(f"\ntarget: Tandem at most {TARGET:g} us a token")


if __name__ == "__main__":
    main()
