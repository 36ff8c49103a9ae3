"""Learned states that were fitted before, by everything that they were fitted from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from tandem.core import tree
from tandem.core.component import Component
from tandem.core.schema import decoder, encode_canonical
from tandem.deliver.freezing import freeze, thaw
from tandem.deliver.manifest import Node
from tandem.deliver.sources import sources
from tandem.record.digest import digest
from tandem.record.tables import states
from tandem.record.times import now, to_text

if TYPE_CHECKING:
    from tandem.record.store import Store


def memo_key(part: Component[Any, Any], data: Any, store: Store, package: str) -> str:
    """One key for equal causes: class, parameters, states and parts before ``fit``, the
    source of every class among them, the libraries that it imports, and the data."""
    node = freeze(part, store.blobs, package, unfitted=True)
    code = {path: sources(type(component), package) for path, component in tree.walk(part)}
    return digest({"node": node, "code": code, "data": digest(data)})


def recall(key: str, store: Store, package: str) -> Component[Any, Any] | None:
    """The part fitted under ``key`` before, or ``None``. Raises ``Corrupt``."""
    with store.catalog.read() as connection:
        row = connection.execute(select(states.c.node).where(states.c.key == key)).one_or_none()
    if row is None:
        return None
    return thaw(decoder(Node)(row.node), store.blobs, package)


def remember(
    key: str, path: str, part: Component[Any, Any], store: Store, package: str
) -> Component[Any, Any]:
    """Store a fitted part, durably, and return it as it will be read back."""
    node = freeze(part, store.blobs, package, path=path)
    row = {"key": key, "path": path, "node": encode_canonical(node), "time": to_text(now())}
    try:
        with store.catalog.begin() as connection:
            connection.execute(delete(states).where(states.c.key == key))  # corrupt, or no other
            connection.execute(insert(states).values(row))
    except IntegrityError:
        pass  # another build fitted the same from the same
    return thaw(node, store.blobs, package)
