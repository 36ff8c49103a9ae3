"""Qdrant: a server for the largest filtered loads; its local mode serves tests."""

from __future__ import annotations

import atexit
import functools
import threading
import uuid
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from tandem.errors import MissingExtra
from tandem.search.index.entry import Entry
from tandem.search.index.vector import Floats
from tandem.search.stores.base import (
    EVERYONE,
    Found,
    Lookup,
    VectorStore,
    by_document,
    fields,
    labelled,
    labels,
    wanted,
)

_AT_ONCE: Final = 500
_SPACE: Final = uuid.UUID("6f1c3a52-2f0f-4d8e-9a54-6f6d1f3f9b10")


class QdrantStore(VectorStore):
    """A Qdrant server at ``url``, or its local mode in the folder ``path``.

    The local mode is a double for tests: one process, slow, everything in memory. A table
    is filled under another name and then given its own by an alias, so it is never seen
    half. Needs the extra ``qdrant``.
    """

    url: str = ""
    path: str = ""

    def exists(self) -> bool:
        aliases = self._client().get_aliases().aliases
        return any(alias.alias_name == self.table for alias in aliases)

    def create(self, entries: Sequence[Entry], vectors: Floats) -> None:
        models, client = _models(), self._client()
        filled = f"{self.table}_{uuid.uuid4().hex[:8]}"
        client.create_collection(
            filled,
            vectors_config=models.VectorParams(size=vectors.shape[1], distance=models.Distance.DOT),
        )
        if self.url:  # an index of the fields that are filtered by
            for field in ("access", "fields", "document"):
                client.create_payload_index(filled, field, models.PayloadSchemaType.KEYWORD)
        self._upsert(filled, entries, vectors)
        naming = models.CreateAlias(collection_name=filled, alias_name=self.table)
        client.update_collection_aliases([models.CreateAliasOperation(create_alias=naming)])

    def find(self, x: Lookup) -> list[Found]:
        models = _models()
        conditions = [("access", [EVERYONE, *x.access])]
        conditions += [("fields", words) for words in wanted(x.where)]
        must = [
            models.FieldCondition(key=key, match=models.MatchAny(any=words))
            for key, words in conditions
        ]
        answer = self._client().query_points(
            self.table,
            query=x.vector,
            query_filter=models.Filter(must=must),
            limit=x.limit,
            with_payload=["entry", "access"],
        )
        return [
            Found(labelled(point.payload["entry"], point.payload["access"]), point.score)
            for point in answer.points
        ]

    def put(self, entries: Sequence[Entry], vectors: Floats, embedder: str) -> None:
        self.check_embedder(embedder)
        models = _models()
        for document, places in by_document(entries).items():
            kept = [entries[i] for i in places]
            self._upsert(self.table, kept, vectors[places])
            # The new version is there before the rest of the old one goes.
            ids = models.HasIdCondition(has_id=[_id(entry) for entry in kept])
            old = models.Filter(must=[_of(document)], must_not=[ids])
            self._client().delete(self.table, models.FilterSelector(filter=old), wait=True)

    def remove(self, document: str) -> None:
        models = _models()
        chosen = models.FilterSelector(filter=models.Filter(must=[_of(document)]))
        self._client().delete(self.table, chosen, wait=True)

    def restrict(self, document: str, access: Sequence[str]) -> None:
        chosen = _models().Filter(must=[_of(document)])
        self._client().set_payload(self.table, {"access": labels(access)}, points=chosen, wait=True)

    def drop(self) -> None:
        client = self._client()
        for alias in client.get_aliases().aliases:
            if alias.alias_name == self.table:
                client.delete_collection(alias.collection_name)

    def _upsert(self, table: str, entries: Sequence[Entry], vectors: Floats) -> None:
        models, client = _models(), self._client()
        points = [
            models.PointStruct(
                id=_id(entry),
                vector=vector.tolist(),
                payload={
                    "document": entry.document,
                    "entry": msgspec.json.encode(entry).decode(),
                    "access": labels(entry.access),
                    "fields": fields(entry),
                },
            )
            for entry, vector in zip(entries, vectors, strict=True)
        ]
        for start in range(0, len(points), _AT_ONCE):
            client.upsert(table, points[start : start + _AT_ONCE], wait=True)

    def _client(self) -> Any:
        return _connect(self.url, self.path)


class _OneAtATime:
    """A client whose calls wait for each other: the local mode is not safe among threads."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(*arguments: Any, **options: Any) -> Any:
            with self._lock:
                return method(*arguments, **options)

        return call


@functools.lru_cache(maxsize=8)
def _connect(url: str, path: str) -> Any:
    try:
        from qdrant_client import QdrantClient
    except ImportError as error:
        raise MissingExtra(
            "QdrantStore needs qdrant-client", hint="pip install 'tandem-ai[qdrant]'"
        ) from error
    client = QdrantClient(url=url) if url else QdrantClient(path=path)
    atexit.register(client.close)
    return client if url else _OneAtATime(client)


def _models() -> Any:
    from qdrant_client import models

    return models


def _of(document: str) -> Any:
    models = _models()
    return models.FieldCondition(key="document", match=models.MatchValue(value=document))


def _id(entry: Entry) -> str:
    return str(uuid.uuid5(_SPACE, entry.id))
