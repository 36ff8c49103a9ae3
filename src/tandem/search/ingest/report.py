"""What an ingestion did and what it could not do."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Repeat:
    """A document that is not served because a newer one says the same."""

    id: str
    kept: str
    similarity: float


@dataclass(frozen=True)
class Report:
    """The difference between what was served before and what is served now, by id.

    ``relabelled`` maps to the labels that hold now. ``skipped`` maps what could not be read
    to the reason; ``stale`` are those of them of which an older version is still served.
    ``sparse`` maps documents to pages without text, scans as a rule; ``empty`` are documents
    without any text. ``parsed`` counts the files that had to be parsed.
    """

    version: str
    served: int = 0
    parsed: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    relabelled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    skipped: dict[str, str] = field(default_factory=dict)
    stale: tuple[str, ...] = ()
    sparse: dict[str, tuple[int, ...]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The report as lines of text, each problem on its own."""
        lines = [
            f"{self.served} documents served: {len(self.added)} added, {len(self.changed)} "
            f"changed, {len(self.relabelled)} relabelled, {len(self.removed)} removed"
        ]
        lines += [
            f"repeated: {r.id} says what {r.kept} says ({r.similarity:.0%}); the newer is kept"
            for r in self.repeats
        ]
        for id, reason in self.skipped.items():
            older = "; its older version is still served" if id in self.stale else ""
            lines.append(f"skipped: {id}: {reason}{older}")
        for id, pages in self.sparse.items():
            lines.append(f"no text on pages of {id}: {', '.join(map(str, pages))}")
        lines += [f"empty: {id}" for id in self.empty]
        return "\n".join(lines)
