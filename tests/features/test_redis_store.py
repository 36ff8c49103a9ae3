from __future__ import annotations

import pytest

from tandem.errors import StoreError
from tandem.features import RedisStore
from tests.features.conftest import free_port


def test_two_prefixes_are_two_stores(redis_url: str) -> None:
    one, two = (RedisStore(redis_url, prefix=name) for name in ("one", "two"))
    one.change([("v", "a")], lambda states: [b"1"])
    assert (one.load([("v", "a")]), two.load([("v", "a")])) == ([b"1"], [None])
    one.close()
    two.close()


def test_who_was_overtaken_edits_again(redis_store: RedisStore, redis_url: str) -> None:
    other, seen = RedisStore(redis_url), list[bytes | None]()

    def edit(states: object) -> list[bytes]:
        (state,) = redis_store.load([("v", "overtaken")])
        seen.append(state)
        if len(seen) == 1:
            other.change([("v", "overtaken")], lambda _: [b"first"])
        return [(state or b"") + b" second"]

    redis_store.change([("v", "overtaken")], edit)
    assert seen == [None, b"first"]
    assert redis_store.load([("v", "overtaken")]) == [b"first second"]
    other.close()


def test_a_server_that_is_away_is_a_store_error() -> None:
    store = RedisStore(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(StoreError, match="Redis"):
        store.load([("v", "a")])
    with pytest.raises(StoreError, match="Redis"):
        store.change([("v", "a")], lambda states: [b"1"])
