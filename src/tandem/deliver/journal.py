"""The journal of a channel: rows that are only ever added, each holding the hash of the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select
from sqlalchemy.exc import IntegrityError

from tandem.core.schema import decoder, encode_canonical
from tandem.errors import Conflict, Corrupt, InvalidInput
from tandem.record.digest import digest
from tandem.record.tables import channels
from tandem.record.times import from_text, to_text

_PAGE = 50


class Target(msgspec.Struct, frozen=True):
    """A release and the share of subjects that it serves, 0..1."""

    release: str
    share: float


class Assignment(msgspec.Struct, frozen=True):
    """What a channel points at. The first target is the stable one, a second a canary.

    ``shadow`` is a release that runs beside and answers nobody. ``restored`` is the
    sequence of the entry that a rollback brought back, 0 for a promotion.
    """

    targets: list[Target]
    shadow: str = ""
    restored: int = 0


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One move of a channel: where to, by whom, why, and the hash of the move before."""

    project: str
    channel: str
    sequence: int
    action: Literal["promote", "rollback"]
    targets: list[Target]
    shadow: str = ""
    restored: int = 0
    by: str
    reason: str
    override: bool
    time: datetime
    previous: str
    digest: str = ""

    @property
    def release(self) -> str:
        """The stable release: the one a canary runs beside."""
        return self.targets[0].release

    @property
    def full(self) -> bool:
        """Whether one release serves everybody."""
        return len(self.targets) == 1

    @property
    def position(self) -> int:
        """The sequence of the promotion in effect: of the one restored, after a rollback."""
        return self.restored or self.sequence

    def seal(self) -> str:
        """The hash of everything in the entry but the hash itself."""
        content = msgspec.structs.asdict(self)
        del content["digest"]
        return digest({**content, "time": to_text(self.time)})


def newest(connection: Connection, project: str, channel: str) -> Entry | None:
    """The entry in effect, its own hash verified."""
    return next(backwards(connection, project, channel, page=1), None)


def backwards(
    connection: Connection,
    project: str,
    channel: str,
    *,
    before: int | None = None,
    page: int = _PAGE,
) -> Iterator[Entry]:
    """Entries from the newest to the oldest, each verified; raises ``Corrupt``."""
    query = (
        select(channels)
        .where(channels.c.project == project, channels.c.channel == channel)
        .order_by(channels.c.sequence.desc())
        .limit(page)
    )
    after: Entry | None = None
    while True:
        wanted = query if before is None else query.where(channels.c.sequence < before)
        rows = connection.execute(wanted).mappings().all()
        if not rows:
            break
        for row in rows:
            entry = _entry(row)
            _check_link(entry, after)
            after = entry
            before = entry.sequence
            yield entry
    if after is not None and (after.sequence, after.previous) != (1, ""):
        raise _tampered(after, "the entries before it are gone")


def whole(connection: Connection, project: str, channel: str) -> list[Entry]:
    """Every entry from the first, the chain verified from end to end."""
    return list(backwards(connection, project, channel))[::-1]


def append(connection: Connection, entry: Entry) -> Entry:
    """Seal an entry and add it; raises ``Conflict`` if its place is taken."""
    sealed = msgspec.structs.replace(entry, digest=entry.seal())
    assignment = Assignment(sealed.targets, sealed.shadow, sealed.restored)
    row = {
        "project": sealed.project,
        "channel": sealed.channel,
        "sequence": sealed.sequence,
        "action": sealed.action,
        "targets": encode_canonical(assignment).decode(),
        "by": sealed.by,
        "reason": sealed.reason,
        "override": sealed.override,
        "time": to_text(sealed.time),
        "previous": sealed.previous,
        "digest": sealed.digest,
    }
    try:
        connection.execute(insert(channels).values(row))
    except IntegrityError:
        raise conflict(entry.project, entry.channel, entry.sequence - 1) from None
    return sealed


def conflict(project: str, channel: str, expected: int) -> Conflict:
    """Somebody else moved the channel first."""
    return Conflict(
        f"{project}:{channel} is no longer at entry {expected}: somebody else moved it first",
        hint="look at `tandem history` and decide again",
    )


def _entry(row: RowMapping) -> Entry:
    values: Mapping[str, Any] = dict(row)
    name = f"{row['project']}:{row['channel']} entry {row['sequence']}"
    try:
        assignment: Assignment = decoder(Assignment)(values["targets"].encode())
        entry = Entry(
            **{key: value for key, value in values.items() if key not in ("targets", "time")},
            targets=assignment.targets,
            shadow=assignment.shadow,
            restored=assignment.restored,
            time=from_text(values["time"]),
        )
    except (InvalidInput, ValueError) as error:
        raise Corrupt(f"{name} cannot be read: {error}") from None
    if not entry.targets or entry.seal() != entry.digest:
        raise _tampered(entry, "it does not match its hash")
    return entry


def _check_link(entry: Entry, after: Entry | None) -> None:
    if after is None:
        return
    if (entry.sequence, entry.digest) != (after.sequence - 1, after.previous):
        raise _tampered(after, "it does not follow the entry before it")


def _tampered(entry: Entry, reason: str) -> Corrupt:
    return Corrupt(
        f"the history of {entry.project}:{entry.channel} was changed at entry "
        f"{entry.sequence}: {reason}",
        hint="restore the catalog from a backup; the chain shows where it was changed",
    )
