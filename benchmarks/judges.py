"""How far judges agree with people: recorded verdicts of two models, and any judge you configure.

    python benchmarks/judges.py
    python benchmarks/judges.py --model openai:NAME [--url http://127.0.0.1:8000/v1] [--limit 100]

Reads ``pandalm_judge`` under ``TANDEM_DATA``: 500 pairs of answers, three people each, and what
GPT-3.5 and PandaLM-7B said. What people say is their majority; without one, a tie. Judgements
that failed are counted as agreeing with nobody.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import json
import os
from pathlib import Path
from typing import Any

from tandem.data import cohen_kappa, fleiss_kappa
from tandem.errors import TandemError
from tandem.evaluate import Pair, PairJudge, agreement, majority
from tandem.evaluate.preference import Choice, choice_of
from tandem.llm import Chat

PEOPLE = ("annotator1", "annotator2", "annotator3")
RECORDED = {
    "GPT-3.5": ("gpt-3.5-turbo-testset-v1.even.json.gz", "gpt_result"),
    "PandaLM-7B": ("pandalm-7b-testset-v1.even.json.gz", "pandalm_result"),
}


def read(name: str) -> list[dict[str, Any]]:
    path = Path(os.environ["TANDEM_DATA"]) / "pandalm_judge" / name
    with gzip.open(path, "rt") as file:
        rows: list[dict[str, Any]] = json.load(file)
    return sorted(rows, key=lambda row: int(row["idx"]))


def recorded(name: str) -> list[Choice | None]:
    """What a model said of every pair; ``None`` where it said nothing that is a choice."""
    path, field = RECORDED[name]
    said: list[Choice | None] = []
    for row in read(path):
        try:
            said.append(choice_of(row[field]))
        except TandemError:
            said.append(None)
    return said


async def judged(judge: PairJudge, rows: list[dict[str, Any]]) -> list[Choice | None]:
    """What a configured judge says of every pair, one after the other."""
    said: list[Choice | None] = []
    for row in rows:
        task = f"{row['instruction']}\n\n{row['input']}".strip()
        try:
            found = await judge(Pair(task, row["response1"], row["response2"]))
            said.append(found.choice)
        except TandemError as error:
            print(f"pair {row['idx']} failed: {error}")
            said.append(None)
    return said


def main() -> None:
    """Print how people agree with each other, then each judge with their majority."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="")
    parser.add_argument("--url", default="")
    parser.add_argument("--limit", type=int, default=500)
    options = parser.parse_args()
    rows = read("testset-v1.even.json.gz")[: options.limit]
    ratings = [[choice_of(row[who]) for who in PEOPLE] for row in rows]
    people = [majority(labels, "tie") for labels in ratings]
    groups = [f"{row['instruction']}|{row['input']}" for row in rows]
    pairs = itertools.combinations(range(len(PEOPLE)), 2)
    kappas = [cohen_kappa([r[a] for r in ratings], [r[b] for r in ratings]) for a, b in pairs]
    print(
        f"people among themselves: kappa {', '.join(f'{value:.3f}' for value in kappas if value)}"
    )
    print(f"all three: Fleiss' kappa {fleiss_kappa(ratings):.3f}; {len(set(groups))} tasks")
    for name in RECORDED:
        said = recorded(name)[: options.limit]
        print(f"{name}: {agreement(said, people, groups=groups)}")
    if options.model:
        judge = PairJudge(chat=Chat(model=options.model, base_url=options.url))
        said = asyncio.run(judged(judge, rows))
        print(f"{options.model}: {agreement(said, people, groups=groups)}")


if __name__ == "__main__":
    main()
