"""Prompts over the releases of a project: their versions and what changed between them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from tandem.deliver.registry import Registry
from tandem.record.tables import releases

if TYPE_CHECKING:
    from tandem.record.store import Store


_STATE: Final = "template"


@dataclass(frozen=True)
class PromptVersion:
    """A text of the prompt at ``path``, and the first release that had it.

    ``version`` is 12 digits of the text's SHA-256.
    """

    path: str
    version: str
    text: str
    release: str
    time: datetime


def prompt_versions(store: Store, project: str) -> list[PromptVersion]:
    """Every text that a prompt of the project ever had in a release, oldest release first."""
    registry = Registry(store)
    query = select(releases.c.id).where(releases.c.project == project).order_by(releases.c.time)
    with store.catalog.read() as connection:
        ids = connection.execute(query).scalars().all()
    seen: dict[str, str] = {}
    found: list[PromptVersion] = []
    for id in ids:
        release = registry.get(id)
        for path, node in release.manifest.root.walk():
            state = node.states.get(_STATE)
            if state is None or state.codec != "text" or seen.get(path) == state.blob:
                continue
            seen[path] = state.blob
            text = store.blobs.get(state.blob).decode()
            found.append(PromptVersion(path, state.blob[:12], text, release.id, release.time))
    return found


def prompt_difference(before: str, after: str) -> str:
    """The lines that differ, as ``diff -u`` writes them; "" for equal texts."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "before", "after", lineterm=""
    )
    return "\n".join(lines)


def prompt_changelog(store: Store, project: str) -> str:
    """What changed in the prompts of a project from release to release, newest first."""
    before: dict[str, str] = {}
    entries: list[str] = []
    for version in prompt_versions(store, project):
        day = f"{version.time:%Y-%m-%d}"
        head = f"## {version.path or 'prompt'} {version.version} ({day}, {version.release[:12]})"
        old = before.get(version.path)
        body = "New." if old is None else prompt_difference(old, version.text)
        entries.append(f"{head}\n\n{body}\n")
        before[version.path] = version.text
    return "\n".join(reversed(entries))
