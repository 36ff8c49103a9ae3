"""The command line: the verbs of the framework, one command each.

Exit codes: 0 done, 1 an error (its message on standard error), 2 wrong usage, 3 the gate
refused or did not pass, 4 ``watch`` raised alerts. ``--json`` prints data for programs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from tandem.cli.build import build, evaluate
from tandem.cli.data import data
from tandem.cli.experiments import experiments
from tandem.cli.export import export
from tandem.cli.features import features
from tandem.cli.improve import feedback, improve, watch
from tandem.cli.new import new
from tandem.cli.profile import profile
from tandem.cli.releases import history, promote, releases, rollback, show_release
from tandem.cli.serve import ask, score, serve
from tandem.cli.tasks import tasks
from tandem.cli.traces import replay, traces

__all__ = ["app", "main"]

app = typer.Typer(
    name="tandem",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Build, prove, release, serve, watch and improve a system.",
    epilog="A new project: tandem new NAME, then tandem build NAME --promote, tandem serve NAME.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from tandem import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Build, prove, release, serve, watch and improve a system."""


_VERBS: dict[str, Callable[..., None]] = {
    "new": new,
    "build": build,
    "evaluate": evaluate,
    "releases": releases,
    "show": show_release,
    "promote": promote,
    "rollback": rollback,
    "history": history,
    "serve": serve,
    "score": score,
    "ask": ask,
    "traces": traces,
    "watch": watch,
    "improve": improve,
    "replay": replay,
    "data": data,
    "profile": profile,
    "experiments": experiments,
    "export": export,
}
for _name, _command in _VERBS.items():
    app.command(_name)(_command)
app.add_typer(features, name="features")
app.add_typer(feedback, name="feedback")
app.add_typer(tasks, name="tasks")


def main() -> None:
    """Entry point of the ``tandem`` command."""
    app()
