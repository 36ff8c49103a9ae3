from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tandem import Recorder
from tandem.errors import EmbedderMismatch, ProviderError
from tandem.llm import FakeChat, Fault
from tandem.llm.fake import Reply
from tandem.search import Endpoint, Hybrid, Section


def endpoint(server: FakeChat, **more: object) -> Endpoint:
    return Endpoint(model="fake", base_url=server.url, **more)  # type: ignore[arg-type]  # few of its parameters


def test_like_texts_lie_near_and_batches_come_in_order() -> None:
    with FakeChat() as server:
        embedder = endpoint(server, batch=2).fit([])
        texts = ["late parcel", "the late parcel", "otter", "badger", "late parcel"]
        vectors = embedder.embed(texts)
        assert len(server.requests) == 1 + 3
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
        np.testing.assert_array_equal(vectors[0], vectors[4])
        assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
        np.testing.assert_array_equal(embedder.embed_query("otter"), vectors[2])


def test_a_search_asks_the_server_and_the_trace_counts_tokens(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_CACHE", str(tmp_path))
    with FakeChat() as server:
        search = Hybrid(rankings=("dense",), embedder=endpoint(server)).fit(
            [Section("a", "", "late parcel"), Section("b", "", "otter")]
        )
        trace = asyncio.run(Recorder(system="test").run(search, "parcel late"))
        assert trace.output[0].id == "a"
        assert trace.tokens_in == 2


@pytest.mark.parametrize(
    "fault",
    [Fault("error", 503, retry_after=0.0), Fault("drop"), Fault("error", 429, retry_after=0.0)],
)
def test_a_passing_failure_is_tried_again(fault: Fault) -> None:
    replies: list[Reply] = [fault, "fine"]
    with FakeChat(replies) as server:
        assert len(endpoint(server, retries=1).fit([]).probe) > 1


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault("error", 401, "no such key"), "answered 401.*no such key"),
        (Fault("garbage"), "not JSON"),
        (Fault("empty"), "for 1 texts"),
    ],
)
def test_what_will_not_pass_is_told(fault: Fault, message: str) -> None:
    with FakeChat([fault]) as server, pytest.raises(ProviderError, match=message):
        endpoint(server).fit([])


def test_another_model_under_the_same_name_is_noticed() -> None:
    with FakeChat() as server:
        embedder = endpoint(server).fit([])
        embedder.check()
        changed = embedder.evolve(probe=embedder.probe[::-1])
        assert changed.digest != embedder.digest
        with pytest.raises(EmbedderMismatch, match="gives other vectors"):
            changed.check()
        with pytest.raises(EmbedderMismatch, match="dimensions"):
            embedder.evolve(probe=[1.0]).embed(["x"])
