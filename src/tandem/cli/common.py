"""What every verb shares: options, output as text or JSON, and errors without tracebacks."""

from __future__ import annotations

import functools
import json as json_module
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

import typer

from tandem.errors import DefinitionError, GateRefused, NotFound, TandemError

if TYPE_CHECKING:
    from tandem.data import Inputs
    from tandem.deliver import Loaded, Registry, Release
    from tandem.evaluate import Report
    from tandem.record import Store

P = ParamSpec("P")
R = TypeVar("R")

ERROR, REFUSED, ALERTS = 1, 3, 4
"""Exit codes beside 0 (done) and 2 (wrong usage)."""

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="Folder of the store. Default: $TANDEM_STORE or .tandem."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Folder = Annotated[Path, typer.Argument(help="Folder of the project, which holds system.py.")]
Ref = Annotated[
    str, typer.Argument(help="A project (its live release), PROJECT:CHANNEL, or a release id.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="An option for the project's data functions: KEY=VALUE."),
]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", help="Write the report with its curves as a page.")
]
ByOption = Annotated[str, typer.Option("--by", help="Who does it; kept in the history.")]


def whoami() -> str:
    """The user's login name, for histories."""
    return os.environ.get("USER") or os.environ.get("LOGNAME") or "unknown"


def verb(command: Callable[P, R]) -> Callable[P, R]:
    """A command whose errors become one clear message and an exit code."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except TandemError as error:
            _fail(error, as_json=bool(kwargs.get("json")))
            raise typer.Exit(REFUSED if isinstance(error, GateRefused) else ERROR) from None
        except (KeyboardInterrupt, typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            if os.environ.get("TANDEM_DEBUG"):
                raise
            message = f"{type(error).__name__}: {error}"
            _fail(
                TandemError(message, hint="set TANDEM_DEBUG=1 to see where"),
                as_json=bool(kwargs.get("json")),
            )
            raise typer.Exit(ERROR) from None

    return guarded


def _fail(error: TandemError, *, as_json: bool) -> None:
    if as_json:
        typer.echo(
            json_module.dumps(
                {
                    "error": {
                        "type": type(error).__name__,
                        "message": error.message,
                        "hint": error.hint,
                    }
                }
            )
        )
        return
    typer.secho(f"Error: {error.message}", fg=typer.colors.RED, err=True)
    if error.hint:
        typer.echo(f"Hint: {error.hint}", err=True)


def show(data: Any, text: str | Callable[[], str], *, json: bool) -> None:
    """Print ``data`` as JSON, or ``text`` for a person."""
    if json:
        from tandem.core.schema import encode

        typer.echo(encode(data).decode())
    else:
        typer.echo(text if isinstance(text, str) else text())


def parsed(value: str) -> Any:
    """What a person typed: JSON if it is some, else the text."""
    try:
        return json_module.loads(value)
    except ValueError:
        return value


def table(rows: Iterable[Sequence[object]], header: Sequence[str]) -> str:
    """Aligned columns of text."""
    lines = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(line[i]) for line in [list(header), *lines]) for i in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [list(header), *lines]
    )


def fields(pairs: Mapping[str, object]) -> str:
    """One ``name  value`` a line."""
    width = max(map(len, pairs), default=0)
    return "\n".join(f"{name.ljust(width)}  {value}" for name, value in pairs.items())


def open_store(location: Path | None) -> Store:
    """The store at ``--store``, ``TANDEM_STORE`` or ``.tandem``."""
    from tandem.record import Store

    return Store.open(location)


def open_project(folder: Path) -> Loaded:
    """The project of a folder."""
    from tandem.deliver import load_project

    return load_project(folder)


def inputs_for(folder: Path, options: Sequence[str] | None) -> Inputs:
    """What the data functions of a project get, with ``--set`` options."""
    from tandem.data import Inputs

    parsed: dict[str, str] = {}
    for option in options or ():
        key, separator, value = option.partition("=")
        if not separator or not key:
            raise DefinitionError(f"--set got {option!r}", hint="write --set KEY=VALUE")
        parsed[key] = value
    return Inputs(folder=folder.resolve(), options=parsed)


def find_release(registry: Registry, ref: str) -> Release:
    """The release behind a project name, ``PROJECT:CHANNEL`` or an id."""
    try:
        return registry.get(ref)
    except NotFound as error:
        try:
            return registry.get(f"{ref}:live")
        except NotFound:
            raise error from None


def write_page(report: Report, path: Path) -> None:
    """The report as an HTML file."""
    from tandem.evaluate.pages import report_page

    report_page(report).save(path)
    typer.secho(f"  the report is in {path}", fg=typer.colors.BRIGHT_BLACK, err=True)


def progress_line() -> Callable[[str], None]:
    """A function that reports a step to a person on standard error, and to nobody else."""

    def report(step: str) -> None:
        typer.secho(f"  {step}", fg=typer.colors.BRIGHT_BLACK, err=True)

    return report if sys.stderr.isatty() else lambda _: None
