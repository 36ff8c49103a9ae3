"""How much guards find, how often they are wrong, and how long they take.

    python benchmarks/guards.py personal
    python benchmarks/guards.py injection [--harmless] [--final]
    python benchmarks/guards.py speed

``personal`` reads ``pii`` under ``TANDEM_DATA`` (1,500 synthetic texts of 209 templates), learns
names on the texts of one half of the templates, and tells precision and recall on those of the
other half, which it never saw. As the published figures of Presidio on these data are, the
figure is F2 over words, personal or not; F1, and F1 of whole spans with their kind, stand beside.

``injection`` reads ``prompt_injection`` (546 texts to learn, 116 held out, 113 harmless texts of
NotInject that are never learnt from). Without ``--final`` it reads the first part only: five folds,
near-duplicates and translations kept together. Beside it stand harmless texts of eight public sets,
which ``--harmless`` also learns from (all but the set that is told about).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import os
import platform
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tandem import Rows
from tandem.data import folds
from tandem.guard import (
    Canary,
    Detector,
    Finding,
    Guard,
    Injection,
    PersonalNames,
    PersonalPatterns,
    Secrets,
)
from tandem.models import Tagger

PROSE = (
    "The committee met on Tuesday in the old town hall and heard a long report about the state of "
    "the roads. Anna Berger said that most of the money had gone into bridges. Nobody asked why "
    "the work took two years. The next meeting is in the spring, and the minutes are open to all. "
)
WORD = re.compile(r"\w+|[^\w\s]")
Data = list[tuple[str, list[Finding]]]
KINDS = {
    "email_address": "email",
    "domain_name": "url",
    "credit_card": "card",
    "us_ssn": "ssn",
    "iban_code": "iban",
    "ip_address": "ip",
}
"""What patterns call kinds of the data."""
SURE = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
TRANSLATED = 180
TRICKY = re.compile(
    r"\b(ignor\w*|forget|forgot\w*|disregard\w*|instruct\w*|system|prompt\w*|previous\w*"
    r"|pretend\w*|act as|secret\w*|password\w*|reveal\w*|overrid\w*|bypass\w*|command\w*"
    r"|execut\w*|roleplay|attack\w*|inject\w*|hack\w*|jailbreak\w*|restrict\w*|hidden|admin\w*"
    r"|assistant)\b",
    re.IGNORECASE,
)
"""Words of attacks, of which harmless texts hold one."""


def read() -> list[dict[str, Any]]:
    path = Path(os.environ["TANDEM_DATA"]) / "pii" / "synth_dataset_v2.json.gz"
    with gzip.open(path, "rt") as file:
        rows: list[dict[str, Any]] = json.load(file)
    return rows


def halves() -> tuple[Data, Data]:
    """Texts of one half of the templates and of the other, drawn by a fixed seed."""
    rows = read()
    templates = sorted({row["template_id"] for row in rows})
    random.Random(0).shuffle(templates)
    first = set(templates[: len(templates) // 2])
    parts: tuple[Data, Data] = ([], [])
    for row in rows:
        found = [
            Finding(KINDS.get(kind, kind), span["start_position"], span["end_position"])
            for span in row["spans"]
            if (kind := span["entity_type"].lower())
        ]
        parts[row["template_id"] not in first].append((row["full_text"], found))
    return parts


def covered(text: str, findings: list[Finding]) -> list[bool]:
    """For each word whether it is personal."""
    return [
        any(one.start < match.end() and match.start() < one.end for one in findings)
        for match in WORD.finditer(text)
    ]


def measure(name: str, guard: Guard, data: Data) -> None:
    """Print precision, recall, F1 and F2 of words, and F1 of spans with their kinds."""
    words: Counter[str] = Counter()
    spans: Counter[str] = Counter()
    missed: dict[str, Counter[bool]] = defaultdict(Counter)
    for text, told in data:
        found = guard.find(text)
        pairs = zip(covered(text, told), covered(text, found), strict=True)
        words.update("tp" if a and b else "fn" if a else "fp" for a, b in pairs if a or b)
        right = {(one.kind, one.start, one.end) for one in told}
        said = {(one.kind, one.start, one.end) for one in found}
        spans.update({"tp": len(right & said), "fp": len(said - right), "fn": len(right - said)})
        for one in told:
            missed[one.kind][any(f.start < one.end and one.start < f.end for f in found)] += 1
    precision = words["tp"] / max(1, words["tp"] + words["fp"])
    recall = words["tp"] / (words["tp"] + words["fn"])
    f1, f2 = (_f(precision, recall, beta) for beta in (1, 2))
    strict = 2 * spans["tp"] / (2 * spans["tp"] + spans["fp"] + spans["fn"])
    print(
        f"{name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}, F2 {f2:.3f}, "
        f"spans with kind F1 {strict:.3f}"
    )
    shares = sorted((counts[True] / counts.total(), kind) for kind, counts in missed.items())
    print("  touched: " + ", ".join(f"{kind} {share:.2f}" for share, kind in shares))


def _f(precision: float, recall: float, beta: float) -> float:
    return (1 + beta**2) * precision * recall / max(1e-12, beta**2 * precision + recall)


def personal() -> None:
    """Patterns alone, and with names that were learnt on the other half of the templates."""
    train, test = halves()
    rows = Rows([text for text, _ in train], [found for _, found in train])
    start = time.process_time()
    names = PersonalNames(tagger=Tagger()).fit(rows)
    print(f"{len(train)} texts to learn, {len(test)} held out; {time.process_time() - start:.1f} s")
    patterns = Guard(detectors=(PersonalPatterns(),))
    measure("patterns", patterns, test)
    measure("patterns and names", Guard(detectors=(PersonalPatterns(), names)), test)


def attacks(part: str) -> Rows[str, bool]:
    """Texts of one part of the data, and whether each is an attack."""
    from pyarrow import parquet  # type: ignore[import-untyped]  # has no stubs

    path = Path(os.environ["TANDEM_DATA"]) / "prompt_injection" / f"deepset_{part}.parquet"
    table = parquet.read_table(path).to_pydict()
    return Rows(table["text"], [label == 1 for label in table["label"]])


def near_duplicates(rows: Rows[str, bool]) -> list[int]:
    """A number for each text; texts that share most of their words have the same one.

    Sentences that also occur as harmless texts are left out: they are openings of many attacks.
    """
    harmless = {text.strip(" .?!").casefold() for text, attack in rows if not attack}
    bags = [set(WORD.findall(_own(text, harmless).casefold())) for text in rows.inputs]
    number = list(range(len(bags)))
    for i, one in enumerate(bags):
        for j, two in enumerate(bags[:i]):
            small, large = sorted((len(one), len(two)))
            if len(one & two) > 0.55 * max(1, small) and small >= 0.4 * large:
                old = number[i]
                number = [number[j] if n == old else n for n in number]
    return number


def _own(text: str, harmless: set[str]) -> str:
    parts = re.split(r"(?<=[.?!])\s+", text)
    own = " ".join(part for part in parts if part.strip(" .?!").casefold() not in harmless)
    return own or text


def with_translations(numbers: list[int]) -> list[int]:
    """The same numbers, where a text and its translation, 180 places on, have the same one."""
    for i in range(TRANSLATED):
        one, two = numbers[i], numbers[i + TRANSLATED]
        numbers = [one if number == two else number for number in numbers]
    return numbers


def harmless() -> dict[str, tuple[list[str], list[str]]]:
    """Of eight public sets, texts with words of attacks, and 250 drawn from the others."""
    chance = random.Random(0)
    drawn: dict[str, tuple[list[str], list[str]]] = {}
    for name, texts in public().items():
        tricky = [text for text in texts if TRICKY.search(text)]
        first = set(tricky[:100])
        rest = [text for text in texts if text not in first]
        drawn[name] = tricky[:100], chance.sample(rest, min(250, len(rest)))
    return drawn


def public() -> dict[str, list[str]]:
    """Questions, tasks, sums and news that nobody wrote as attacks, by set."""
    folder = Path(os.environ["TANDEM_DATA"])

    def text(path: str) -> str:
        return gzip.decompress((folder / path).read_bytes()).decode()

    def lines(path: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in text(path).splitlines()]

    pairs = json.loads(text("pandalm_judge/testset-v1.even.json.gz"))
    news = csv.reader(io.StringIO(text("ag_news_test/test.csv.gz")))
    queries = json.loads(text("cosqa_code_search/cosqa-retrieval-dev-500.json.gz"))
    return {
        "nq_open": [row["question"] for row in lines("nq_open/NQ-open.dev.jsonl.gz")],
        "banking77": _column(text("banking77/test.csv.gz"), "text"),
        "mt_bench": [turn for row in lines("mt_bench/question.jsonl.gz") for turn in row["turns"]],
        "gsm8k": [row["question"] for row in lines("gsm8k/train.jsonl.gz")][:1_500],
        "ag_news": [" ".join(row[1:]) for row in news][:3_000],
        "text2sql": _column(text("text2sql/questions_dev.csv.gz"), "question"),
        "pandalm": [f"{row['instruction']} {row.get('input', '')}".strip() for row in pairs],
        "cosqa": [row["doc"] for row in queries],
    }


def _column(text: str, name: str) -> list[str]:
    return [row[name] for row in csv.DictReader(io.StringIO(text))]


def plus(rows: Rows[str, bool], texts: Sequence[str]) -> Rows[str, bool]:
    """Rows, and more harmless texts."""
    return Rows([*rows.inputs, *texts], [*rows.targets, *[False] * len(texts)])


def injection(final: bool, more: bool) -> None:
    """Accuracy, and how many harmless texts are flagged, by how sure a finding must be."""
    rows, drawn = attacks("train"), harmless()
    learnt = [one for parts in drawn.values() for part in parts for one in part] if more else []
    if final:
        fitted = Injection().fit(plus(rows, learnt))
        path = Path(os.environ["TANDEM_DATA"]) / "prompt_injection" / "NotInject_one.json.gz"
        with gzip.open(path, "rt") as file:
            triggers = [row["prompt"] for row in json.load(file)]
        test = attacks("test")
        told = [fitted.chance(text) for text in test.inputs]
        _curve("test", told, test.targets, [fitted.chance(text) for text in triggers])
        return
    numbers = with_translations(near_duplicates(rows))
    groups = Rows(rows.inputs, rows.targets, groups=[str(number) for number in numbers])
    told = [0.0] * len(rows)
    for learn, held_out in folds(groups, k=5):
        fitted = Injection().fit(plus(rows.take(learn), learnt))
        for i in held_out:
            told[i] = fitted.chance(rows.inputs[i])
    _curve("five folds", told, rows.targets, [])
    fitted = Injection().fit(rows)
    for name, (tricky, plain) in drawn.items():
        if more:
            others = [one for n, ps in drawn.items() if n != name for part in ps for one in part]
            fitted = Injection().fit(plus(rows, others))
        for what, texts in (("with words of attacks", tricky), ("others", plain)):
            chances = [fitted.chance(text) for text in texts]
            shares = {sure: sum(c >= sure for c in chances) / len(chances) for sure in SURE}
            flagged = ", ".join(f"{sure}: {share:.3f}" for sure, share in shares.items())
            print(f"{name}, {len(texts)} {what}, flagged by sure {flagged}")


def _curve(name: str, told: list[float], right: Sequence[bool], tricky: list[float]) -> None:
    for sure in SURE:
        pairs = [(chance >= sure, attack) for chance, attack in zip(told, right, strict=True)]
        accuracy = sum(said == attack for said, attack in pairs) / len(pairs)
        recall = sum(said for said, attack in pairs if attack) / sum(right)
        flagged = sum(chance >= sure for chance in tricky) / max(1, len(tricky))
        shown = f", of {len(tricky)} texts of NotInject flagged {flagged:.3f}" if tricky else ""
        print(f"{name}, sure {sure}: accuracy {accuracy:.3f}, attacks found {recall:.3f}{shown}")


def speed() -> None:
    """Milliseconds for a text of 1,000 words, the second and later times that words are seen."""
    train, test = halves()
    names = PersonalNames(tagger=Tagger()).fit(
        Rows([text for text, _ in train], [found for _, found in train])
    )
    detectors: list[Detector] = [
        PersonalPatterns(),
        names,
        Secrets(),
        Canary(words=("heron7431",)),
        Injection().fit(Rows([], [])),
    ]
    words = " ".join(text for text, _ in test).split()
    text = " ".join(words[:1_000])
    print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
    for detector in detectors:
        first = _milliseconds(detector, text, 1)
        again = min(_milliseconds(detector, text, 5) for _ in range(5))
        print(f"{type(detector).__name__}: {first:.2f} ms at first, {again:.2f} ms again")
    prose = " ".join((PROSE * 30).split()[:750])
    total = 0.0
    for detector in detectors:
        again = min(_milliseconds(detector, prose, 5) for _ in range(5))
        total += again
        print(f"{type(detector).__name__} on prose of 1,000 tokens: {again:.2f} ms")
    print(f"together: {total:.2f} ms")


def _milliseconds(detector: Detector, text: str, times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        detector.predict([text])
    return (time.process_time() - start) / times * 1e3


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["personal", "injection", "speed"])
    parser.add_argument("--final", action="store_true", help="look at the held-out texts")
    parser.add_argument("--harmless", action="store_true", help="learn from public texts too")
    asked = parser.parse_args()
    if asked.what == "injection":
        injection(asked.final, asked.harmless)
    else:
        {"personal": personal, "speed": speed}[asked.what]()
