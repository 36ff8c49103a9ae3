"""The process that reads risky files. It may die of one; nothing else does.

Takes requests on standard input and answers on standard output: a header of lengths, then
JSON. ``tandem.search.parse.reader`` starts it.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
from typing import BinaryIO, Final

from tandem.core.schema import encode
from tandem.errors import TandemError
from tandem.search.parse.formats import format_of, read_bytes

REQUEST: Final = struct.Struct("!II")
"""Bytes of the id and of the file."""
ANSWER: Final = struct.Struct("!?I")
"""Whether it was read, and bytes of the document or the message."""


def main(memory: int) -> None:
    """Answer requests until standard input ends. ``memory`` in bytes is the most to use."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    requests = sys.stdin.buffer
    while header := requests.read(REQUEST.size):
        length, size = REQUEST.unpack(header)
        id = requests.read(length).decode("utf-8", "surrogatepass")
        _answer(answers, *_read(requests.read(size), id))


def _read(data: bytes, id: str) -> tuple[bool, bytes]:
    try:
        return True, encode(read_bytes(data, id, format_of(id)))
    except TandemError as error:
        return False, str(error).encode("utf-8", "replace")
    except MemoryError:
        return False, f"{id} needs more memory than a reader may have".encode()
    except Exception as error:  # a library's own fault with this file: the next may be sound
        return False, f"{id} cannot be read: {type(error).__name__}: {error}".encode(
            "utf-8", "replace"
        )


def _answer(answers: BinaryIO, good: bool, body: bytes) -> None:
    answers.write(ANSWER.pack(good, len(body)) + body)
    answers.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
