"""Channels: names such as ``live`` that point at releases, and how they may be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection

from tandem.deliver import journal
from tandem.deliver.journal import Assignment, Entry, Target
from tandem.deliver.registry import Registry, Release
from tandem.errors import DefinitionError, GateRefused, NotFound
from tandem.record.times import now

if TYPE_CHECKING:
    from tandem.deliver.verdict import Verdict
    from tandem.record.store import Store


class Channels:
    """The channels of a store. A move is one more row of a journal that is never rewritten.

    Every move is compare-and-swap: of two who move a channel at once, one gets ``Conflict``.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.registry = Registry(store)

    def promote(
        self,
        project: str,
        release_id: str,
        *,
        channel: str = "live",
        share: float = 1.0,
        shadow: bool = False,
        by: str,
        reason: str = "",
        override: bool = False,
        expected: int | None = None,
    ) -> Entry:
        """Point a channel at a release.

        A ``share`` below 1 makes it a canary beside the present release; ``shadow`` lets it
        run beside and answer nobody. A whole promotion ends both. Raises ``GateRefused``
        unless the latest verdict on the release is ``pass`` and was a comparison with what the
        channel points at, or ``override`` is given with a reason; a release that served here
        in full before needs no new comparison. Raises ``Conflict`` if the channel is not at
        entry ``expected`` (0: never moved).
        """
        release = self._release_of(project, release_id)
        _check_names(channel, by)
        if not 0 < share <= 1:
            raise DefinitionError(f"share must be above 0 and at most 1, got {share}")
        verdict = self.registry.verdict(release.id)
        passed = verdict is not None and verdict.status == "pass"
        if not passed and not (override and reason.strip()):
            raise _refused(release, verdict, override)
        with self.store.catalog.begin() as connection:
            present = self._present(connection, project, channel, expected)
            stale = verdict is not None and _is_stale(
                connection, verdict, release, present, channel
            )
            if passed and stale and not (override and reason.strip()):
                raise _outdated(release, present, channel)
            assignment = _assign(present, release, share, shadow)
            return _move(
                connection,
                project,
                channel,
                present,
                "promote",
                assignment,
                by=by,
                reason=reason,
                override=not passed or stale,
            )

    def rollback(
        self,
        project: str,
        channel: str = "live",
        *,
        by: str,
        reason: str = "",
        expected: int | None = None,
    ) -> Entry:
        """Point a channel back at what it served in full before.

        From a canary back to the release beside it; from a whole promotion back to the
        release that was whole before, and again from there. Reads nothing of the release it
        leaves, which may be corrupt. Raises ``NotFound`` where there is nothing before.
        """
        _check_names(channel, by)
        with self.store.catalog.begin() as connection:
            present = self._present(connection, project, channel, expected)
            if present is None:
                raise NotFound(f"nothing was promoted to {project}:{channel}")
            target = _before(connection, present)
            assignment = Assignment([Target(target.release, 1.0)], restored=target.position)
            return _move(
                connection,
                project,
                channel,
                present,
                "rollback",
                assignment,
                by=by,
                reason=reason,
                override=False,
            )

    def current(self, project: str, channel: str = "live") -> Entry | None:
        """Where a channel points, or ``None`` if it was never moved."""
        with self.store.catalog.read() as connection:
            return journal.newest(connection, project, channel)

    def history(self, project: str, channel: str = "live") -> list[Entry]:
        """Every move from the first; raises ``Corrupt`` if any was changed afterwards."""
        with self.store.catalog.read() as connection:
            return journal.whole(connection, project, channel)

    def _release_of(self, project: str, release_id: str) -> Release:
        release = self.registry.get(release_id)
        if release.project != project:
            raise NotFound(f"release {release.id[:12]} is one of {release.project}, not {project}")
        missing = [blob for blob in release.manifest.blobs() if blob not in self.store.blobs]
        if missing:
            raise NotFound(f"release {release.id[:12]} is not whole: blob {missing[0]} is gone")
        return release

    def _present(
        self, connection: Connection, project: str, channel: str, expected: int | None
    ) -> Entry | None:
        present = journal.newest(connection, project, channel)
        if expected is not None and expected != (present.sequence if present else 0):
            raise journal.conflict(project, channel, expected)
        return present


def _check_names(channel: str, by: str) -> None:
    if not channel or ":" in channel:
        raise DefinitionError(f"{channel!r} cannot name a channel", hint="a word such as live")
    if not by.strip():
        raise DefinitionError("a channel is moved by somebody: `by` is empty", hint="give a name")


def _refused(release: Release, verdict: Verdict | None, override: bool) -> GateRefused:
    if verdict is None:
        reasons = "it was never judged"
    else:
        reasons = "; ".join([verdict.status, *verdict.reasons])
    return GateRefused(
        f"release {release.id[:12]} of {release.project} may not go live: {reasons}",
        hint="an override needs a reason"
        if override
        else "improve it, or override with a name and a reason, which the history keeps",
    )


def _is_stale(
    connection: Connection,
    verdict: Verdict,
    release: Release,
    present: Entry | None,
    channel: str,
) -> bool:
    """Whether a verdict compared with another release than the one it would replace."""
    compared = verdict.against.get(channel)
    if compared is None or present is None or present.release in (compared, release.id):
        return False
    earlier = journal.backwards(connection, present.project, channel)
    return not any(entry.full and entry.release == release.id for entry in earlier)


def _outdated(release: Release, present: Entry | None, channel: str) -> GateRefused:
    now_there = present.release[:12] if present else "nothing"
    return GateRefused(
        f"release {release.id[:12]} was judged before {now_there} came to {channel}",
        hint="build it again to compare it with that, or override with a name and a reason",
    )


def _assign(present: Entry | None, release: Release, share: float, shadow: bool) -> Assignment:
    """What the channel points at after the promotion."""
    if not shadow and share == 1:
        return Assignment([Target(release.id, 1.0)])
    beside = "a shadow" if shadow else "a canary"
    if present is None:
        raise DefinitionError(
            f"{beside} runs beside a release, and nothing was promoted yet",
            hint="promote a release in full first",
        )
    if present.release == release.id:
        raise DefinitionError(f"release {release.id[:12]} cannot be {beside} beside itself")
    if shadow:
        return Assignment(present.targets, shadow=release.id)
    canary = [Target(present.release, round(1 - share, 9)), Target(release.id, share)]
    return Assignment(canary, shadow=present.shadow)


def _before(connection: Connection, present: Entry) -> Entry:
    """The newest whole assignment to go back to."""
    position = present.position
    for entry in journal.backwards(connection, present.project, present.channel, before=position):
        if entry.sequence >= position or not entry.full:
            continue
        if not present.full or entry.release != present.release:
            return entry
        position = entry.position  # the same release: look before it first came
    raise NotFound(
        f"{present.project}:{present.channel} has nothing to roll back to: "
        f"{present.release[:12]} was the first release"
    )


def _move(
    connection: Connection,
    project: str,
    channel: str,
    present: Entry | None,
    action: Literal["promote", "rollback"],
    assignment: Assignment,
    *,
    by: str,
    reason: str,
    override: bool,
) -> Entry:
    return journal.append(
        connection,
        Entry(
            project=project,
            channel=channel,
            sequence=present.sequence + 1 if present else 1,
            action=action,
            targets=assignment.targets,
            shadow=assignment.shadow,
            restored=assignment.restored,
            by=by,
            reason=reason,
            override=override,
            time=now(),
            previous=present.digest if present else "",
        ),
    )
