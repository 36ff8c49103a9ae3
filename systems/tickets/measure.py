"""Words, sentence vectors and both, side by side; refusal of unseen intents; few examples.

``python -m systems.tickets.measure [ENCODER]``, where ``ENCODER`` is a folder as for
``--set encoder=``; without it the words are measured alone. Every run looks at the published
test part, and fits each system three times.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from tandem import Case, Inputs, Metric, Rows, Trace
from tandem.evaluate import Report, accuracy, auc, compare, confusions, evaluate
from tandem.models import Prototypes, Scoped, SentenceClassifier, TextClassifier
from tandem.search import CorpusEmbedder, Embedder, Encoder

from .data import held_out_cases, labelled_news, training_rows
from .metrics import false_refusal, intent_accuracy, refusal, team_accuracy
from .system import Tickets, tickets

LEFT_OUT = 17
"""Intents that are out of scope in the second part."""
SHOTS = (1, 2, 3, 5, 10, 20)
METRICS = [intent_accuracy, team_accuracy, false_refusal, refusal]
told = Console(soft_wrap=True, highlight=False)


def in_scope(case: Case, trace: Trace | None = None) -> bool:
    """Whether there is an intent to find."""
    return case.target is not None


def typicality(trace: Trace) -> float:
    """What is refused by."""
    return float(trace.output.typicality)


separation = auc(target=in_scope, output=typicality, name="separation")


def fitted(system: Tickets, rows: Rows[str, str]) -> Tickets:
    """Learnt from the rows, with the time that took."""
    began = time.process_time()
    found = system.evolve(place=system.place.fit(rows))
    told.print(f"  fitted in {time.process_time() - began:.0f} s of processor time")
    return found


def measure(
    system: Tickets, cases: Sequence[Case], metrics: Sequence[Metric]
) -> tuple[Report, list[Trace]]:
    """Run every case, and print the figures with their 95 % intervals."""
    report, traces = asyncio.run(evaluate(system, cases, metrics, warm=20))
    for name, score in report.scores.items():
        told.print(f"  {name:16} {score.value:.4f} ({score.low:.4f} to {score.high:.4f})")
    return report, traces


def show_errors(cases: Sequence[Case], traces: Sequence[Trace]) -> None:
    """The pairs of intents that are confused most, and the surest mistakes."""
    asked = [(c, t.output.likeliest[0]) for c, t in zip(cases, traces, strict=True) if in_scope(c)]
    found = confusions(
        [case.input.text for case, _ in asked],
        [case.target for case, _ in asked],
        [guess.intent for _, guess in asked],
        examples=1,
    )
    for one in found[:10]:
        told.print(f"  {one.count:3} {one.target} taken for {one.output}")
    wrong = [(case, guess) for case, guess in asked if guess.intent != case.target]
    for case, guess in sorted(wrong, key=lambda pair: -pair[1].probability)[:10]:
        told.print(f"  {guess.probability:.2f} {guess.intent}, labelled {case.target}")


def unseen_intents(system: Tickets, rows: Rows[str, str], cases: Sequence[Case]) -> None:
    """Fit on 60 intents; tickets of the other 17 are near out of scope, news far out."""
    names = sorted(set(rows.targets))
    gone = set(random.Random(0).sample(names, LEFT_OUT))
    kept = rows.take([i for i, name in enumerate(rows.targets) if name not in gone])
    known = [case for case in cases if in_scope(case) and case.target not in gone]
    near = [Case(id=case.id, input=case.input) for case in cases if case.target in gone]
    far = [case for case in cases if not in_scope(case)]
    system = fitted(system, kept)
    for title, strange in ((f"{len(gone)} unseen intents", near), ("news", far)):
        told.print(title)
        measure(system, [*known, *strange], [separation, false_refusal, refusal])


def few_examples(embed: Embedder, rows: Rows[str, str], cases: Sequence[Case]) -> None:
    """Accuracy of prototypes and of a linear model by the number of examples an intent."""
    asked = [case for case in cases if in_scope(case)]
    for shots in SHOTS:
        part = rows.take(some_of_each(rows, shots))
        models: list[Any] = [
            Prototypes(embed=embed),
            SentenceClassifier(embed=embed, calibrate=False),
        ]
        line = f"  {shots:3} examples"
        for model in models:
            said = model.fit(part).predict([case.input.text for case in asked])
            right = [one.label == case.target for one, case in zip(said, asked, strict=True)]
            line += f"  {type(model).__name__} {sum(right) / len(right):.3f}"
        told.print(line)


def some_of_each(rows: Rows[str, str], count: int) -> list[int]:
    """Places of ``count`` rows of every label, drawn at random."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(rows.targets):
        places.setdefault(name, []).append(place)
    draw = random.Random(0)
    return [place for some in places.values() for place in draw.sample(some, min(count, len(some)))]


def show_news(inputs: Inputs, embed: Embedder | None) -> None:
    """Four classes of news: learned from three quarters, measured on the last one, cut once."""
    texts = labelled_news(inputs)
    random.Random(0).shuffle(texts)
    cut = len(texts) * 3 // 4
    rows = Rows([text for text, _ in texts[:cut]], [kind for _, kind in texts[:cut]])
    cases = [Case(str(i), text, kind) for i, (text, kind) in enumerate(texts[cut:])]
    model = TextClassifier(loss="squared_hinge", C=1.0, calibrate=False, embed=embed).fit(rows)
    report, _ = asyncio.run(evaluate(model, cases, [accuracy(output=label)]))
    score = report.scores["accuracy"]
    told.print(f"news, {len(cases)}: {score.value:.4f} ({score.low:.4f} to {score.high:.4f})")


def label(trace: Trace) -> str:
    """What a classifier says."""
    return str(trace.output.label)


def main(arguments: Sequence[str]) -> None:
    """Print everything."""
    inputs = Inputs(folder=Path(__file__).parent)
    rows, cases = training_rows(inputs), held_out_cases(inputs)
    told.print("words")
    words, traces = measure(fitted(tickets(), rows), cases, METRICS)
    show_errors(cases, traces)
    unseen_intents(tickets(), rows, cases)
    show_news(inputs, None)
    if not arguments:
        return
    encoder = Encoder(folder=arguments[0], truncate=True)
    vectors = SentenceClassifier(embed=encoder, loss="squared_hinge", C=1.0, calibrate=False)
    alone = Tickets(place=Scoped(classify=vectors, near=CorpusEmbedder()))
    for title, system in (("vectors alone", alone), ("words and vectors", tickets(encoder))):
        told.print(title)
        report, _ = measure(fitted(system, rows), cases, METRICS)
        found = compare(words, report, intent_accuracy)
        told.print(f"  more than words  {found.value:.4f} ({found.low:.4f} to {found.high:.4f})")
    unseen_intents(tickets(encoder), rows, cases)
    show_news(inputs, encoder)
    few_examples(encoder, rows, cases)


if __name__ == "__main__":
    main(sys.argv[1:])
