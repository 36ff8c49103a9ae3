"""``tandem build`` and ``tandem evaluate``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.common import (
    REFUSED,
    ByOption,
    Folder,
    HtmlOption,
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
    write_page,
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
    show(summary(delivered, promoted), lambda: told(delivered, promoted), json=json)
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
        "leaks": delivered.report.leaks,
        "verdict": delivered.verdict,
        "promoted": promoted,
    }


def describe(delivered: Delivered) -> str:
    """The report, the verdict with its reasons, and the release."""
    release, verdict = delivered.release, delivered.verdict
    return "\n".join(
        [
            delivered.report.to_text(slices=False),
            "",
            f"gate: {verdict.status}",
            *(f"  [{rule.status}] {rule.message}" for rule in verdict.rules),
            "",
            f"by slice: tandem show {release.id[:12]} --report",
            f"release {release.id[:12]} of {release.project}"
            f"  (fitted: {names(delivered.build.fitted)}; reused: {names(delivered.build.reused)})",
        ]
    )


def names(paths: list[str]) -> str:
    """Paths for a person; the system itself has the path ``""``."""
    return ", ".join(path or "the system" for path in paths) or "nothing"


def told(delivered: Delivered, promoted: bool) -> str:
    """What came of a build, and what to type next."""
    release = delivered.release
    if promoted:
        last = f"live now. Next: tandem serve {release.project}"
    elif delivered.verdict.status == "pass":
        last = f"Next: tandem promote {release.id[:12]}"
    else:
        last = "It may not go live; tandem promote --override takes a name and a reason."
    return f"{describe(delivered)}\n{last}"


@verb
def evaluate(
    folder: Folder,
    release: Annotated[
        str, typer.Option("--release", help="Measure this release instead of the folder's parts.")
    ] = "",
    options: SetOption = None,
    html: HtmlOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Measure on the project's held-out cases, without making a release.

    What is measured is the project as its folder stands, or any release on the same cases.
    """
    from tandem.deliver import Registry, evaluate_release, measure

    loaded, inputs = open_project(folder), inputs_for(folder, options)
    with open_store(store) as opened:
        if release:
            found = find_release(Registry(opened), release)
            report = asyncio.run(evaluate_release(found, opened, inputs, loaded=loaded))
        else:
            report = asyncio.run(measure(loaded, opened, inputs, progress=progress_line()))
    if html is not None:
        write_page(report, html)
    show(report, report.to_text, json=json)
