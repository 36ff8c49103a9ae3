from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tandem.errors import Corrupt
from tandem.search.code.definition import Definition
from tandem.search.code.field_index import FEATURES, FieldIndex

DEFINITIONS = [
    Definition("shop/price.py", "total", "function", 0, 40, "def total(items): return add(items)"),
    Definition(
        "shop/tax.py", "_Rate", "class", 0, 9, "class _Rate", "The tax.", callers="bill", calls=3
    ),
    Definition("shop/tax.py", "", "module", 9, 20, "import decimal"),
]
TEXTS = {"shop/price.py": "def total(items): return add(items)", "shop/tax.py": "class _Rate"}
COSINE = np.array([0.5, 0.25, 0.0], dtype=np.float32)


@pytest.fixture(scope="module")
def index() -> FieldIndex:
    return FieldIndex.build(DEFINITIONS, TEXTS)


def column(index: FieldIndex, question: str, name: str) -> list[float]:
    found: list[float] = index.features(question, COSINE)[:, FEATURES.index(name)].tolist()
    return found


@pytest.mark.parametrize(
    ("question", "name", "expected"),
    [
        ("total", "name", [1, 0, 0]),
        ("price", "path", [1, 0, 0]),
        ("items added", "body", [1, 0, 0]),
        ("bills", "callers", [0, 1, 0]),
        ("bills", "body", [0, 0, 0]),
        ("rate", "about", [0, 1, 0]),
        ("tax", "module", [0, 0, 0]),
        ("rate", "file", [0, 1, 1]),
        ("zzz", "cosine", [0.5, 0.25, 0]),
        ("zzz", "private", [0, 1, 0]),
        ("zzz", "class", [0, 1, 0]),
        ("zzz", "calls", [0, pytest.approx(np.log(4)), 0]),
        ("zzz", "length", [pytest.approx(np.log(n) / 10) for n in (36, 12, 15)]),
        ("zzz", "head", [0, 0, 1]),
    ],
)
def test_each_field_speaks_for_what_it_is_of(
    index: FieldIndex, question: str, name: str, expected: list[float]
) -> None:
    assert column(index, question, name) == expected


def test_an_opened_index_says_the_same(index: FieldIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    opened = FieldIndex.open(tmp_path)
    for question in ("total tax", "zzz", ""):
        assert (opened.features(question, COSINE) == index.features(question, COSINE)).all()


def test_features_of_another_version_are_refused(index: FieldIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    np.save(tmp_path / "prior.npy", index.prior[:, :-1])
    with pytest.raises(Corrupt, match="another version"):
        FieldIndex.open(tmp_path)
