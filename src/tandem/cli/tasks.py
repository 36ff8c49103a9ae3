"""``tandem tasks``: what people are asked, and their answers."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from tandem.cli.common import (
    ByOption,
    JsonOption,
    StoreOption,
    open_store,
    parsed,
    show,
    table,
    verb,
    whoami,
)

if TYPE_CHECKING:
    from tandem.record import Task

tasks = typer.Typer(help="See what waits for a person, and answer it.", no_args_is_help=True)

TaskId = Annotated[str, typer.Argument(help="The task, or the six first digits of it or more.")]


@tasks.command("list")
@verb
def list_tasks(
    queue: Annotated[str, typer.Option("--queue", help="Only this queue.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Answered ones too.")] = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List the tasks that wait, oldest first."""
    from tandem.record import Tasks

    with open_store(store) as opened:
        found = Tasks(opened.catalog).list(queue, state=None if every else "waiting")
    rows = [
        [task.id[:12], task.queue, _short(task.asked), _short(task.reason), task.by]
        for task in found
    ]
    show(
        [_plain(task) for task in found],
        lambda: (
            table(rows, ["task", "queue", "asked", "reason", "answered by"])
            if rows
            else "nothing waits"
        ),
        json=json,
    )


@tasks.command("show")
@verb
def show_task(task: TaskId, store: StoreOption = None, json: JsonOption = False) -> None:
    """Show a task whole."""
    from tandem.record import Tasks

    with open_store(store) as opened:
        found = Tasks(opened.catalog).get(task)
    show(_plain(found), lambda: json_module.dumps(_plain(found), indent=2), json=json)


@tasks.command("answer")
@verb
def answer(
    task: TaskId,
    value: Annotated[str, typer.Argument(help="The answer: JSON, or text.")],
    by: ByOption = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Answer a task; the first answer counts."""
    from tandem.record import Tasks

    with open_store(store) as opened:
        found = Tasks(opened.catalog).answer(task, parsed(value), by=by or whoami())
    show(_plain(found), f"{found.id} answered by {found.by}", json=json)


def _plain(task: Task) -> Any:
    return msgspec.to_builtins(task)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json_module.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
