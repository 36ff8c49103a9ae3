from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import tandem.deliver


def test_public_names_are_things_and_never_the_modules_they_live_in() -> None:
    # Importing tandem.deliver.x sets the attribute x of the package to the module.
    for module in pkgutil.iter_modules(tandem.deliver.__path__):
        importlib.import_module(f"tandem.deliver.{module.name}")
    for name in tandem.deliver.__all__:
        assert not isinstance(getattr(tandem.deliver, name), ModuleType), name
    assert sorted(tandem.deliver.__all__) == list(tandem.deliver.__all__)
