from __future__ import annotations

import pytest

from tandem.checks import CheckFailed
from tests.checks.conftest import MakeSubject
from tests.core.parts import Add


def test_a_failure_names_the_component(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match=r"^Add: it is broken$"):
        subject(Add(), 1).fail("it is broken")
