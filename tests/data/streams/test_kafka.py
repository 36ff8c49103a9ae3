"""Against librdkafka's own mock of a broker, which keeps only the newest messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer

from tandem.data.streams import CatalogProgress, DeadLetters, Done, KafkaTopic, Message, Source
from tandem.errors import StoreError
from tandem.record import Catalog
from tests.data.streams.counts import Counting, worker


class Broker:
    """A mock broker inside a producer, on a port of loopback."""

    def __init__(self) -> None:
        self.producer = Producer({"test.mock.num.brokers": 1, "log_level": 0})
        (found,) = self.producer.list_topics(timeout=30).brokers.values()
        self.config = {"bootstrap.servers": f"{found.host}:{found.port}", "log_level": 0}

    def send(self, topic: str, *colours: str, partition: int = 0, key: str = "") -> None:
        for number, colour in enumerate(colours):
            headers: Any = {"key": (key or f"{number} {colour}").encode()}
            value = f'{{"colour": "{colour}"}}' if colour else "{broken"
            self.producer.produce(topic, value, partition=partition, headers=headers)
            self.producer.flush(30)


@pytest.fixture(scope="module")
def broker() -> Broker:
    return Broker()


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")
    yield catalog
    catalog.close()


def read(topic: KafkaTopic, count: int, positions: dict[int, int]) -> list[Message]:
    """Read until so many came."""
    found: list[Message] = []
    while len(found) < count:
        for message in topic.read(positions, count - len(found), 1.0):
            found.append(message)
            positions[message.partition] = message.offset + 1
    return found


def test_messages_come_with_key_time_partition_and_offset(broker: Broker) -> None:
    broker.send("plain", "red", "blue")
    broker.send("plain", "green", partition=1)
    topic = KafkaTopic("plain", broker.config, partitions=[0, 1])
    source: Source = topic
    assert (source.name, source.unique, source.finite) == ("plain", False, False)
    found = {(item.partition, item.offset): item for item in read(topic, 3, {})}
    assert {at: item.key for at, item in found.items()} == {
        (0, 0): "0 red",
        (0, 1): "1 blue",
        (1, 0): "0 green",
    }
    assert found[0, 1].data == b'{"colour": "blue"}'
    assert all(item.time is not None and item.time.tzinfo for item in found.values())
    assert topic.read({0: 2, 1: 1}, 10, 0.0) == []
    topic.close()


def test_reading_goes_back_to_where_the_reader_stands(broker: Broker) -> None:
    broker.send("again", "red", "blue", "green")
    topic = KafkaTopic("again", broker.config, partitions=[0])
    first = read(topic, 3, {})
    assert read(topic, 2, {0: 1}) == first[1:]
    topic.close()


def test_a_message_without_a_key_is_known_by_its_place(broker: Broker) -> None:
    broker.producer.produce("bare", b"1", partition=0)
    broker.producer.flush(30)
    topic = KafkaTopic("bare", broker.config, partitions=[0])
    assert read(topic, 1, {})[0].key == "bare/0/0"
    topic.close()


def test_repeats_by_the_sender_count_once_and_poison_is_set_aside(
    broker: Broker, catalog: Catalog
) -> None:
    broker.send("counted", "red", "blue", "", "red")
    broker.send("counted", "red", "red", key="sent twice", partition=1)
    counting = Counting(catalog)
    total = Done()
    for _ in range(2):  # a new consumer goes on where the last one stood
        topic = KafkaTopic("counted", broker.config, partitions=[0, 1])
        one = worker(topic, counting, batch=3)
        while total.applied + total.repeated + total.dead < 6:
            total += one.step(wait=1.0)
        topic.close()
    assert total == Done(applied=4, repeated=1, dead=1)
    assert counting.counts() == {"red": 3, "blue": 1}
    assert CatalogProgress(catalog).positions("colours", "counted") == {0: 4, 1: 2}
    assert DeadLetters(catalog, "colours").count("counted") == 1


def test_what_is_deleted_is_not_passed_over_in_silence(broker: Broker) -> None:
    broker.send("short", "red")
    topic = KafkaTopic("short", broker.config, partitions=[0])
    with pytest.raises(StoreError, match="'short' cannot be read on"):
        read(topic, 1, {0: 1_000})
    topic.close()


def test_all_partitions_are_read_unless_some_are_named(broker: Broker) -> None:
    broker.send("wide", "red")
    topic = KafkaTopic("wide", broker.config)
    broker.send("wide", "blue", partition=3)
    assert sorted(item.key for item in read(topic, 2, {})) == ["0 blue", "0 red"]
    topic.close()
