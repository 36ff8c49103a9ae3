"""States of entities in Redis, shared by many machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from tandem.errors import MissingExtra, StoreError
from tandem.features.store import Edit, Key

T = TypeVar("T")


class RedisStore:
    """States in a Redis server, by URL: ``redis://host:6379/0``.

    States that were not changed for ``keep`` are deleted by the server. Writers do not wait
    for each other: who was overtaken reads and edits again. What an acknowledged change
    survives is up to the server (``appendonly``, ``appendfsync``).

    Raises ``StoreError`` when the server is away or refuses.
    """

    def __init__(self, url: str, *, keep: timedelta | None = None, prefix: str = "tandem") -> None:
        redis = _import_redis()
        self._client: Any = redis.Redis.from_url(url)
        self._failed: type[Exception] = redis.RedisError
        self._overtaken: type[Exception] = redis.WatchError
        self._keep = None if keep is None else max(keep // timedelta(milliseconds=1), 1)
        self._prefix = prefix

    def load(self, keys: Sequence[Key], /) -> list[bytes | None]:
        """The states of entities, in order; one round trip."""
        if not keys:
            return []
        found: list[bytes | None] = self._ask(lambda: self._client.mget(self._names(keys)))
        return found

    def change(self, keys: Sequence[Key], edit: Edit, /) -> None:
        """Replace states in one transaction of the server (``WATCH`` and ``MULTI``)."""
        names = self._names(keys)
        if names:
            while not self._ask(lambda: self._try(names, edit)):
                pass

    def _try(self, names: list[str], edit: Edit) -> bool:
        with self._client.pipeline() as pipeline:
            pipeline.watch(*names)
            states = edit(pipeline.mget(names))
            pipeline.multi()
            for name, state in zip(names, states, strict=True):
                pipeline.set(name, state, px=self._keep)
            try:
                pipeline.execute()
            except self._overtaken:
                return False
        return True

    def _ask(self, question: Callable[[], T]) -> T:
        try:
            return question()
        except self._failed as error:
            raise StoreError(f"Redis does not do as asked: {error}") from error

    def _names(self, keys: Sequence[Key]) -> list[str]:
        return [f"{self._prefix}:{view}\x1f{entity}" for view, entity in keys]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _import_redis() -> Any:
    try:
        import redis
    except ImportError:
        raise MissingExtra(
            "RedisStore needs redis, which is not installed", hint='pip install "tandem-ai[redis]"'
        ) from None
    return redis
