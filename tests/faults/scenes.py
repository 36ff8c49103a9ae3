"""Commands that are killed, and what must hold of the store afterwards.

Every store starts with a live release that adds 100. Whatever happens, it goes on serving.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tandem.core import Component
from tandem.core.schema import decoder
from tandem.deliver import (
    Build,
    Channels,
    Loaded,
    Node,
    Registry,
    build,
    deliver,
    load_project,
    sweep,
    thaw,
)
from tandem.deliver.code import import_module
from tandem.record import Store, TraceStore
from tandem.record.tables import states
from tests.deliver.samples import inputs, released, write_project
from tests.faults.backfill_scene import BackfillScene
from tests.faults.job_scene import JobScene
from tests.faults.stream_scene import StreamScene


class Scene:
    """One command on the store in ``folder / "store"``."""

    def prepare(self, folder: Path) -> None:
        """Make the store that the command starts from."""
        write_project(folder / "shift")
        with Store.open(folder / "store") as store:
            old = released(store, self.project(folder), 100.0)
            Channels(store).promote("shift", old.id, by="ann")

    def project(self, folder: Path) -> Loaded:
        return load_project(folder / "shift")

    def job(self, folder: Path) -> None:
        """The command."""
        with Store.open(folder / "store") as store:
            self.run(store, self.project(folder))

    def run(self, store: Store, loaded: Loaded) -> None:
        raise AssertionError("a scene has something to run")

    def check(self, folder: Path) -> None:
        """What holds at any instant."""
        with Store.open(folder / "store") as store:
            self.intact(store, self.project(folder))
            assert answer(store, Channels(store).history("shift")[0].release) == 101.0
            assert answer(store, Registry(store).get("shift:live").id) in (101.0, 4.0)

    def check_done(self, folder: Path) -> None:
        """What holds once the command has run to its end; orphans can be collected."""
        with Store.open(folder / "store") as store:
            loaded = self.project(folder)
            for _ in range(2):
                self.intact(store, loaded)
                self.done(store, loaded)
                sweep(store, grace=-1.0)
            assert not list((folder / "store" / "blobs").rglob(".*.tmp"))

    def intact(self, store: Store, loaded: Loaded) -> None:
        """Everything that the catalog names is there and whole."""
        assert store.blobs.verify() == []
        registry = Registry(store)
        for release in registry.list():
            registry.load(release)
            for proof in registry.evidence(release.id):
                assert proof.report.release == release.id
                traces = TraceStore(store.catalog).count(release=release.id, channel="evaluation")
                assert traces == len(proof.report.cases)
        with store.catalog.read() as connection:
            kept = connection.execute(states.select()).all()
        for row in kept:
            thaw(decoder(Node)(row.node), store.blobs, loaded.package)

    def done(self, store: Store, loaded: Loaded) -> None:
        raise AssertionError("a scene comes to something")


class BuildScene(Scene):
    """``tandem build``, up to the fitted system."""

    def run(self, store: Store, loaded: Loaded) -> None:
        build(loaded, store, inputs(loaded))

    def done(self, store: Store, loaded: Loaded) -> None:
        made: Build = build(loaded, store, inputs(loaded))
        assert made.fitted == []  # whatever was fitted was kept
        assert (made.system.first.value, made.system.second.value) == (2.0, 1.0)


class ReleaseScene(Scene):
    """``tandem build``, from the fitted system to the release with its proof."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        with Store.open(folder / "store") as store:
            build(loaded := self.project(folder), store, inputs(loaded))

    def run(self, store: Store, loaded: Loaded) -> None:
        asyncio.run(deliver(loaded, store, inputs(loaded)))

    def done(self, store: Store, loaded: Loaded) -> None:
        registry = Registry(store)
        new, old = registry.list()
        assert (answer(store, new.id), answer(store, old.id)) == (4.0, 101.0)
        assert {proof.status for proof in registry.evidence(new.id)} == {"pass"}
        assert len(Channels(store).history("shift")) == 1


class PromoteScene(Scene):
    """``tandem promote``."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        with Store.open(folder / "store") as store:
            asyncio.run(deliver(loaded := self.project(folder), store, inputs(loaded)))

    def run(self, store: Store, loaded: Loaded) -> None:
        new = Registry(store).list("shift")[0]
        Channels(store).promote("shift", new.id, by="ann")

    def done(self, store: Store, loaded: Loaded) -> None:
        assert answer(store, Registry(store).get("live").id) == 4.0
        # Killed after the commit the move is done already, and was made a second time.
        assert len(Channels(store).history("shift")) in (2, 3)


class RollbackScene(PromoteScene):
    """``tandem rollback``."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        with Store.open(folder / "store") as store:
            loaded = self.project(folder)
            for value in (3.0, 100.0):  # 100, 3, 100 again, 4: two steps back are 100 and 3
                other = released(store, loaded, value)
                Channels(store).promote("shift", other.id, by="ann")
            super().run(store, loaded)

    def run(self, store: Store, loaded: Loaded) -> None:
        present = Channels(store).current("shift")
        if present.sequence == 4:
            Channels(store).rollback("shift", by="ann", expected=4)

    def done(self, store: Store, loaded: Loaded) -> None:
        history = Channels(store).history("shift")
        assert [entry.action for entry in history[4:]] == ["rollback"]
        assert answer(store, history[-1].release) == 101.0


def answer(store: Store, release: str) -> float:
    """What a release makes of 1, loaded as a server would load it."""
    registry = Registry(store)
    system: Component = registry.load(registry.get(release))
    number = import_module(type(system).__module__.rpartition(".")[0], ".system").Number
    return asyncio.run(system.run(number(1.0))).value


SCENES = {
    "build": BuildScene,
    "release": ReleaseScene,
    "promote": PromoteScene,
    "rollback": RollbackScene,
    "stream": StreamScene,
    "job": JobScene,
    "backfill": BackfillScene,
}
