from __future__ import annotations

import subprocess
import sys

import tandem.improve


def test_public_names_are_things_not_modules_of_the_same_name() -> None:
    code = (
        "import pkgutil, types, importlib, tandem.improve as p\n"
        "for module in pkgutil.iter_modules(p.__path__, 'tandem.improve.'):\n"
        "    importlib.import_module(module.name)\n"
        "print([n for n in p.__all__ if isinstance(getattr(p, n), types.ModuleType)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_are_sorted() -> None:
    assert tandem.improve.__all__ == sorted(tandem.improve.__all__)
