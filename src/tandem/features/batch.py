"""Events on their way into a store, by the entities whose logs they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tandem.features.filled import mark, mark_of
from tandem.features.layout import Entry, Layout
from tandem.features.log import Log
from tandem.features.store import Key
from tandem.features.window import instant


@dataclass
class Batch:
    """What one change of a store does: entries for the logs of entities, marks for views.

    An entry that comes with a mapping is read before the next one is counted: its features
    are set there. The logs of two entities do not depend on each other, so each is gone
    through once, however many events it gets.
    """

    layouts: dict[str, Layout] = field(default_factory=dict)
    oldest: dict[str, int] = field(default_factory=dict)
    entries: dict[Key, list[tuple[Entry, dict[str, Any] | None]]] = field(default_factory=dict)

    def add(
        self,
        event: Any,
        layouts: Mapping[str, Layout],
        read: Mapping[str, Layout],
        into: dict[str, Any] | None = None,
    ) -> None:
        """Count an event in its layouts, and set its features from those to be ``read``."""
        for view, layout in layouts.items():
            time = instant(getattr(event, layout.time))
            if view not in self.layouts:
                self.layouts[view], self.oldest[view] = layout, time
            elif time < self.oldest[view]:
                self.oldest[view] = time
            entity = layout.entity(event)
            if entity is not None:
                asked = (layout.entry(event, time), into if view in read else None)
                self.entries.setdefault((view, entity), []).append(asked)
            elif into is not None and view in read:
                Log.empty(layout).read(layout, time, None, into)

    @property
    def keys(self) -> list[Key]:
        """The states that change: those of entities, then the marks of views."""
        return [*self.entries, *map(mark_of, self.layouts)]

    def edit(self, states: Sequence[bytes | None]) -> list[bytes]:
        """The states of ``keys`` with the events counted."""
        changed = []
        for (key, entries), state in zip(self.entries.items(), states, strict=False):
            layout = self.layouts[key[0]]
            log = Log.unpack(state, layout)
            for entry, into in entries:
                if into is None:
                    log.add(entry, layout)
                else:
                    log.follow(layout, entry, into)
            changed.append(log.pack())
        marks = zip(self.layouts, states[len(changed) :], strict=True)
        return changed + [mark(self.oldest[view]) if old is None else old for view, old in marks]
