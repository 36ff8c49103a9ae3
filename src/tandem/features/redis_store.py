"""States of entities in Redis, shared by many machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from tandem.errors import MissingExtra, StoreError
from tandem.features.store import Edit, Key

_CHANGE = """
for i = 1, #KEYS do
    local state = redis.call('GET', KEYS[i])
    if (state and '1' .. state or '0') ~= ARGV[1 + i] then return 0 end
end
for i = 1, #KEYS do
    if ARGV[1] == '' then redis.call('SET', KEYS[i], ARGV[1 + #KEYS + i])
    else redis.call('SET', KEYS[i], ARGV[1 + #KEYS + i], 'PX', ARGV[1]) end
end
return 1
"""
"""Sets states if all are as they were read. WATCH takes time by the square of their number."""


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
        self._change: Any = self._client.register_script(_CHANGE)
        self._keep = None if keep is None else max(keep // timedelta(milliseconds=1), 1)
        self._prefix = prefix

    def load(self, keys: Sequence[Key], /) -> list[bytes | None]:
        """The states of entities, in order; one round trip."""
        if not keys:
            return []
        found: list[bytes | None] = self._ask(self._client.mget, self._names(keys))
        return found

    def change(self, keys: Sequence[Key], edit: Edit, /) -> None:
        """Replace states that nobody changed meanwhile, all in one step of the server."""
        changed = not keys
        while not changed:
            states = self.load(keys)
            known = [b"0" if state is None else b"1" + state for state in states]
            given = ["" if self._keep is None else self._keep, *known, *edit(states)]
            changed = self._ask(self._change, self._names(keys), given) == 1

    def _ask(self, question: Callable[..., Any], *given: Any) -> Any:
        try:
            return question(*given)
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
