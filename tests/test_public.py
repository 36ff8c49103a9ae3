"""Every name under an ``__all__`` exists, the lists are sorted, and nothing is named twice."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import tandem

PACKAGES = [
    "tandem",
    *(f"tandem.{module.name}" for module in pkgutil.iter_modules(tandem.__path__) if module.ispkg),
]


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_exist_and_are_sorted(package: str) -> None:
    module = importlib.import_module(package)
    names = list(module.__all__)
    assert names == sorted(set(names))
    for name in names:
        assert getattr(module, name) is not None
