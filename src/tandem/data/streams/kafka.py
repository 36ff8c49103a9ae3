"""A Kafka topic as a source: any broker that speaks the protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tandem.data.streams.message import Message
from tandem.errors import MissingExtra, StoreError

_SETTLE = 10.0
"""Seconds in which a broker must say which partitions a topic has."""


class KafkaTopic:
    """The messages of a topic, from the offsets that the reader keeps; no consumer group.

    ``config`` is that of librdkafka, such as ``{"bootstrap.servers": "host:9092"}``. The key
    of an event is the header ``header``; a message without it is known by its partition and
    offset, which tells repeats by the broker from new events but not repeats by the sender.
    ``partitions`` are those to read, all by default: give each worker its own.

    Raises ``StoreError`` if the broker is away, or if messages at a position are deleted.
    """

    unique = False
    finite = False

    def __init__(
        self,
        topic: str,
        config: Mapping[str, Any],
        *,
        partitions: Sequence[int] | None = None,
        header: str = "key",
    ) -> None:
        self.name = topic
        self._kafka = _import_kafka()
        self._header = header
        # A consumer needs the name of a group even where it takes no part in one.
        own = {"group.id": "tandem", "enable.auto.commit": False, "auto.offset.reset": "error"}
        self._consumer: Any = self._kafka.Consumer({**config, **own})
        self._partitions = list(self._all() if partitions is None else partitions)
        self._next: dict[int, int] | None = None

    def _all(self) -> list[int]:
        try:
            topics = self._consumer.list_topics(self.name, timeout=_SETTLE).topics
        except self._kafka.KafkaException as error:
            raise StoreError(f"Kafka does not answer: {error.args[0]}") from None
        found = topics[self.name]
        if found.error is not None:
            raise StoreError(f"the topic {self.name!r} cannot be read: {found.error}")
        return sorted(found.partitions)

    def read(
        self, positions: Mapping[int, int], limit: int, wait: float = 0.0
    ) -> Sequence[Message]:
        """At most ``limit`` messages from ``positions`` on; see ``Source``."""
        wanted = {partition: positions.get(partition, 0) for partition in self._partitions}
        if self._next is None or any(self._next[one] != wanted[one] for one in wanted):
            self._assign(wanted)
        self._next = wanted
        first = self._consumer.poll(wait)
        if first is None:
            return []
        found = [first, *(self._consumer.consume(limit - 1, 0) if limit > 1 else ())]
        messages = [self._message(one) for one in found if not self._is_passing(one.error())]
        self._next = {**wanted, **{one.partition: one.offset + 1 for one in messages}}
        return messages

    def _assign(self, wanted: Mapping[int, int]) -> None:
        kafka = self._kafka
        self._consumer.assign(
            [
                kafka.TopicPartition(self.name, one, offset or kafka.OFFSET_BEGINNING)
                for one, offset in wanted.items()
            ]
        )

    def _is_passing(self, error: Any) -> bool:
        """Whether there is an error that the client mends itself; others are raised."""
        if error is None:
            return False
        if error.retriable() or error.code() == self._kafka.KafkaError._TRANSPORT:
            return True
        self._next = None
        raise StoreError(
            f"the topic {self.name!r} cannot be read on: {error.str()}",
            hint="were messages deleted before they were read? Then choose where to go on",
        )

    def _message(self, found: Any) -> Message:
        partition, offset = found.partition(), found.offset()
        headers = dict(found.headers() or ())
        key = headers.get(self._header)
        kind, milliseconds = found.timestamp()
        known = kind != self._kafka.TIMESTAMP_NOT_AVAILABLE
        return Message(
            key=key.decode(errors="replace") if key else f"{self.name}/{partition}/{offset}",
            data=found.value() or b"",
            time=datetime.fromtimestamp(milliseconds / 1000, UTC) if known else None,
            partition=partition,
            offset=offset,
        )

    def close(self) -> None:
        """Leave the broker."""
        self._consumer.close()


def _import_kafka() -> Any:
    try:
        import confluent_kafka
    except ImportError:
        raise MissingExtra(
            "KafkaTopic needs confluent-kafka, which is not installed",
            hint='pip install "tandem-ai[kafka]"',
        ) from None
    return confluent_kafka
