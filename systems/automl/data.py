"""Twenty-two public tables, eighteen of labels and four of numbers, each cut once by content.

Rows are dictionaries: numbers, words, and None where nothing is known. A row belongs to the
test part by the hash of what it says, equal rows together, so the cut depends neither on their
order nor on the machine. Of tables of more than 8,000 rows those of the least hash are taken.
"""

from __future__ import annotations

import csv
import functools
import gzip
import hashlib
import io
import re
from dataclasses import dataclass
from typing import Any

from tandem import Rows, Source
from tandem.data import read_archive, split

Row = dict[str, Any]
_MOST = 8_000
_TEST = 0.3

ARFF = Source(
    name="Tables in ARFF",
    file="openml_like_arff/dev_18.tar.zst",
    url="https://github.com/renatopp/arff-datasets",
    licence="UCI and Weka",
    sha256="5dd3dbfa13eacd49b88e6aa45f37f428db900392fbfa67eb6aa856929be537cb",
    note="ARFF files in folders classification and regression, packed by tar and zstd",
)


@dataclass(frozen=True)
class Table:
    """A table: its file, its target, and the columns that are left out."""

    name: str
    file: str
    target: str = ""
    """The last column, where nothing is said."""
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    header: bool = True
    number: bool = False


_COMPAS = (
    "sex", "age", "race", "juv_fel_count", "juv_misd_count", "juv_other_count", "priors_count",
    "c_charge_degree", "c_charge_desc", "two_year_recid",
)  # fmt: skip
TABLES = [
    *(
        Table(name, f"classification/{name}.arff")
        for name in (
            "breast.w", "car", "credit.g", "diabetes", "kr.vs.kp", "segment", "sick", "spambase",
            "tic-tac-toe", "vehicle",
        )
    ),
    Table("splice", "classification/splice.arff", without=("Instance_name",)),
    Table("vowel", "classification/vowel.arff", without=("Train or Test",)),
    Table("mammography", "imbalanced/mammography.csv.gz", header=False),
    Table("phoneme", "imbalanced/phoneme.csv.gz", header=False),
    Table("telco", "telco_churn/Telco-Customer-Churn.csv.gz", without=("customerID",)),
    Table("adult", "fairness/adult-train.csv.gz", header=False),
    Table(
        "compas", "fairness/compas-scores-two-years.csv.gz", "two_year_recid", only=_COMPAS
    ),
    Table("electricity", "streams_drift/elec.csv.gz", without=("period",)),
    *(
        Table(name, f"regression/{name}.arff", number=True)
        for name in ("abalone", "cpu.act", "kin8nm")
    ),
    Table("concrete", "uci_regression/concrete/data.csv.gz", header=False, number=True),
]  # fmt: skip


@functools.cache
def parts(table: Table, *, inside: bool = False) -> tuple[Rows[Row, Any], Rows[Row, Any]]:
    """Training and test rows; ``inside`` cuts the training rows once more and leaves the test
    rows alone, which is how anything was ever chosen."""
    train, test = split(_rows(table), test=_TEST, seed=0)
    return split(train, test=_TEST, seed=1) if inside else (train, test)


@functools.cache
def _rows(table: Table) -> Rows[Row, Any]:
    names, lines = _arff(table.file) if table.file.endswith(".arff") else _csv(table)
    names = [plain(name, place) for place, name in enumerate(names)]
    target = table.target or names[-1]
    kept = [n for n in names if n not in table.without and (not table.only or n in table.only)]
    columns = {
        name: typed([line[place] for line in lines], as_words=name == target and not table.number)
        for place, name in enumerate(names)
        if name in kept
    }
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values())]  # noqa: B905  # all of one length
    hashes = [hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest() for row in rows]
    order = sorted(range(len(rows)), key=lambda i: (hashes[i], i))[:_MOST]
    targets = [rows[i].pop(target) for i in order]
    if not table.number and len(set(targets)) == 2:
        yes = min(sorted(set(targets)), key=targets.count)
        targets = [value == yes for value in targets]
    return Rows([rows[i] for i in order], targets, groups=[hashes[i] for i in order])


def plain(name: str, place: int) -> str:
    """A name that every library takes: its place added where a character was left out."""
    kept = re.sub(r"[^A-Za-z0-9_. -]", "", name)
    return name if kept == name else f"{kept} {place}"


def typed(values: list[str], *, as_words: bool) -> list[Any]:
    """Numbers where all that is known are some, words otherwise; ``None`` for what is not."""
    known = [None if value.strip() in ("", "?", "NA") else value.strip() for value in values]
    if as_words:
        return known
    try:
        return [None if value is None else float(value) for value in known]
    except ValueError:
        return known


def _csv(table: Table) -> tuple[list[str], list[list[str]]]:
    with gzip.open(_folder() / table.file, "rt") as file:
        lines = [line for line in csv.reader(file, skipinitialspace=True) if line]
    if table.header:
        return lines[0], lines[1:]
    return [f"column {i}" for i in range(len(lines[0]))], lines


def _arff(file: str) -> tuple[list[str], list[list[str]]]:
    return arff(_unpacked()[file].decode("latin-1"))


@functools.cache
def _unpacked() -> dict[str, bytes]:
    """The files of the archive by name, a few megabytes: it is read once for all tables."""
    return dict(read_archive(ARFF.locate()))


def arff(text: str) -> tuple[list[str], list[list[str]]]:
    """The names of the columns of an ARFF file, and its rows as words."""
    head, body = re.split(r"(?im)^@data\s*$", text, maxsplit=1)
    names = re.findall(r"(?im)^@attribute\s+('[^']*'|\S+)", head)
    wanted = "\n".join(line for line in body.splitlines() if line and line[0] != "%")
    reader = csv.reader(io.StringIO(wanted), quotechar="'", skipinitialspace=True)
    return [name.strip("'") for name in names], [line for line in reader if line]


def _folder() -> Any:
    return ARFF.locate().parent.parent
