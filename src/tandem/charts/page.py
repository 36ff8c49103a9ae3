"""A page of text, tables and charts: one HTML file that needs nothing else, or Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from os import PathLike
from pathlib import Path

from tandem.charts.chart import Chart
from tandem.charts.scales import number
from tandem.errors import DefinitionError
from tandem.record.files import write_atomic

Cell = str | float | None

_STYLE = """\
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1f2328; background: #ffffff; }
table { border-collapse: collapse; margin: 1rem 0; } td, th { padding: .3rem .8rem;
  border-bottom: 1px solid #d8dee4; text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } svg { max-width: 100%; }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117; }
  td, th { border-color: #30363d; } }"""


@dataclass(frozen=True)
class Table:
    """Rows under column names; numbers are shown short, ``None`` is blank.

    >>> print(Table(["model", "AUC"], [["boosting", 0.8503]]).markdown())
    | model | AUC |
    | --- | --- |
    | boosting | 0.8503 |
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise DefinitionError(
                    f"a table of {len(self.columns)} columns got a row of {len(row)}: {row!r}"
                )

    def markdown(self) -> str:
        """The table as Markdown."""
        rows = [self.columns, ["---"] * len(self.columns), *self.rows]
        return "\n".join(f"| {' | '.join(_plain(cell) for cell in row)} |" for row in rows)

    def html(self) -> str:
        """The table as HTML."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(f"<tr>{''.join(map(_html, row))}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True)
class Page:
    """A title and parts in order: a paragraph (text), a heading (``# text``), a table, a chart."""

    title: str
    parts: Sequence[str | Table | Chart]

    def html(self) -> str:
        """The page as one HTML document without scripts and remote parts."""
        title = escape(self.title)
        head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        body = "\n".join(_part(part) for part in self.parts)
        return f"{head}\n<style>\n{_STYLE}\n</style>\n<h1>{title}</h1>\n{body}\n</html>\n"

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the page to a file, all or nothing."""
        path = Path(path)
        write_atomic(path, [self.html().encode()], mode=0o644)
        return path


def _part(part: str | Table | Chart) -> str:
    match part:
        case Table():
            return part.html()
        case Chart():
            return part.svg()
        case str() if part.startswith("# "):
            return f"<h2>{escape(part[2:])}</h2>"
        case str():
            return f"<p>{escape(part)}</p>"


def _plain(cell: Cell) -> str:
    text = "" if cell is None else cell if isinstance(cell, str) else number(cell)
    return text.replace("|", "\\|").replace("\n", " ")


def _html(cell: Cell) -> str:
    if cell is None:
        return "<td></td>"
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    return f'<td class="number">{number(cell)}</td>'
