from __future__ import annotations

import pytest

from tandem.checks import CheckFailed
from tandem.checks.release import check_freeze_and_thaw
from tests.checks import broken
from tests.checks.conftest import MakeSubject
from tests.core.parts import Add, Mean, Pair


def test_sound_components_pass(subject: MakeSubject) -> None:
    check_freeze_and_thaw(subject(Pair(first=Add(), second=Add(amount=3)), 1, 2))
    check_freeze_and_thaw(subject(Mean().evolve(value=1.5), 0.5))


def test_what_no_release_pins_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="Forgets: it gives other outputs after freeze and thaw"):
        check_freeze_and_thaw(subject(broken.Forgets(), 1))
