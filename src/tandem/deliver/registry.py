"""The registry: releases by the hash of their content, and the evidence for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tandem.core.component import Component
from tandem.deliver import journal
from tandem.deliver.code import Code, import_release
from tandem.deliver.freezing import thaw
from tandem.deliver.manifest import Manifest
from tandem.deliver.project import Loaded, project_of
from tandem.deliver.verdict import Verdict
from tandem.errors import Corrupt, DefinitionError, NotFound
from tandem.record.tables import channels, evidence, releases
from tandem.record.times import from_text, now, to_text

if TYPE_CHECKING:
    from tandem.evaluate.report import Report
    from tandem.record.blobs import Blobs
    from tandem.record.store import Store

_SHORTEST = 6


@dataclass(frozen=True)
class Release:
    """An immutable version of a project; ``id`` is the SHA-256 of its manifest."""

    id: str
    project: str
    time: datetime
    blobs: Blobs = field(repr=False, compare=False)

    @cached_property
    def manifest(self) -> Manifest:
        """What it pins, read when first asked for and verified against the id."""
        manifest = Manifest.from_json(self.blobs.get(self.id))
        if manifest.project != self.project:
            raise Corrupt(
                f"release {self.id[:12]} is listed under {self.project!r} "
                f"but was made for {manifest.project!r}"
            )
        return manifest


@dataclass(frozen=True)
class Evidence:
    """A report on a release and what the gate made of it."""

    report: Report
    verdict: Verdict
    status: str
    time: datetime


class Registry:
    """Releases and their evidence in a store. Nothing here is ever changed or removed."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def release(self, manifest: Manifest) -> Release:
        """Register a release; the same content is one release, whenever it was made."""
        missing = [blob for blob in sorted(manifest.blobs()) if blob not in self.store.blobs]
        if missing:
            raise NotFound(f"blob {missing[0]} of the new release is not in the store")
        id = self.store.blobs.put(manifest.data)
        row = {"id": id, "project": manifest.project, "manifest": id, "time": to_text(now())}
        try:
            with self.store.catalog.begin() as connection:
                connection.execute(insert(releases).values(row))
        except IntegrityError:
            pass  # the same content was registered before
        return self.get(id)

    def get(self, ref: str) -> Release:
        """The release behind an id (six digits or more of it), ``project:channel``, or the
        name of a channel that only one project has. Raises ``NotFound``."""
        if ":" in ref:
            project, _, channel = ref.partition(":")
            return self._by_channel(project, channel)
        found = self._by_prefix(ref) if _is_prefix(ref) else []
        if not found:
            return self._by_channel_name(ref)
        if len(found) > 1:
            raise NotFound(
                f"{ref!r} fits {len(found)} releases",
                hint=f"write more digits: {', '.join(release.id[:12] for release in found)}",
            )
        return found[0]

    def load(
        self, release: Release, *, loaded: Loaded | None = None, allow_other_code: bool = False
    ) -> Component[Any, Any]:
        """The system of a release, every blob verified, run by the code it was made with.

        Given ``loaded``, by the code of that project instead; raises ``CodeMismatch`` if it
        is not the same, unless ``allow_other_code``.
        """
        manifest = release.manifest
        if loaded is None:
            return self.assemble(manifest)
        if not allow_other_code:
            loaded.code.check(manifest.code, whose=f"release {release.id[:12]}")
        return thaw(manifest.root, self.store.blobs, loaded.package)

    def assemble(self, manifest: Manifest) -> Component[Any, Any]:
        """The system that a manifest describes, registered or not, run by its own code."""
        package = import_release(Code.get(manifest.code, self.store.blobs))
        return thaw(manifest.root, self.store.blobs, package)

    def project(self, release: Release) -> Loaded:
        """The project as it was declared in the code of a release."""
        code = Code.get(release.manifest.code, self.store.blobs)
        return project_of(code, import_release(code), Path(f"release {release.id[:12]}"))

    def add_evidence(self, release_id: str, report: Report, verdict: Verdict) -> None:
        """Keep a report on a release and the verdict on it; the latest one counts."""
        release = self.get(release_id)
        if report.release != release.id:
            raise DefinitionError(
                f"the report is on release {report.release[:12]!r}, not on {release.id[:12]!r}",
                hint="a verdict counts for the very release that was measured",
            )
        row = {
            "release": release.id,
            "report": self.store.blobs.put(report.to_json()),
            "verdict": self.store.blobs.put(verdict.to_json()),
            "status": verdict.status,
            "time": to_text(now()),
        }
        with self.store.catalog.begin() as connection:
            connection.execute(insert(evidence).values(row))

    def evidence(self, release_id: str) -> list[Evidence]:
        """Every report and verdict on a release, oldest first; blobs are verified."""
        from tandem.evaluate.report import Report

        query = (
            select(evidence).where(evidence.c.release == release_id).order_by(evidence.c.sequence)
        )
        with self.store.catalog.read() as connection:
            rows = connection.execute(query).all()
        return [
            Evidence(
                report=Report.from_json(self.store.blobs.get(row.report)),
                verdict=self._verdict(row),
                status=row.status,
                time=from_text(row.time),
            )
            for row in rows
        ]

    def verdict(self, release_id: str) -> Verdict | None:
        """The latest verdict on a release, or ``None`` if it was never judged."""
        query = (
            select(evidence)
            .where(evidence.c.release == release_id)
            .order_by(evidence.c.sequence.desc())
            .limit(1)
        )
        with self.store.catalog.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else self._verdict(row)

    def _verdict(self, row: Any) -> Verdict:
        verdict = Verdict.from_json(self.store.blobs.get(row.verdict))
        if verdict.status != row.status:
            raise Corrupt(
                f"evidence {row.sequence} on release {row.release[:12]} says {row.status!r}, "
                f"its verdict says {verdict.status!r}"
            )
        return verdict

    def _release(self, row: Any) -> Release:
        if row.manifest != row.id:
            raise Corrupt(f"release {row.id[:12]} is listed with another manifest")
        return Release(row.id, row.project, from_text(row.time), self.store.blobs)

    def _by_prefix(self, prefix: str) -> list[Release]:
        query = select(releases).where(releases.c.id.startswith(prefix)).order_by(releases.c.id)
        with self.store.catalog.read() as connection:
            return [self._release(row) for row in connection.execute(query.limit(10))]

    def _by_channel(self, project: str, channel: str) -> Release:
        with self.store.catalog.read() as connection:
            entry = journal.newest(connection, project, channel)
        if entry is None:
            raise NotFound(
                f"nothing was promoted to {project}:{channel}",
                hint="`tandem releases` lists what there is, `tandem promote` makes it live",
            )
        return self.get(entry.release)

    def _by_channel_name(self, name: str) -> Release:
        query = select(channels.c.project).where(channels.c.channel == name).distinct()
        with self.store.catalog.read() as connection:
            projects = sorted(connection.execute(query).scalars())
        if len(projects) == 1:
            return self._by_channel(projects[0], name)
        if projects:
            raise NotFound(
                f"{len(projects)} projects have a channel {name!r}",
                hint=f"write one of {', '.join(f'{project}:{name}' for project in projects)}",
            )
        raise NotFound(
            f"there is no release {name!r}",
            hint="a reference is an id (six digits or more), PROJECT:CHANNEL, or a channel; "
            "`tandem releases` lists them",
        )

    def list(self, project: str | None = None) -> list[Release]:
        """Releases of a project, or of all, newest first."""
        query = select(releases).order_by(releases.c.time.desc(), releases.c.id)
        if project is not None:
            query = query.where(releases.c.project == project)
        with self.store.catalog.read() as connection:
            return [self._release(row) for row in connection.execute(query)]


def _is_prefix(ref: str) -> bool:
    return len(ref) >= _SHORTEST and set(ref) <= set("0123456789abcdef")
