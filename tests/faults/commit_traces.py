"""Commits traces and prints the id of each once it is acknowledged: run by test_trace_flush.

    commit_traces.py STORE COUNT [LIMIT die|refuse]

No file may grow beyond ``LIMIT`` bytes: the write that would is the last one (``die``), or is
refused as by a full disk, until there is space again (``refuse``).
"""

from __future__ import annotations

import asyncio
import resource
import signal
import sys

from tandem.errors import StoreError
from tandem.record import Store, TraceWriter
from tests.record.made import made


def limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def commit(writer: TraceWriter, count: int) -> None:
    for n in range(count):
        trace = made(n, input={"number": n, "text": "how do I promote a release? " * 20})
        writer.put(made(n, channel="unacknowledged"))
        try:
            await writer.commit(trace)
        except StoreError:
            say("refused", trace.id)
            limit(resource.RLIM_INFINITY)
        else:
            say("kept", trace.id)


def main() -> None:
    folder, count, *fault = sys.argv[1:]
    with Store.open(folder) as store, TraceWriter(store.catalog) as writer:
        if fault:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if fault[1] == "die":
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            limit(int(fault[0]))
        asyncio.run(commit(writer, int(count)))
        writer.flush()
        say("end", writer.written, writer.dropped)


if __name__ == "__main__":
    main()
