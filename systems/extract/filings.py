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
from tandem.search.extract import Date, Kind, Layout, Lists, Names, OneOf, Term

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
KINDS: dict[str, Kind] = {
    "jurisdiction": OneOf(values=tuple(STATES.split(","))),
    "effective_date": Date(day_first=False),
    "term": Term(),
    "party": Names(within=2_500),
}


def training_rows(inputs: Inputs) -> Rows[Layout, Lists]:
    """Three quarters of the contracts; no party of theirs is among the held-out ones."""
    return split(_read(_path(inputs)), test=0.25, seed=0)[0]


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The other quarter, always the same contracts."""
    rows = split(_read(_path(inputs)), test=0.25, seed=0)[1]
    groups = rows.groups or ()
    return [Case(str(i), x, y, groups[i]) for i, (x, y) in enumerate(rows)]


def _path(inputs: Inputs) -> Path:
    folder = inputs.options.get("contracts")
    return inputs.folder / folder if folder else KLEISTER.locate()


@cache
def _read(path: Path) -> Rows[Layout, Lists]:
    names = ("train/in.tsv.xz", "train/expected.tsv")
    if path.is_dir():
        files = {name: (path / name).read_bytes() for name in names}
    else:
        files = dict(read_archive(path))
    texts = [row.split("\t")[5] for row in lzma.decompress(files[names[0]]).decode().splitlines()]
    layouts = [Layout.flowing(text.replace("\\n", "\n").replace("\\t", " ")) for text in texts]
    labels: list[Lists] = []
    for row in files[names[1]].decode().splitlines():
        pairs = [pair.split("=", 1) for pair in row.split()]
        labels.append({name: [v for n, v in pairs if n == name] for name in KINDS})
    return Rows(layouts, labels, same_party(labels))


def same_party(labels: Sequence[Lists]) -> list[str]:
    """A group for each contract: those that share a party, directly or not, are together."""
    groups: list[set[str]] = []
    for values in labels:
        parties = {KINDS["party"].key(party) for party in values["party"]}
        touching = [group for group in groups if group & parties]
        groups = [group for group in groups if not group & parties]
        groups.append(parties.union(*touching))
    homes = {party: min(group) for group in groups for party in group}
    named = [[KINDS["party"].key(party) for party in values["party"]] for values in labels]
    return [homes[keys[0]] if keys else f"none {i}" for i, keys in enumerate(named)]
