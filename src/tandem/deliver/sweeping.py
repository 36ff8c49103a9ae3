"""Sweep: delete the blobs that nothing in the catalog names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tandem.core.schema import decoder
from tandem.deliver.manifest import Node
from tandem.deliver.registry import Registry
from tandem.record.tables import datasets, evidence, experiment_artifacts, states

if TYPE_CHECKING:
    from tandem.record.store import Store

DAY = 86_400.0


def sweep(store: Store, *, grace: float = DAY) -> int:
    """Delete blobs that no release, evidence, kept state, dataset or run names; how many.

    Blobs younger than ``grace`` seconds stay: a build may be about to name them. Raises
    ``Corrupt``, and deletes nothing, if a manifest cannot be read.
    """
    return store.blobs.collect(_named(store), grace)


def _named(store: Store) -> set[str]:
    """Every blob that the catalog names, directly or through a manifest."""
    named: set[str] = set()
    for release in Registry(store).list():
        named |= {release.id} | release.manifest.blobs()
    with store.catalog.read() as connection:
        for row in connection.execute(select(states.c.node)):
            named |= decoder(Node)(row.node).blobs()
        for row in connection.execute(select(evidence.c.report, evidence.c.verdict)):
            named |= {row.report, row.verdict}
        for column in (datasets.c.blob, experiment_artifacts.c.blob):
            named |= set(connection.execute(select(column)).scalars())
    return named
