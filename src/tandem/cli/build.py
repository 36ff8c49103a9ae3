"""``tandem build`` and ``tandem evaluate``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.common import (
    REFUSED,
    ByOption,
    Folder,
    JsonOption,
    SetOption,
    StoreOption,
    find_release,
    inputs_for,
    open_project,
    open_store,
    progress_line,
    show,
    verb,
    whoami,
)

if TYPE_CHECKING:
    from tandem.deliver import Delivered


@verb
def build(
    folder: Folder,
    promote: Annotated[
        bool, typer.Option("--promote", help="Promote to live when the gate passes.")
    ] = False,
    options: SetOption = None,
    by: ByOption = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Fit what changed, measure it on held-out cases, judge it, and keep it as a release."""
    from tandem.deliver import Channels, deliver

    loaded = open_project(folder)
    with open_store(store) as opened:
        delivered = asyncio.run(
            deliver(loaded, opened, inputs_for(folder, options), progress=progress_line())
        )
        passed = delivered.verdict.status == "pass"
        promoted = promote and passed
        if promoted:
            Channels(opened).promote(
                loaded.project.name,
                delivered.release.id,
                by=by or whoami(),
                reason="build --promote",
            )
    show(summary(delivered, promoted), lambda: describe(delivered, promoted), json=json)
    if not passed:
        raise typer.Exit(REFUSED)


def summary(delivered: Delivered, promoted: bool) -> dict[str, Any]:
    """What a program wants to know of a build."""
    return {
        "release": delivered.release.id,
        "project": delivered.release.project,
        "fitted": delivered.build.fitted,
        "reused": delivered.build.reused,
        "scores": delivered.report.scores,
        "verdict": delivered.verdict,
        "promoted": promoted,
    }


def describe(delivered: Delivered, promoted: bool) -> str:
    """What a person wants to know of a build, and what to type next."""
    release, verdict = delivered.release, delivered.verdict
    lines = [
        delivered.report.to_text(),
        "",
        f"gate: {verdict.status}",
        *(f"  [{rule.status}] {rule.message}" for rule in verdict.rules),
        "",
        f"release {release.id[:12]} of {release.project}"
        f"  (fitted: {', '.join(delivered.build.fitted) or 'nothing'};"
        f" reused: {', '.join(delivered.build.reused) or 'nothing'})",
    ]
    if promoted:
        lines.append(f"live now. Next: tandem serve {release.project}")
    elif verdict.status == "pass":
        lines.append(f"Next: tandem promote {release.id[:12]}")
    return "\n".join(lines)


@verb
def evaluate(
    target: Annotated[str, typer.Argument(help="A project folder, a project, or a release id.")],
    folder: Annotated[
        Path | None,
        typer.Option("--cases", help="Project folder whose cases to use for a release."),
    ] = None,
    options: SetOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Measure a project folder, or a release on a project's cases, without releasing it."""
    from tandem.deliver import Registry, evaluate_release, measure

    with open_store(store) as opened:
        if Path(target).is_dir():
            loaded = open_project(Path(target))
            inputs = inputs_for(Path(target), options)
            report = asyncio.run(measure(loaded, opened, inputs, progress=progress_line()))
        else:
            release = find_release(Registry(opened), target)
            loaded = open_project(folder) if folder else None
            inputs = inputs_for(folder or Path(), options)
            report = asyncio.run(evaluate_release(release, opened, inputs, loaded=loaded))
    show(report, report.to_text, json=json)
