"""``tandem traces`` and ``tandem replay``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.common import (
    JsonOption,
    StoreOption,
    fields,
    find_release,
    open_store,
    show,
    table,
    verb,
)
from tandem.errors import DefinitionError

if TYPE_CHECKING:
    from tandem.record import Trace


@verb
def traces(
    trace: Annotated[str, typer.Argument(help="One trace, with its tree of spans.")] = "",
    system: Annotated[str, typer.Option("--system", help="Only this project.")] = "",
    release: Annotated[str, typer.Option("--release", help="Only this release.")] = "",
    session: Annotated[str, typer.Option("--session", help="Only this session.")] = "",
    status: Annotated[str, typer.Option("--status", help="ok or error.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 20,
    export: Annotated[str, typer.Option("--export", help="Send them on: otlp:URL.")] = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List the latest runs, look into one, or send them to an OpenTelemetry collector."""
    from tandem.record import TraceStore

    with open_store(store) as opened:
        kept = TraceStore(opened.catalog)
        if trace:
            found = [kept.get(trace)]
        else:
            found = kept.find(
                system=system or None,
                release=release or None,
                session=session or None,
                status=status or None,
                limit=limit,
            )
    if export:
        _export(found, export)
    show(
        found[0] if trace else found,
        lambda: tree(found[0]) if trace else _list(found),
        json=json,
    )


def _export(found: list[Trace], target: str) -> None:
    from tandem.record import OtlpSink

    kind, _, endpoint = target.partition(":")
    if kind != "otlp" or not endpoint:
        raise DefinitionError(
            f"--export got {target!r}", hint="write --export otlp:http://HOST:4318"
        )
    sink = OtlpSink(endpoint)
    for trace in found:
        sink(trace)
    sink.close()


def _list(found: list[Trace]) -> str:
    if not found:
        return "No traces. Next: tandem serve PROJECT, or tandem ask PROJECT QUESTION"
    return table(
        (
            (
                trace.id,
                f"{trace.time:%Y-%m-%d %H:%M:%S}",
                trace.system,
                trace.channel,
                trace.release[:12],
                f"{trace.duration / 1e6:.2f}",
                trace.status,
            )
            for trace in found
        ),
        header=("trace", "time (UTC)", "system", "channel", "release", "ms", "status"),
    )


def tree(trace: Trace) -> str:
    """A trace as its totals and an indented tree of spans."""
    head = fields(
        {
            "trace": trace.id,
            "system": f"{trace.system} {trace.release[:12]} ({trace.channel})",
            "time": f"{trace.time:%Y-%m-%d %H:%M:%S} UTC, {trace.duration / 1e6:.2f} ms",
            "status": trace.error or trace.status,
            "tokens": f"{trace.tokens_in} in, {trace.tokens_out} out, ${trace.cost:.4f}",
            "input": _short(trace.input),
            "output": _short(trace.output),
        }
    )
    depth = [0] * len(trace.spans)
    lines = []
    for i, span in enumerate(trace.spans):
        depth[i] = depth[span.parent] + 1 if span.parent >= 0 else 0
        facts = "  ".join(f"{key}={_short(value, 40)}" for key, value in span.attributes.items())
        error = f"  {span.error}" if span.error else ""
        lines.append(
            f"{'  ' * depth[i]}{span.path or span.name}  {span.duration / 1e6:.3f} ms"
            f"{error}{'  ' + facts if facts else ''}"
        )
    return "\n".join([head, "", *lines])


def _short(value: object, limit: int = 200) -> str:
    text = str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


@verb
def replay(
    trace: Annotated[str, typer.Argument(help="The trace whose input to run again.")],
    on: Annotated[
        str, typer.Option("--on", help="A release, or PROJECT:CHANNEL. Default: the same release.")
    ] = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Run a stored input again, on the same or another release, and show both outputs."""
    from tandem.core.schema import to_builtins
    from tandem.deliver import Registry
    from tandem.record import Recorder, TraceStore
    from tandem.record.replay import replay as run_again

    with open_store(store) as opened:
        registry = Registry(opened)
        before = TraceStore(opened.catalog).get(trace)
        release = find_release(registry, on or before.release)
        recorder = Recorder(system=release.project, release=release.id, channel="replay")
        after = asyncio.run(run_again(registry.load(release), before, recorder))
    same = to_builtins(after.output) == before.output
    data = {
        "trace": before.id,
        "release": release.id,
        "same": same,
        "before": before,
        "after": after,
    }
    show(
        data,
        lambda: fields(
            {
                "before": f"{before.release[:12]}  {before.error or _short(before.output)}",
                "after": f"{release.id[:12]}  {after.error or _short(to_builtins(after.output))}",
                "same": "yes" if same else "no",
            }
        ),
        json=json,
    )
