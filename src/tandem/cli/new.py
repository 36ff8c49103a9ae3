"""``tandem new``: a small project that builds at once, to be changed from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.common import JsonOption, show, verb
from tandem.errors import DefinitionError

KINDS = ("prediction", "interaction")


@verb
def new(
    name: Annotated[str, typer.Argument(help="Name of the project and of its folder.")],
    system: Annotated[
        str, typer.Option("--system", help="prediction (a trained model) or interaction (answers).")
    ] = "prediction",
    json: JsonOption = False,
) -> None:
    """Write a working project of one page into a new folder."""
    if system not in KINDS:
        raise DefinitionError(f"--system got {system!r}", hint=f"one of {', '.join(KINDS)}")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise DefinitionError(
            f"{name!r} cannot name a project", hint="small letters, digits and _, a letter first"
        )
    folder = Path(name)
    if folder.exists():
        raise DefinitionError(f"{folder} exists already", hint="choose another name")
    written = []
    for relative, text in _templates(files("tandem.cli") / "templates" / system):
        target = folder / relative.removesuffix(".txt")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("PROJECT", name), encoding="utf-8")
        written.append(str(target))
    show(
        {"folder": str(folder), "files": written},
        f"wrote {', '.join(written)}\nNext: tandem build {name} --promote",
        json=json,
    )


def _templates(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Relative path and text of every file of a template."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _templates(item, f"{prefix}{item.name}/")
        else:
            yield prefix + item.name, item.read_text(encoding="utf-8")
