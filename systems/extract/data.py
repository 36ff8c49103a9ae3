"""Published receipts with their labels, grouped by layout so that splits are honest.

Option (``--set``): ``receipts``, a folder of yours with ``box`` and ``key`` in the same form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from tandem import Case, Inputs, Rows, Source
from tandem.data import read_archive, split
from tandem.operate import corrections
from tandem.record import Tasks
from tandem.search.extract import Amount, Date, Kind, Layout, Line, Lines, Values

SROIE = Source(
    name="SROIE, receipts",
    file="sroie/sroie_000-399.tar.zst",
    url="https://github.com/zzzDavid/ICDAR-2019-SROIE",
    licence="terms of the ICDAR 2019 challenge, unstated: for trying things out",
    sha256="04adee205c6d00ffbe6738289c31b95e509065cc647dace5f4604b086f42cde5",
    note="data/box and data/key of receipts 000 to 399 as one archive; "
    "or unpacked, with --set receipts=FOLDER",
)
QUEUE = "extract"
KINDS: dict[str, Kind] = {
    "company": Lines(most=3, within=14, numbers_off=True),
    "address": Lines(most=7, within=22),
    "date": Date(day_first=True),
    "total": Amount(),
}
_ENDINGS = re.compile(r"(sdnbhd|sb|bhd|enterprise|trading)+$")
_ALIKE = 0.85
"""Likeness of the names of two companies from which on they count as one."""


@dataclass(frozen=True)
class Example:
    """A receipt with its labels, and the layout that it shares with others."""

    id: str
    layout: Layout
    values: Values
    group: str


def training_rows(inputs: Inputs) -> Rows[Layout, Values]:
    """Three quarters of the receipts, and what people corrected; no company of theirs is among
    the held-out ones."""
    train, held_out = _sides(inputs)
    if inputs.store is None:
        return train
    reviewed = corrections(Tasks(inputs.store.catalog), QUEUE, KINDS)
    groups = same_layout([*held_out.targets, *reviewed.targets])
    taken = set(groups[: len(held_out)])
    new = [i for i, group in enumerate(groups[len(held_out) :]) if group not in taken]
    return Rows(
        [*train.inputs, *(reviewed.inputs[i] for i in new)],
        [*train.targets, *(reviewed.targets[i] for i in new)],
        [*(train.groups or ()), *(groups[len(held_out) + i] for i in new)],
    )


def fit_rows(inputs: Inputs) -> Rows[Layout, Values]:
    """What the first part of a cascade learns from: three quarters of the training receipts."""
    return split(training_rows(inputs), test=0.25, seed=1)[0]


def tuning_rows(inputs: Inputs) -> Rows[Layout, Values]:
    """The rest of them, on which the threshold of a cascade is set."""
    return split(training_rows(inputs), test=0.25, seed=1)[1]


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The other quarter, always the same receipts."""
    held_out = _sides(inputs)[1]
    known = {id(example.layout): example for example in examples(inputs)}
    return [
        Case(known[id(layout)].id, layout, dict(values), group)
        for (layout, values), group in zip(held_out, held_out.groups or (), strict=True)
    ]


def examples(inputs: Inputs) -> list[Example]:
    """Every receipt."""
    folder = inputs.options.get("receipts")
    return _read(inputs.folder / folder if folder else SROIE.locate())


def _sides(inputs: Inputs) -> tuple[Rows[Layout, Values], Rows[Layout, Values]]:
    found = examples(inputs)
    rows = Rows([x.layout for x in found], [x.values for x in found], [x.group for x in found])
    return split(rows, test=0.25, seed=0)


@cache
def _read(path: Path) -> list[Example]:
    files = {Path(name).as_posix(): data for name, data in _files(path)}
    names = sorted(Path(name).stem for name in files if name.startswith("box/"))
    layouts = [read_boxes(files[f"box/{name}.csv"].decode(errors="replace")) for name in names]
    labels: list[Values] = [
        {field: told.get(field) or None for field in KINDS}
        for told in (json.loads(files[f"key/{name}.json"]) for name in names)
    ]
    groups = same_layout(labels)
    return [Example(*x) for x in zip(names, layouts, labels, groups, strict=True)]


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.is_dir():
        yield from read_archive(path)
        return
    for part in ("box", "key"):
        for file in (path / part).iterdir():
            yield f"{part}/{file.name}", file.read_bytes()


def read_boxes(text: str) -> Layout:
    """The published form: four corners of a box, clockwise from the top left, and its text."""
    lines = []
    for row in text.splitlines():
        *corners, said = row.split(",", 8)
        if len(corners) == 8:
            xs, ys = [float(c) for c in corners[::2]], [float(c) for c in corners[1::2]]
            lines.append(Line(said, min(xs), min(ys), max(xs), max(ys)))
    return Layout(tuple(lines))


def same_layout(labels: list[Values]) -> list[str]:
    """A group for each receipt: those of one company, or of one address, are together."""
    companies = [_ENDINGS.sub("", _letters(values["company"])) for values in labels]
    names = sorted(set(companies))
    joined = {name: name for name in names}
    for i, name in enumerate(names):
        for other in names[:i]:
            if joined[name] != joined[other] and _alike(name, other):
                _join(joined, joined[name], joined[other])
    homes: dict[str, str] = {}
    for company, values in zip(companies, labels, strict=True):
        address = _letters(values["address"])
        if address:
            _join(joined, joined[company], joined[homes.setdefault(address, company)])
    return [joined[company] for company in companies]


def _join(joined: dict[str, str], old: str, new: str) -> None:
    for name, group in joined.items():
        if group == old:
            joined[name] = new


def _alike(one: str, two: str) -> bool:
    match = SequenceMatcher(None, one, two, autojunk=False)
    return match.real_quick_ratio() > _ALIKE and match.ratio() > _ALIKE


def _letters(text: str | None) -> str:
    return "".join(filter(str.isalnum, (text or "").casefold()))
