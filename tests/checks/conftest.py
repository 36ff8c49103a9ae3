from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tandem import Component
from tandem.checks import Subject

MakeSubject = Callable[..., Subject]


@pytest.fixture
def subject(tmp_path: Path) -> MakeSubject:
    """Makes a subject with an empty folder of its own."""

    def make(component: Component[Any, Any], *inputs: Any, learn: Any = None) -> Subject:
        return Subject(component, list(inputs), tmp_path, learn)

    return make
