"""``tandem experiments``: runs side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from tandem.cli.common import JsonOption, StoreOption, open_store, show, table, verb


@verb
def experiments(
    experiment: Annotated[str, typer.Argument(help="Only this one: the name of a project.")] = "",
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="Only runs with KEY=VALUE.")
    ] = None,
    best: Annotated[
        str, typer.Option("--best", help="Sort by this metric, largest first; -METRIC smallest.")
    ] = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List experiments, or the runs of one side by side: what differs, and their metrics."""
    from tandem.errors import DefinitionError
    from tandem.record import Experiments
    from tandem.record.experiments import ranked, table_of

    tags: dict[str, str] = {}
    for item in tag or ():
        key, separator, value = item.partition("=")
        if not separator:
            raise DefinitionError(f"--tag got {item!r}", hint="write --tag KEY=VALUE")
        tags[key] = value
    with open_store(store) as opened:
        kept = Experiments(opened)
        if not experiment:
            counts = [(name, len(kept.runs(name))) for name in kept.names()]
            named = [{"experiment": name, "runs": count} for name, count in counts]
            text = table(counts, ("experiment", "runs")) if counts else "No runs yet."
            show(named, text, json=json)
            return
        runs = kept.runs(experiment, tags=tags)
    if best:
        runs = ranked(runs, best.removeprefix("-"), rising=not best.startswith("-"))

    def text_of_runs() -> str:
        columns, rows = table_of(runs)
        return table(([_cell(value) for value in row] for row in rows), columns)

    show(runs, text_of_runs if runs else f"{experiment} has no such runs.", json=json)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
