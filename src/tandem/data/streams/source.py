"""The protocol of what can be read by offset: a log, a file, a Kafka topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from tandem.data.streams.message import Message


class Source(Protocol):
    """Messages by offset, in partitions. Reading changes nothing: the reader keeps its place.

    ``name`` is that of the stream. In one that is ``unique`` no key occurs twice. A ``finite``
    one has ended when it has nothing more.
    """

    @property
    def name(self) -> str: ...

    @property
    def unique(self) -> bool: ...

    @property
    def finite(self) -> bool: ...

    def read(self, positions: Mapping[int, int], limit: int, wait: float) -> Sequence[Message]:
        """At most ``limit`` messages from ``positions`` on, in order within a partition.

        ``positions`` gives the offset to begin with by partition; 0 where it says nothing.
        What is there is returned at once; only if there is nothing does the call wait, at
        most ``wait`` seconds.
        """
