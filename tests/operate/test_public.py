from __future__ import annotations

import importlib
import pkgutil

import tandem.operate


def test_public_names_exist_and_no_module_takes_one_over() -> None:
    for module in pkgutil.iter_modules(tandem.operate.__path__):
        importlib.import_module(f"tandem.operate.{module.name}")
        assert module.name not in tandem.operate.__all__
    assert tandem.operate.__all__ == sorted(tandem.operate.__all__)
    for name in tandem.operate.__all__:
        assert callable(getattr(tandem.operate, name))
