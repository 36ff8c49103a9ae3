from __future__ import annotations

import pytest

from tandem.checks import CheckFailed
from tandem.checks.tree import check_one_path, check_untyped_edges
from tandem.core import component as component_module
from tandem.core import tree
from tests.checks.conftest import MakeSubject
from tests.core.parts import Add, Pair


def test_sound_systems_pass(subject: MakeSubject) -> None:
    for check in (check_one_path, check_untyped_edges):
        check(subject(Add(), 1))
        check(subject(Pair(first=Add(), second=Add()), 1))


def test_a_framework_that_let_an_instance_be_shared_would_be_caught(
    subject: MakeSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = subject(Pair(first=Add(), second=Add()), 1)
    monkeypatch.setattr(component_module, "check_unshared", lambda component: None)
    with pytest.raises(CheckFailed, match="one instance at 'first' and 'second' was accepted"):
        check_one_path(pair)


def test_a_framework_that_took_any_path_would_be_caught(
    subject: MakeSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "swap", lambda root, path, new: root)
    with pytest.raises(CheckFailed, match="a swap at an unknown path was accepted"):
        check_untyped_edges(subject(Pair(first=Add(), second=Add()), 1))
