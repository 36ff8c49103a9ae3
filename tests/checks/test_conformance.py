"""Every component that any package exports keeps every rule of the contract."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import tandem
from tandem import Component, Model, System
from tandem.checks import RULES, Subject
from tandem.search import Chunker, Embedder, Fusion, Ranker, TokenCounter, VectorStore
from tests.checks.examples import example_of

CONTRACT = {Chunker, Component, Embedder, Fusion, Model, Ranker, System, TokenCounter, VectorStore}


def exported() -> list[type[Component[Any, Any]]]:
    """Component classes under any ``__all__``."""
    found: set[type[Component[Any, Any]]] = set()
    for module in pkgutil.iter_modules(tandem.__path__):
        if module.ispkg:
            package = importlib.import_module(f"tandem.{module.name}")
            values = (getattr(package, name) for name in package.__all__)
            found |= {v for v in values if isinstance(v, type) and issubclass(v, Component)}
    return sorted(found - CONTRACT, key=lambda cls: cls.__name__)


def test_discovery_finds_what_is_known_to_be_exported() -> None:
    assert {"Boosting", "Chat", "Fallback", "Hybrid", "TextClassifier"} <= {
        cls.__name__ for cls in exported()
    }


@pytest.mark.parametrize("cls", exported(), ids=lambda cls: cls.__name__)
def test_every_exported_component_keeps_the_contract(
    cls: type[Component[Any, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    with example_of(cls) as example:
        assert isinstance(example.component, cls)
        fitted = example.fitted()
        for number, rule in RULES.items():
            folder = tmp_path / str(number)
            folder.mkdir()
            rule(Subject(fitted, example.inputs, folder, example.learn))
