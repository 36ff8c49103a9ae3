"""``tandem serve``, ``score`` and ``ask``."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from tandem.cli.common import (
    ALERTS,
    JsonOption,
    Ref,
    StoreOption,
    fields,
    find_release,
    open_project,
    open_store,
    show,
    verb,
)


@verb
def serve(
    project: Annotated[str, typer.Argument(help="A project, or its folder.")],
    channel: Annotated[str, typer.Option("--channel", help="The channel to serve.")] = "live",
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8000,
    store: StoreOption = None,
) -> None:
    """Serve a channel over HTTP; a promotion or rollback is picked up without a restart.

    API keys are read from TANDEM_API_KEYS (comma separated) and are required on any address
    but loopback. TANDEM_FEATURES names the online store of features: catalog, redis://... or
    the URL of a database.
    """
    from tandem.improve import FeedbackLedger
    from tandem.operate import serve as run_server

    name = open_project(Path(project)).project.name if Path(project).is_dir() else project
    keys = [key.strip() for key in os.environ.get("TANDEM_API_KEYS", "").split(",") if key.strip()]
    with open_store(store) as opened:
        typer.echo(f"serving {name}:{channel} at http://{host}:{port}  (/docs, /metrics)", err=True)
        ledger = FeedbackLedger(opened, system=name)
        run_server(
            opened, name, channel=channel, host=host, port=port, keys=keys, feedback=ledger.add
        )


@verb
def score(
    ref: Ref,
    source: Annotated[Path, typer.Argument(help="CSV, Parquet or JSON lines to read.")],
    target: Annotated[Path, typer.Argument(help="File to write, same kinds.")],
    most_rejected: Annotated[
        float | None,
        typer.Option("--most-rejected", help="Share of rows set aside that is an alert."),
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Score a table; rows that do not fit the contract are set aside with their reason."""
    from rich.console import Console
    from rich.progress import Progress

    from tandem.deliver import Registry
    from tandem.features.readers import connect_setting
    from tandem.operate import score_table
    from tandem.record import Recorder

    with open_store(store) as opened:
        connect_setting(opened.catalog)
        registry = Registry(opened)
        release = find_release(registry, ref)
        system = registry.load(release)
        recorder = Recorder(system=release.project, release=release.id, channel="batch")
        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task(f"scoring {source.name}", total=None)

            def advance(done: int, total: int | None) -> None:
                bar.update(task, completed=done, total=total)

            scored = score_table(system, source, target, recorder=recorder, progress=advance)
    show(
        scored,
        lambda: fields(
            {
                "scored": f"{scored.rows:,}",
                "set aside": f"{scored.rejected:,}",
                "with warnings": f"{scored.warned:,}",
                "written to": target,
            }
        ),
        json=json,
    )
    if most_rejected is not None and scored.rejected_share > most_rejected:
        typer.echo(
            f"alert: {scored.rejected_share:.2%} of the rows were set aside, more than "
            f"{most_rejected:.2%}; the reasons are in {scored.rejects}",
            err=True,
        )
        raise typer.Exit(ALERTS)


@verb
def ask(
    ref: Ref,
    question: Annotated[str, typer.Argument(help="Text, or JSON of the input type.")],
    subject: Annotated[str, typer.Option("--subject", help="Who asks; splits stick to it.")] = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Call a release once from the command line; an answer streams as it is written."""
    from tandem.core import Result, Token, contract, stream
    from tandem.deliver import Registry
    from tandem.record import Recorder, TraceWriter
    from tandem.strategy import Restart

    with open_store(store) as opened:
        registry = Registry(opened)
        release = find_release(registry, ref)
        system = registry.load(release)
        x = read_input(contract(type(system)).input, question)
        writer = TraceWriter(opened.catalog)
        recorder = Recorder(
            system=release.project, release=release.id, channel="ask", sinks=[writer.put]
        )
        answered: dict[str, Any] = {}

        async def call(value: Any) -> Any:
            output, trace = await recorder.call(system, value, subject=subject)
            answered["trace"] = trace.id
            return output

        async def main() -> None:
            pieces = []
            async for event in stream(call, x):
                if isinstance(event, Token) and not json:
                    typer.echo(event.text, nl=False)
                    pieces.append(event.text)
                elif isinstance(event, Restart) and not json:
                    typer.echo(f"\n(starting over: {event.reason})")
                    pieces.clear()
                elif isinstance(event, Result):
                    answered["output"] = event.value
            if pieces:
                typer.echo("\n")
            answered["streamed"] = "".join(pieces).strip()

        try:
            asyncio.run(main())
        finally:
            writer.close()
    show(
        {"trace": answered["trace"], "release": release.id, "output": answered["output"]},
        lambda: _answer(answered),
        json=json,
    )


def read_input(cls: Any, text: str) -> Any:
    """JSON of the input type; bare text stands for its one required text field."""
    from tandem.core.schema import convert, decoder, field_types

    if cls is str:
        return text
    if not text.lstrip().startswith(("{", "[")) and dataclasses.is_dataclass(cls):
        required = [
            field.name
            for field in dataclasses.fields(cls)
            if field.default is field.default_factory is dataclasses.MISSING
        ]
        if len(required) == 1 and field_types(cls)[required[0]] is str:
            return convert({required[0]: text}, cls)
    return decoder(cls)(text.encode())


def _answer(answered: dict[str, Any]) -> str:
    """The output without the text that was streamed already, and the trace."""
    from tandem.core.schema import to_builtins

    output = to_builtins(answered["output"])
    if not isinstance(output, dict):
        output = {"answer": output}
    streamed = answered["streamed"]
    shown = {key: value for key, value in output.items() if not streamed or value != streamed}
    return fields({**shown, "trace": answered["trace"]})
