"""Reads documents of every known format; risky ones in a process with limits."""

from __future__ import annotations

import dataclasses
import os
import selectors
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tandem.core.schema import decoder
from tandem.errors import InvalidInput
from tandem.search.document import Document
from tandem.search.parse.archive import check_archive
from tandem.search.parse.formats import format_of, read_bytes
from tandem.search.parse.worker import ANSWER, REQUEST

_PIECE: Final = 1 << 16


@dataclass(frozen=True)
class Limits:
    """What one file may cost: its own size, unpacked size, text, time, and memory in bytes."""

    size: int = 100_000_000
    unpacked: int = 500_000_000
    characters: int = 10_000_000
    seconds: float = 60.0
    memory: int = 2_000_000_000


class DocumentReader:
    """Reads files one after another. Close it, or use it as a context, to end its process.

    The process starts with the first risky file (HTML, e-mail, PDF, office formats) and is
    replaced when a file kills it or takes too long.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path | str) -> Document:
        """The document in a file: its path is the ``id``, and the title if it has no other.

        Raises as ``read_bytes`` does.
        """
        path = Path(path)
        format_of(path.name)
        if path.stat().st_size > self.limits.size:
            raise self._too_large(path.name, path.stat().st_size)
        document = self.read_bytes(path.read_bytes(), path.as_posix())
        return dataclasses.replace(document, title=document.title or path.as_posix())

    def read_bytes(self, data: bytes, id: str) -> Document:
        """The document in bytes; the end of ``id`` says their format.

        Raises ``InvalidInput`` for a format without a reader, for a file that is damaged,
        hostile or beyond a limit, and where the extra ``documents`` is needed and missing.
        """
        format = format_of(id)
        if len(data) > self.limits.size:
            raise self._too_large(id, len(data))
        if format.zipped:
            check_archive(data, id, most=self.limits.unpacked)
        document = self._in_process(data, id) if format.risky else read_bytes(data, id, format)
        if len(document.text) > self.limits.characters:
            raise InvalidInput(
                f"{id} has {len(document.text)} characters of text, more than "
                f"{self.limits.characters}",
                hint="divide it, or raise Limits.characters",
            )
        return document

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _too_large(self, id: str, size: int) -> InvalidInput:
        return InvalidInput(
            f"{id} has {size} bytes, more than {self.limits.size}", hint="raise Limits.size"
        )

    def _in_process(self, data: bytes, id: str) -> Document:
        process = self._process
        if process is None or process.poll() is not None:
            self.close()
            process = self._process = self._start()
        name = id.encode("utf-8", "surrogatepass")
        request = REQUEST.pack(len(name), len(data)) + name + data
        try:
            good, body = _exchange(process, request, self.limits.seconds)
        except (EOFError, BrokenPipeError):
            self.close()
            raise InvalidInput(
                f"{id} ended its reader: too little memory for it, or a fault that it causes"
            ) from None
        except TimeoutError:
            self.close()
            raise InvalidInput(
                f"{id} took longer than {self.limits.seconds:g} s to read",
                hint="raise Limits.seconds",
            ) from None
        except BaseException:
            self.close()  # an interrupted exchange would answer the next file
            raise
        if not good:
            raise InvalidInput(body.decode("utf-8", "replace"))
        read: Document = decoder(Document)(body)
        return dataclasses.replace(read, id=id)

    def _start(self) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join(path for path in sys.path if path)
        return subprocess.Popen(
            [sys.executable, "-m", "tandem.search.parse.worker", str(self.limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "PATH": os.defpath},
            start_new_session=True,
        )


def _exchange(
    process: subprocess.Popen[bytes], request: bytes, seconds: float
) -> tuple[bool, bytes]:
    """Send a request and wait for the answer. Raises ``TimeoutError`` or ``EOFError``."""
    assert process.stdin is not None
    assert process.stdout is not None
    source, target = process.stdout.fileno(), process.stdin.fileno()
    deadline = time.monotonic() + seconds
    left, answer, wanted = memoryview(request), bytearray(), ANSWER.size
    with selectors.DefaultSelector() as selector:
        os.set_blocking(target, False)
        selector.register(source, selectors.EVENT_READ)
        selector.register(target, selectors.EVENT_WRITE)
        while len(answer) < wanted:
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                if key.fd == target:
                    left = left[os.write(target, left[:_PIECE]) :]
                    if not left:
                        selector.unregister(target)
                else:
                    piece = os.read(source, _PIECE)
                    if not piece:
                        raise EOFError
                    answer += piece
            if wanted == ANSWER.size <= len(answer):
                wanted += ANSWER.unpack_from(answer)[1]
    return bool(ANSWER.unpack_from(answer)[0]), bytes(answer[ANSWER.size :])
