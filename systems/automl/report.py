"""What the contest says: ranks, tests, pictures, and the text of them in README.md.

``python -m systems.automl.report`` reads ``results.jsonl`` and writes the part of README.md
below its mark, and the pictures beside it.
"""

from __future__ import annotations

from collections import Counter
from statistics import mean, median

from tandem.charts import Chart, Line, Mark, Points, Rule
from tandem.evaluate import Standings, standings

from . import curve
from .contest import FLOOR, FOLDER, PYTHONS, SECONDS, Result, results
from .data import TABLES

MARK = "<!-- written by systems.automl.report -->"


def complete(found: list[Result], budget: float) -> dict[str, dict[str, float]]:
    """Losses by table and system, of tables on which every system was run.

    A run that failed has the largest loss on its table: it ranks last.
    """
    systems = [name for name in PYTHONS if any(r["system"] == name for r in found)]
    tables: dict[str, dict[str, float]] = {}
    for table in TABLES:
        runs = {
            r["system"]: r["loss"]
            for r in found
            if r["table"] == table.name and r["budget"] == budget
        }
        if set(runs) == set(systems):
            worst = max(loss for loss in runs.values() if loss is not None)
            tables[table.name] = {
                name: 2 * worst if runs[name] is None else runs[name] for name in systems
            }
    return tables


def ranked(tables: dict[str, dict[str, float]]) -> Standings:
    """Systems by average rank."""
    systems = list(next(iter(tables.values())))
    return standings({name: [losses[name] for losses in tables.values()] for name in systems})


def draw(tables: dict[str, dict[str, float]], found: Standings) -> None:
    """The critical difference diagram, and every table by system."""
    marks: list[Mark] = [
        Points([rank], [float(i)], name)
        for i, (name, rank) in enumerate(reversed(found.ranks.items()), start=1)
    ]
    for i, group in enumerate(found.groups):
        ends = [found.ranks[group[0]], found.ranks[group[-1]]]
        marks.append(Line(ends, [-0.3 * i, -0.3 * i], "no difference shown"))
    Chart(
        f"Average rank on {found.sets} tables; critical difference {found.critical:.2f}",
        marks, x="average rank, less is better", y="", height=300,
    ).save(FOLDER / "ranks.svg")  # fmt: skip
    names = list(tables)
    best = {t: max(min(losses.values()), FLOOR) for t, losses in tables.items()}
    dots: list[Mark] = [Rule(1.0, "the best on the table")]
    dots += [
        Points(names, [round(max(tables[t][s], FLOOR) / best[t], 4) for t in names], s)
        for s in found.ranks
    ]
    Chart(
        "Loss as a multiple of the best on each table", dots, y="times the best loss", log="y",
        width=900, height=460,
    ).save(FOLDER / "tables.svg")  # fmt: skip


def written(found: list[Result], budget: float) -> str:
    """The analysis as Markdown."""
    tables = complete(found, budget)
    board = ranked(tables)
    names = list(board.ranks)
    lines = [
        f"{len(tables)} of {len(TABLES)} tables, {budget:g} seconds of processor time each "
        "(`handmade` looks at no clock). Loss on the held-out rows: log loss, or the root of the "
        "mean squared error; the best in bold.",
        "",
        "| table | training rows | " + " | ".join(names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    rows = {r["table"]: r["rows"] for r in found if "rows" in r}
    for table, losses in tables.items():
        best = min(losses.values())
        cells = [f"**{losses[n]:.4g}**" if losses[n] == best else f"{losses[n]:.4g}" for n in names]
        lines.append(f"| {table} | {rows[table]} | " + " | ".join(cells) + " |")
    lines.append("| average rank | | " + " | ".join(f"{board.ranks[n]:.2f}" for n in names) + " |")
    lines += ["", *_said(found, board, tables, budget), "", "![ranks](ranks.svg)", ""]
    lines += ["![tables](tables.svg)", "", *curve.written(found)]
    draw(tables, board)
    return "\n".join(lines).rstrip() + "\n"


def _said(
    found: list[Result], board: Standings, tables: dict[str, dict[str, float]], budget: float
) -> list[str]:
    differ = "differ" if board.p < board.level else "are not shown to differ"
    said = [
        f"Friedman's test (Iman and Davenport): F {board.f:.2f}, p {board.p:.2g}: the systems "
        f"{differ}. Critical difference of average ranks (Nemenyi, 0.05): {board.critical:.2f}.",
        "Not told apart: " + "; ".join(", ".join(group) for group in board.groups) + "."
        if board.groups
        else "Every two systems are told apart.",
        "Wilcoxon's tests with Holm's correction: "
        + "; ".join(
            f"{p.better} against {p.worse} {p.wins} to {p.losses}, p {p.p:.2g}" for p in board.pairs
        )
        + ".",
    ]
    played = [r for r in found if r["table"] in tables and r["budget"] == budget]
    for name in board.ranks:
        runs = [r for r in played if r["system"] == name and r.get("cpu")]
        failed = [r["table"] for r in played if r["system"] == name and r["loss"] is None]
        if runs:
            said.append(
                f"`{name}` took {median(r['cpu'] for r in runs):.1f} s (median; at most "
                f"{max(r['cpu'] for r in runs):.1f}) of processor to fit and "
                f"{mean(r['predicting'] for r in runs):.2f} s to predict"
                + (f", and failed on {', '.join(failed)}." if failed else ".")
            )
    wins = Counter(min(losses, key=losses.__getitem__) for losses in tables.values())
    said.append("Best of all on " + ", ".join(f"{n} ({c})" for n, c in wins.most_common()) + ".")
    return said


def main() -> None:
    """Write the text and the pictures."""
    found = results()
    readme = FOLDER / "README.md"
    head = readme.read_text().partition(MARK)[0]
    readme.write_text(f"{head}{MARK}\n\n{written(found, SECONDS)}")


if __name__ == "__main__":
    main()
