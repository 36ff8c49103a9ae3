from __future__ import annotations

import importlib.metadata
import platform

from tandem.deliver.environment import environment


def test_python_and_every_installed_distribution_are_there_by_normal_name() -> None:
    found = environment()
    assert found["python"] == platform.python_version()
    assert found["msgspec"] == importlib.metadata.version("msgspec")
    assert found["tandem-ai"] == importlib.metadata.version("tandem-ai")
    assert all(name == name.lower() and "_" not in name for name in found)


def test_it_is_the_same_each_time() -> None:
    assert environment() == environment()
