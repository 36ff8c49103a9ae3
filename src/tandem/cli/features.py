"""``tandem features``: the definitions of features that releases pin, and what they cost."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tandem.cli.common import JsonOption, StoreOption, fields, open_store, show, table, verb

features = typer.Typer(
    invoke_without_command=True,
    help="List the definitions of features that the releases of a store pin.",
)


@features.callback()
@verb
def list_features(
    context: typer.Context,
    search: Annotated[str, typer.Option("--search", help="Only those that mention it.")] = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List the definitions of features that the releases of a store pin."""
    if context.invoked_subcommand is not None:
        return
    from tandem.deliver import known_features

    with open_store(store) as opened:
        found = known_features(opened, search)
        rows: list[dict[str, Any]] = [
            {
                "view": known.view.name,
                "feature": item.name,
                "meaning": item.meaning,
                "entity": ", ".join(item.by),
                "type": item.type,
                "fingerprint": known.view.fingerprint,
                "releases": [release.id for release in known.releases],
                "channels": known.channels,
                "first_seen": known.first_seen,
            }
            for known in found
            for item in known.view.features
        ]

    def text() -> str:
        if not rows:
            return "No release pins a definition of features that fits."
        lines = []
        for known in found:
            lines += [_headline(known), ""]
            lines += [_lines(known), ""]
        return "\n".join(lines).rstrip()

    show(rows, text, json=json)


@features.command("show")
@verb
def show_features(
    name: Annotated[str, typer.Argument(help="NAME, or NAME@FINGERPRINT.")],
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Show a definition, what pins it, and what its features cost in the newest release."""
    from tandem.deliver import Registry, find_known
    from tandem.evaluate.feature_tables import HEADER, about, feature_rows

    with open_store(store) as opened:
        known = find_known(opened, name)
        newest = known.releases[-1]
        evidence = Registry(opened).evidence(newest.id)
        reports = evidence[-1].report.features if evidence else []
    report = next((item for item in reports if item.ref == known.view.ref), None)

    def text() -> str:
        lines = [
            fields(
                {
                    "definition": known.view.ref,
                    "about": known.view.about,
                    "requests": known.view.request,
                    "first seen": f"{known.first_seen:%Y-%m-%d %H:%M:%S} UTC",
                    "releases": ", ".join(f"{r.id[:12]} ({r.project})" for r in known.releases),
                    "channels": ", ".join(known.channels) or "none",
                }
            ),
            "",
            _lines(known),
        ]
        if report is not None:
            lines += ["", f"in release {newest.id[:12]}:", *about(report), ""]
            lines.append(table(feature_rows(report), HEADER))
        return "\n".join(lines)

    data = {
        "view": known.view,
        "fingerprint": known.view.fingerprint,
        "releases": [release.id for release in known.releases],
        "channels": known.channels,
        "first_seen": known.first_seen,
        "report": report,
    }
    show(data, text, json=json)


def _headline(known: Any) -> str:
    projects = ", ".join(sorted({release.project for release in known.releases}))
    served = f"; in {', '.join(known.channels)}" if known.channels else ""
    return (
        f"{known.view.ref}  {len(known.releases)} releases of {projects}{served}; "
        f"since {known.first_seen:%Y-%m-%d}"
    )


def _lines(known: Any) -> str:
    rows = [(item.name, item.type, item.meaning) for item in known.view.features]
    return table(rows, ("feature", "type", "what it is"))
