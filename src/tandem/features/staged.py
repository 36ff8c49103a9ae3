"""Changes to states that are held back until a batch is committed."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.errors import Conflict
from tandem.features.store import Edit, Key, OnlineStore


class Staged:
    """A store as it will be: changes are seen here, and reach ``store`` by ``save``.

    A state is loaded once. Nothing is changed elsewhere, so that a batch which fails, or
    whose process is killed, leaves no trace.

    >>> from tandem.features import MemoryStore
    >>> staged = Staged(store := MemoryStore())
    >>> staged.change([("view", "ann")], lambda states: [b"1"])
    >>> staged.load([("view", "ann")]), store.load([("view", "ann")])
    ([b'1'], [None])
    >>> staged.save(store)
    >>> store.load([("view", "ann")])
    [b'1']
    """

    def __init__(self, store: OnlineStore) -> None:
        self._store = store
        self._loaded: dict[Key, bytes | None] = {}
        self._changed: dict[Key, bytes] = {}

    def load(self, keys: Sequence[Key], /) -> list[bytes | None]:
        """The states of entities, in order, as they were changed here."""
        missing = list(dict.fromkeys(key for key in keys if key not in self._loaded))
        if missing:
            self._loaded.update(zip(missing, self._store.load(missing), strict=True))
        return [self._changed.get(key, self._loaded[key]) for key in keys]

    def change(self, keys: Sequence[Key], edit: Edit, /) -> None:
        """Replace states here."""
        self._changed.update(zip(keys, edit(self.load(keys)), strict=True))

    def save(self, store: OnlineStore) -> None:
        """Write what was changed: to the store itself, or to it within a transaction.

        Raises ``Conflict``, with nothing written, if somebody else changed one of the states
        meanwhile.
        """
        keys = list(self._changed)

        def edit(states: Sequence[bytes | None]) -> list[bytes]:
            for key, state in zip(keys, states, strict=True):
                if state != self._loaded[key]:
                    raise Conflict(
                        f"the state of {key[1]!r} in {key[0]} was changed by somebody else",
                        hint="one consumer changes the states of a view",
                    )
            return list(self._changed.values())

        if keys:
            store.change(keys, edit)
