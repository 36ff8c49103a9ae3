"""``tandem feedback``, ``watch`` and ``improve``."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.common import (
    ALERTS,
    REFUSED,
    ByOption,
    Folder,
    JsonOption,
    SetOption,
    StoreOption,
    inputs_for,
    open_project,
    open_store,
    parsed,
    progress_line,
    show,
    table,
    verb,
    whoami,
)

if TYPE_CHECKING:
    from tandem.improve import Improvement

feedback = typer.Typer(
    no_args_is_help=True, help="Say what turned out to be true, and review what others said."
)


@feedback.command("add")
@verb
def add(
    trace: Annotated[str, typer.Argument(help="The trace it is about.")],
    value: Annotated[str, typer.Option("--value", help="JSON, or text.")],
    path: Annotated[str, typer.Option("--path", help="Field of the output; default: all.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="label, correction or rating.")] = "label",
    key: Annotated[str, typer.Option("--key", help="Counted once per key.")] = "",
    by: ByOption = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Record a label, correction or rating for a trace."""
    from tandem.improve import FeedbackLedger
    from tandem.record import TraceStore

    record = {
        "trace": trace,
        "path": path,
        "kind": kind,
        "value": parsed(value),
        "by": by or whoami(),
        **({"key": key} if key else {}),
    }
    with open_store(store) as opened:
        record["system"] = TraceStore(opened.catalog).get(trace).system
        new = FeedbackLedger(opened).add(record)
    show({"recorded": new}, "recorded" if new else "already known", json=json)


@feedback.command("list")
@verb
def list_feedback(
    system: Annotated[str, typer.Option("--system", help="Only this project.")] = "",
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what awaits review.")] = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List feedback, newest first."""
    from tandem.improve import FeedbackLedger

    with open_store(store) as opened:
        found = FeedbackLedger(opened).find(system=system or None)
    if waiting:
        found = [item for item in found if item.accepted is None]
    state = {None: "waiting", True: "accepted", False: "rejected"}

    def text() -> str:
        rows = (
            (item.key, item.kind, item.trace, item.path, item.value, item.by, state[item.accepted])
            for item in found
        )
        return table(rows, ("key", "kind", "trace", "path", "value", "by", "review"))

    show(found, text, json=json)


@feedback.command("review")
@verb
def review(
    key: Annotated[str, typer.Argument(help="Key of the feedback, as listed.")],
    accept: Annotated[
        bool, typer.Option("--accept/--reject", help="Whether training may learn from it.")
    ],
    by: ByOption = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Accept or reject a correction; only accepted ones reach training."""
    from tandem.improve import FeedbackLedger

    with open_store(store) as opened:
        FeedbackLedger(opened).review(key, accepted=accept, by=by or whoami())
    show({"key": key, "accepted": accept}, "accepted" if accept else "rejected", json=json)


@verb
def watch(
    folder: Folder,
    since: Annotated[
        datetime | None, typer.Option("--since", help="Only traces from this time on (UTC).")
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Compare what happens in live with what the release promised; alerts name what moved."""
    from tandem.improve import watch as run_watch

    loaded = open_project(folder)
    with open_store(store) as opened:
        alerts = run_watch(loaded.project, opened, since=since)
    show(
        alerts,
        lambda: (
            "\n".join(f"[{alert.severity}] {alert.monitor}: {alert.message}" for alert in alerts)
            or "No alerts."
        ),
        json=json,
    )
    if alerts:
        raise typer.Exit(ALERTS)


@verb
def improve(
    folder: Folder,
    canary: Annotated[
        float | None,
        typer.Option("--canary", min=0.0, max=1.0, help="Share to give it when it passes."),
    ] = None,
    options: SetOption = None,
    by: ByOption = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Rebuild with reviewed feedback and present data, and judge it against live, paired."""
    from tandem.cli.build import describe, summary
    from tandem.improve import improve as run_improve

    loaded = open_project(folder)
    with open_store(store) as opened:
        improvement = asyncio.run(
            run_improve(
                loaded,
                opened,
                inputs_for(folder, options),
                canary=canary,
                by=by or whoami(),
                progress=progress_line(),
            )
        )
    delivered = improvement.delivered
    data = {
        **summary(delivered, improvement.entry is not None),
        "reviewed": improvement.reviewed,
        "decision": improvement.decision,
        "reason": improvement.reason,
        "differences": improvement.differences,
    }
    show(data, lambda: f"{describe(delivered)}\n{told(improvement)}", json=json)
    if improvement.decision == "refused":
        raise typer.Exit(REFUSED)


def told(improvement: Improvement) -> str:
    """The differences to live and the decision, a line each."""
    lines = [
        f"  {item.metric}: {item.value:+.4f}"
        + (f" [{item.low:+.4f}, {item.high:+.4f}]" if item.low is not None else "")
        for item in improvement.differences
    ]
    head = ["against live, on the same cases, paired:", *lines, ""] if lines else []
    return "\n".join([*head, f"decision: {improvement.decision}: {improvement.reason}"])
