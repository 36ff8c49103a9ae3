"""``tandem releases``, ``show``, ``promote``, ``rollback`` and ``history``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.common import (
    ByOption,
    HtmlOption,
    JsonOption,
    Ref,
    StoreOption,
    fields,
    find_release,
    open_store,
    show,
    table,
    verb,
    whoami,
    write_page,
)

if TYPE_CHECKING:
    from tandem.deliver import Entry, Node

ChannelOption = Annotated[str, typer.Option("--channel", help="The channel to move.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; kept in the history.")]
ProjectName = Annotated[str, typer.Argument(help="Name of a project.")]


@verb
def releases(
    project: Annotated[str, typer.Argument(help="Only this project.")] = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List releases, newest first, with their verdicts and the channels that use them."""
    from tandem.deliver import Channels, Registry

    with open_store(store) as opened:
        registry, channels = Registry(opened), Channels(opened)
        rows: list[dict[str, Any]] = []
        for release in registry.list(project or None):
            evidence = registry.evidence(release.id)
            entry = channels.current(release.project)
            share = {target.release: target.share for target in entry.targets} if entry else {}
            rows.append(
                {
                    "release": release.id,
                    "project": release.project,
                    "time": release.time,
                    "verdict": evidence[-1].status if evidence else "none",
                    "live": share.get(release.id, 0.0),
                }
            )

    def text() -> str:
        if not rows:
            return "No releases yet. Next: tandem build FOLDER"
        return table(
            (
                (
                    row["release"][:12],
                    row["project"],
                    f"{row['time']:%Y-%m-%d %H:%M:%S}",
                    row["verdict"],
                    f"{row['live']:.0%}" if row["live"] else "",
                )
                for row in rows
            ),
            header=("release", "project", "made (UTC)", "gate", "live"),
        )

    show(rows, text, json=json)


@verb
def show_release(
    ref: Ref,
    report: Annotated[bool, typer.Option("--report", help="The whole report, by slice.")] = False,
    html: HtmlOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Show what a release pins: parts, parameters, states, code, environment, evidence."""
    from tandem.deliver import Registry
    from tandem.errors import NotFound

    with open_store(store) as opened:
        registry = Registry(opened)
        release = find_release(registry, ref)
        evidence = registry.evidence(release.id)
        latest = evidence[-1] if evidence else None
    if html is not None:
        if latest is None:
            raise NotFound(f"release {release.id[:12]} was never measured, so has no report")
        write_page(latest.report, html)
    data = {
        "id": release.id,
        "time": release.time,
        "manifest": release.manifest,
        "evidence": latest,
    }

    def text() -> str:
        lines = [
            fields(
                {
                    "release": release.id,
                    "project": release.project,
                    "made": f"{release.time:%Y-%m-%d %H:%M:%S} UTC",
                    "loop": release.manifest.loop,
                    "code": release.manifest.code[:12],
                    "suite": release.manifest.suite[:12],
                    "gate": latest.status if latest else "never judged",
                }
            ),
            "",
            *_tree("system", release.manifest.root),
        ]
        if latest:
            lines += ["", latest.report.to_text(slices=report), ""]
            lines += [f"[{rule.status}] {rule.message}" for rule in latest.verdict.rules]
        return "\n".join(lines)

    show(data, text, json=json)


def _tree(name: str, node: Node, indent: str = "") -> list[str]:
    parameters = ", ".join(f"{key}={value!r}" for key, value in node.parameters.items())
    lines = [f"{indent}{name}: {node.type.rpartition(':')[2]}({parameters})"]
    for field, state in node.states.items():
        lines.append(f"{indent}  .{field}  {state.codec}  {state.blob[:12]}  {state.size:,} bytes")
    for part, below in node.parts.items():
        lines += _tree(part, below, indent + "  ")
    return lines


@verb
def promote(
    ref: Ref,
    channel: ChannelOption = "live",
    share: Annotated[
        float, typer.Option("--share", min=0.0, max=1.0, help="Below 1: a canary's share.")
    ] = 1.0,
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Run beside, answer nobody, keep the traces.")
    ] = False,
    override: Annotated[
        bool, typer.Option("--override", help="Without a passing verdict; needs --reason.")
    ] = False,
    reason: ReasonOption = "",
    by: ByOption = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Point a channel at a release that passed its gate, whole or for a share of subjects."""
    from tandem.deliver import Channels, Registry

    with open_store(store) as opened:
        release = find_release(Registry(opened), ref)
        entry = Channels(opened).promote(
            release.project,
            release.id,
            channel=channel,
            share=share,
            shadow=shadow,
            by=by or whoami(),
            reason=reason,
            override=override,
        )
    show(entry, lambda: _line(entry), json=json)


@verb
def rollback(
    project: ProjectName,
    channel: ChannelOption = "live",
    reason: ReasonOption = "",
    by: ByOption = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Point a channel back at what it served before, in one step."""
    from tandem.deliver import Channels

    with open_store(store) as opened:
        entry = Channels(opened).rollback(
            project, channel=channel, by=by or whoami(), reason=reason
        )
    show(entry, lambda: _line(entry), json=json)


@verb
def history(
    project: ProjectName,
    channel: ChannelOption = "live",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Print who moved a channel, when, where to and why; the chain of hashes is verified."""
    from tandem.deliver import Channels

    with open_store(store) as opened:
        entries = Channels(opened).history(project, channel)
    show(entries, lambda: "\n".join(_line(entry) for entry in entries) or "No history.", json=json)


def _line(entry: Entry) -> str:
    targets = " + ".join(f"{target.release[:12]} {target.share:.0%}" for target in entry.targets)
    shadow = f" (shadow {entry.shadow[:12]})" if entry.shadow else ""
    mark = " OVERRIDE" if entry.override else ""
    reason = f": {entry.reason}" if entry.reason else ""
    return (
        f"{entry.sequence:>3}  {entry.time:%Y-%m-%d %H:%M:%S}  {entry.action:<8}  "
        f"{entry.channel} -> {targets}{shadow}  by {entry.by}{mark}{reason}"
    )
