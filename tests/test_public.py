"""Every name under an ``__all__`` exists, the lists are sorted, and nothing is named twice."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import tandem

PACKAGES = [
    "tandem",
    *(f"tandem.{module.name}" for module in pkgutil.iter_modules(tandem.__path__) if module.ispkg),
    "tandem.features.encoders",
]


def kind_then_name(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions: the order that ruff keeps."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_exist_and_are_sorted(package: str) -> None:
    module = importlib.import_module(package)
    names = list(module.__all__)
    assert names == sorted(set(names), key=kind_then_name)
    for name in names:
        assert getattr(module, name) is not None
