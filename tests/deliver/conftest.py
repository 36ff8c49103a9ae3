from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.deliver import Loaded
from tandem.record import Store
from tests.deliver.samples import shift


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return shift(tmp_path)
