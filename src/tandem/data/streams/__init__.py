"""Streams: event logs, replayed files and Kafka topics behind one protocol, and the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.data.streams.dead import DeadLetter, DeadLetters
    from tandem.data.streams.event_writer import EventWriter
    from tandem.data.streams.kafka import KafkaTopic
    from tandem.data.streams.log import EventLog
    from tandem.data.streams.message import Event, Message
    from tandem.data.streams.progress import CatalogProgress, Progress, Step
    from tandem.data.streams.replay import FileReplay
    from tandem.data.streams.source import Source
    from tandem.data.streams.worker import Done, Worker

__all__ = [
    "CatalogProgress",
    "DeadLetter",
    "DeadLetters",
    "Done",
    "Event",
    "EventLog",
    "EventWriter",
    "FileReplay",
    "KafkaTopic",
    "Message",
    "Progress",
    "Source",
    "Step",
    "Worker",
]

__getattr__ = lazy(
    __name__,
    {
        "CatalogProgress": "tandem.data.streams.progress",
        "DeadLetter": "tandem.data.streams.dead",
        "DeadLetters": "tandem.data.streams.dead",
        "Done": "tandem.data.streams.worker",
        "Event": "tandem.data.streams.message",
        "EventLog": "tandem.data.streams.log",
        "EventWriter": "tandem.data.streams.event_writer",
        "FileReplay": "tandem.data.streams.replay",
        "KafkaTopic": "tandem.data.streams.kafka",
        "Message": "tandem.data.streams.message",
        "Progress": "tandem.data.streams.progress",
        "Source": "tandem.data.streams.source",
        "Step": "tandem.data.streams.progress",
        "Worker": "tandem.data.streams.worker",
    },
)
