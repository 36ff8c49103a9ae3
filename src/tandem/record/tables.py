"""The catalog's tables. Times are ISO 8601 text in UTC, written by Python, so that they
sort as text and read the same from SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),  # see migrations.py
)

states = Table(
    "states",
    metadata,
    Column("key", Text, primary_key=True),  # parameters + data + code + states it depends on
    Column("path", Text, nullable=False),
    Column("node", LargeBinary, nullable=False),  # JSON of the fitted subtree: types, hashes
    Column("time", Text, nullable=False),
)

datasets = Table(
    "datasets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, ... of a name
    Column("fingerprint", Text, nullable=False),  # of the records, whatever they were read from
    Column("shape", Text, nullable=False),  # digest of the record's JSON schema
    Column("rows", BigInteger, nullable=False),
    Column("blob", Text, nullable=False),  # listing of the parts
    Column("time", Text, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 of the manifest
    Column("project", Text, nullable=False, index=True),
    Column("manifest", Text, nullable=False),  # blob of the manifest
    Column("time", Text, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("release", Text, nullable=False, index=True),
    Column("report", Text, nullable=False),  # blob
    Column("verdict", Text, nullable=False),  # blob
    Column("status", Text, nullable=False),  # pass, fail, insufficient evidence
    Column("time", Text, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("project", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("action", Text, nullable=False),  # promote, rollback
    Column("targets", Text, nullable=False),  # JSON: [{release, share}], {shadow}
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("override", Boolean, nullable=False),
    Column("time", Text, nullable=False),
    Column("previous", Text, nullable=False),  # digest of the row before: a chain
    Column("digest", Text, nullable=False),
)

traces = Table(
    "traces",
    metadata,
    Column("id", Text, primary_key=True),
    Column("system", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("duration", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("cost", Float, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("input", LargeBinary),  # JSON, redacted
    Column("output", LargeBinary),
    Column("spans", LargeBinary),  # zlib of JSON
    Index("traces_by_time", "system", "time"),
    Index("traces_by_release", "release", "channel", "time"),
    Index("traces_by_session", "session"),
)
# Feedback may name a run by its subject; runs without one need no entry.
Index(
    "traces_by_subject",
    traces.c.subject,
    traces.c.time,
    sqlite_where=traces.c.subject != "",
    postgresql_where=traces.c.subject != "",
)

feedback = Table(
    "feedback",
    metadata,
    Column("key", Text, primary_key=True),  # idempotency key
    Column("system", Text, nullable=False),
    Column("trace", Text, nullable=False, index=True),
    Column("path", Text, nullable=False),  # what it is about: a field of the output, "" whole
    Column("kind", Text, nullable=False),  # label, rating, correction
    Column("value", LargeBinary, nullable=False),  # JSON
    Column("by", Text, nullable=False),
    Column("time", Text, nullable=False),  # when it happened
    Column("arrived", Text, nullable=False),
    Column("accepted", Boolean),  # review: NULL is waiting
    Column("reviewer", Text),
    Index("feedback_by_time", "system", "time"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("system", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("monitor", Text, nullable=False),
    Column("subject", Text, nullable=False),  # what drifted or fell
    Column("severity", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("detail", LargeBinary, nullable=False),  # JSON
    Column("time", Text, nullable=False),
    Column("closed", Text),
    Index("alerts_by_time", "system", "time"),
)

streams = Table(
    "streams",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("next", BigInteger, nullable=False),  # the offset of the next event
)

events = Table(
    "events",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),  # idempotency key, unique in its stream
    Column("time", Text, nullable=False),  # when it happened
    Column("data", LargeBinary, nullable=False),
    Index("events_by_key", "stream", "key", unique=True),
)

positions = Table(
    "positions",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("next", BigInteger, nullable=False),  # the offset that the consumer reads next
    Column("time", Text),  # of the newest event that it applied
)

applied = Table(
    "applied",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("key", Text, primary_key=True),  # of an event that counted
    Column("time", Text, nullable=False),
    Index("applied_by_time", "consumer", "time"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("kept", Text, nullable=False),  # when it was set aside
    Column("settled", Text),  # when it was applied after all: NULL is waiting
)

labels = Table(
    "labels",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),  # idempotency key
    Column("task", Text, nullable=False),  # what is labelled
    Column("record", Text, nullable=False),  # digest of the record
    Column("value", LargeBinary, nullable=False),  # canonical JSON
    Column("by", Text, nullable=False),
    Column("source", Text, nullable=False),  # from what: a file, a tool, a release
    Column("note", Text, nullable=False),
    Column("time", Text, nullable=False),  # when it was said
    Column("arrived", Text, nullable=False),
    Index("labels_by_record", "task", "record"),
)

experiment_runs = Table(
    "experiment_runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("experiment", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),  # running, finished, failed
    Column("parameters", LargeBinary, nullable=False),  # JSON
    Column("tags", LargeBinary, nullable=False),  # JSON
    Column("time", Text, nullable=False),
    Column("seconds", Float),
)

experiment_metrics = Table(
    "experiment_metrics",
    metadata,
    Column("run", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("value", Float, nullable=False),
    Column("time", Text, nullable=False),
)

experiment_artifacts = Table(
    "experiment_artifacts",
    metadata,
    Column("run", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("blob", Text, nullable=False),
)

chunks = Table(
    "chunks",
    metadata,
    Column("job", Text, primary_key=True),
    Column("chunk", Text, primary_key=True),
    Column("place", Integer, nullable=False),  # in the order of the plan
    Column("input", Text, nullable=False),  # digest of what the chunk is made from
    Column("state", Text, nullable=False),  # waiting, running, done, set aside
    Column("attempt", Integer, nullable=False),
    Column("token", BigInteger, nullable=False),  # grows with every claim: a fence
    Column("owner", Text, nullable=False),  # of the present claim
    Column("expires", Text, nullable=False),  # when the present claim lapses
    Column("output", Text, nullable=False),  # digest of what was made
    Column("reason", Text, nullable=False),  # why the last attempt failed
    Column("time", Text, nullable=False),
)

online = Table(
    "online",
    metadata,
    Column("view", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("state", LargeBinary, nullable=False),  # packed, see tandem.features
    Column("written", Float, nullable=False),  # seconds since 1970
    sqlite_with_rowid=False,  # one search tree in place of two
)

allowances = Table(
    "allowances",
    metadata,
    Column("key", Text, primary_key=True),  # a limit, and whose or which day's it is
    Column("level", Float, nullable=False),  # what was used
    Column("time", Float, nullable=False),  # of that level: seconds since 1970
)

answers = Table(
    "answers",
    metadata,
    Column("key", Text, primary_key=True),  # digest of the question and all it depends on
    Column("scope", Text, nullable=False),  # digest of all but the last message's words
    Column("text", Text, nullable=False),
    Column("cost", Float, nullable=False),  # US dollars that it did cost
    Column("vector", LargeBinary, nullable=False),  # float32 of the last message, or empty
    Column("hash", Text, nullable=False),  # of the whole entry
    Column("written", Float, nullable=False),  # seconds since 1970
    Column("expires", Float, nullable=False),
    Index("answers_by_scope", "scope", "written"),
    Index("answers_by_expiry", "expires"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Text, primary_key=True),  # digest of the queue and what is asked
    Column("queue", Text, nullable=False),
    Column("asked", Text, nullable=False),  # JSON, redacted
    Column("reason", Text, nullable=False),  # why a person is needed
    Column("state", Text, nullable=False),  # waiting, answered
    Column("answer", Text, nullable=False),  # JSON
    Column("by", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("answered", Text),
    Index("tasks_by_state", "state", "queue", "time"),
)
