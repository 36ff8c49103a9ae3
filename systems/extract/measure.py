"""Figures beyond the report of a build: ``python -m systems.extract.measure``.

Five folds of the training receipts, companies kept apart, and once the held-out ones: F1 of
each field, also with every sign as the label has it; which wrong records and values are found
when the least sure are looked at first, drawn into ``review.svg``; and receipts read a second of
processor time.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tandem import Inputs, Rows
from tandem.charts import Chart, Line, Points
from tandem.models import cross_predict
from tandem.search.extract import Extraction, Layout, Values, failed_rules

from .data import KINDS, held_out_cases, training_rows
from .receipts import RULES, reader, told

say = Console(highlight=False, soft_wrap=True).print
SHARES = (0.1, 0.2, 0.3, 0.4)


def right(read: Extraction, values: Values) -> dict[str, bool]:
    """Which fields are as the label says."""
    due, given = told(values), told(read.values)
    return {name: due.get(name) == given.get(name) for name in KINDS}


def exact(read: Extraction, values: Values, name: str) -> bool:
    """Whether the very characters are those of the label, spaces and capitals aside."""
    given = read.fields[name].text if name in read.fields else ""
    return "".join(given.split()).casefold() == "".join((values[name] or "").split()).casefold()


def caught(wrong: Sequence[bool], doubt: Sequence[float], share: float) -> float:
    """The share of what is wrong among the most doubtful ``share`` of all."""
    order = sorted(range(len(wrong)), key=lambda i: -doubt[i])
    return sum(wrong[i] for i in order[: round(share * len(order))]) / max(1, sum(wrong))


def show(
    name: str, layouts: Sequence[Layout], read: Sequence[Extraction], due: Sequence[Values]
) -> None:
    """F1 by field, and the review curves."""
    verdicts = [right(x, y) for x, y in zip(read, due, strict=True)]
    say(f"\n{name}: {len(read)} receipts")
    for field in KINDS:
        plain = sum(verdict[field] for verdict in verdicts) / len(read)
        same = sum(exact(x, y, field) for x, y in zip(read, due, strict=True)) / len(read)
        say(f"  {field}: right {plain:.3f}, with every sign {same:.3f}")
    wrong = [not all(verdict.values()) for verdict in verdicts]
    broken = [len(failed_rules(x, y, RULES)) for x, y in zip(layouts, read, strict=True)]
    by_rules = [(failed > 0) + 1 - x.confidence for failed, x in zip(broken, read, strict=True)]
    by_chance = [1 - x.confidence for x in read]
    cells = [
        (not verdict[field], 1 - x.fields[field].confidence if field in x.fields else 1.0)
        for verdict, x in zip(verdicts, read, strict=True)
        for field in KINDS
    ]
    say(
        f"  wrong records {sum(wrong)}, queued by the rules {sum(n > 0 for n in broken)}, of these "
        f"wrong {sum(w for w, n in zip(wrong, broken, strict=True) if n)}"
    )
    say(f"  wrong values {sum(w for w, _ in cells)} of {len(cells)}")
    values, doubts = [w for w, _ in cells], [d for _, d in cells]
    for share in SHARES:
        most = min(1.0, share * len(wrong) / max(1, sum(wrong)))
        say(
            f"  {share:.0%} looked at: of the wrong records {caught(wrong, by_chance, share):.2f}, "
            f"rules first {caught(wrong, by_rules, share):.2f}, at most {most:.2f}; "
            f"of the wrong values {caught(values, doubts, share):.2f}"
        )


def review_curve(wrong: Sequence[bool], doubt: Sequence[float]) -> Chart:
    """The share of wrong records found by the share looked at, beside the best and any order."""
    shares = [n / 50 for n in range(51)]
    rate = sum(wrong) / len(wrong)
    return Chart(
        f"Wrong records found in review ({rate:.0%} are wrong)",
        [
            Line(shares, [min(1.0, share / rate) for share in shares], "best order there is"),
            Line(shares, [caught(wrong, doubt, share) for share in shares], "by confidence"),
            Line([0, 1], [0, 1], "by chance", dashed=True),
            Points([0.2], [0.8], "aim"),
        ],
        x="share of records looked at",
        y="share of wrong records found",
    )


def main() -> None:
    """Print the figures."""
    inputs = Inputs(folder=Path(__file__).parent)
    train, cases = training_rows(inputs), held_out_cases(inputs)
    crossed = cross_predict(reader(), train, seed=1)
    show("five folds of the training part", train.inputs, crossed, train.targets)
    verdicts = [right(x, y) for x, y in zip(crossed, train.targets, strict=True)]
    wrong = [not all(verdict.values()) for verdict in verdicts]
    curve = review_curve(wrong, [1 - x.confidence for x in crossed])
    curve.save(Path(__file__).with_name("review.svg"))
    held_out = Rows([case.input for case in cases], [case.target for case in cases])
    fitted = reader().fit(train)
    start = time.process_time()
    read = [fitted.predict([layout])[0] for layout in held_out.inputs]
    seconds = time.process_time() - start
    show("held out", held_out.inputs, read, held_out.targets)
    say(f"\n{len(read) / seconds:.0f} receipts a second of processor time")


if __name__ == "__main__":
    main()
