"""Published contracts with their labels, grouped by party so that splits are honest.

Option (``--set``): ``contracts``, a folder of yours with ``train/in.tsv.xz`` and
``train/expected.tsv`` in the same form.
"""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tandem import Case, Inputs, Rows, Source
from tandem.data import read_archive, split
from tandem.operate import corrections
from tandem.record import Tasks
from tandem.search.extract import Date, Kind, Layout, Names, OneOf, Several, Term, Values

KLEISTER = Source(
    name="Kleister NDA, training part",
    file="kleister_nda/kleister_train.tar.zst",
    url="https://github.com/applicaai/kleister-nda",
    licence="public filings of EDGAR",
    sha256="9bc91d2e73fd97dc8701cb5ff9c9ca9d3994d969983cbea06741b89623d2194e",
    note="the folder train as one archive; or unpacked, with --set contracts=FOLDER",
)
STATES = (
    "Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,Florida,Georgia,"
    "Hawaii,Idaho,Illinois,Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,"
    "Michigan,Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada,New Hampshire,New Jersey,"
    "New Mexico,New York,North Carolina,North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,"
    "Rhode Island,South Carolina,South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,Washington,"
    "West Virginia,Wisconsin,Wyoming"
)
PARTY = Several(kind=Names(within=2_500))
QUEUE = "contracts"
KINDS: dict[str, Kind] = {
    "jurisdiction": OneOf(values=tuple(STATES.split(","))),
    "effective_date": Date(day_first=False),
    "term": Term(),
    "party": PARTY,
}


def training_rows(inputs: Inputs) -> Rows[Layout, Values]:
    """Three quarters of the contracts, and what people corrected; no party of theirs is among
    the held-out ones."""
    train, held_out = _sides(inputs)
    if inputs.store is None:
        return train
    reviewed = corrections(Tasks(inputs.store.catalog), QUEUE, KINDS)
    groups = same_party([*held_out.targets, *train.targets, *reviewed.targets])
    taken, known = set(groups[: len(held_out)]), len(held_out) + len(train)
    new = [i for i, group in enumerate(groups[known:]) if group not in taken]
    return Rows(
        [*train.inputs, *(reviewed.inputs[i] for i in new)],
        [*train.targets, *(reviewed.targets[i] for i in new)],
        [*groups[len(held_out) : known], *(groups[known + i] for i in new)],
    )


def fit_rows(inputs: Inputs) -> Rows[Layout, Values]:
    """What the first part of a cascade learns from: three quarters of the training contracts."""
    return split(training_rows(inputs), test=0.25, seed=1)[0]


def tuning_rows(inputs: Inputs) -> Rows[Layout, Values]:
    """The rest of them, on which the threshold of a cascade is set."""
    return split(training_rows(inputs), test=0.25, seed=1)[1]


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The other quarter, always the same contracts."""
    rows = _sides(inputs)[1]
    groups = rows.groups or ()
    return [Case(str(i), x, y, groups[i]) for i, (x, y) in enumerate(rows)]


def _sides(inputs: Inputs) -> tuple[Rows[Layout, Values], Rows[Layout, Values]]:
    return split(_read(_path(inputs)), test=0.25, seed=0)


def _path(inputs: Inputs) -> Path:
    folder = inputs.options.get("contracts")
    return inputs.folder / folder if folder else KLEISTER.locate()


@cache
def _read(path: Path) -> Rows[Layout, Values]:
    names = ("train/in.tsv.xz", "train/expected.tsv")
    if path.is_dir():
        files = {name: (path / name).read_bytes() for name in names}
    else:
        files = dict(read_archive(path))
    texts = [row.split("\t")[5] for row in lzma.decompress(files[names[0]]).decode().splitlines()]
    layouts = [Layout.flowing(text.replace("\\n", "\n").replace("\\t", " ")) for text in texts]
    labels: list[Values] = []
    for row in files[names[1]].decode().splitlines():
        pairs = [pair.split("=", 1) for pair in row.split()]
        several = {name: "; ".join(v for n, v in pairs if n == name) for name in KINDS}
        labels.append({name: value or None for name, value in several.items()})
    return Rows(layouts, labels, same_party(labels))


def same_party(labels: Sequence[Values]) -> list[str]:
    """A group for each contract: those that share a party, directly or not, are together."""
    named = [[PARTY.kind.key(x) for x in PARTY.parts(values["party"] or "")] for values in labels]
    groups: list[set[str]] = []
    for parties in map(set, named):
        touching = [group for group in groups if group & parties]
        groups = [group for group in groups if not group & parties]
        groups.append(parties.union(*touching))
    homes = {party: min(group) for group in groups for party in group}
    return [homes[keys[0]] if keys else f"none {i}" for i, keys in enumerate(named)]
