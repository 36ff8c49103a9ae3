"""How a manifest names a component class, and which names it may use.

``.system:Churn`` is a class of the project's own package, ``tandem.models.text:TextClassifier``
one of Tandem's. Nothing else is ever imported on behalf of a manifest.
"""

from __future__ import annotations

import importlib
import re
from typing import Any

from tandem.core.component import Component
from tandem.deliver.code import import_module
from tandem.errors import CodeMismatch, Corrupt, DefinitionError, NotFound

_NAME = re.compile(
    r"(?P<module>\.|(\.[^\W\d]\w*)+|tandem(\.[a-z]\w*)+):(?P<name>[^\W\d]\w*(\.[^\W\d]\w*)*)"
)


def type_name(cls: type, package: str) -> str:
    """The name of a class in a manifest; raises ``DefinitionError`` if it cannot have one."""
    module = cls.__module__
    if module == package:
        module = "."
    elif package and module.startswith(f"{package}."):
        module = module[len(package) :]
    elif not module.startswith("tandem."):
        raise DefinitionError(
            f"{cls.__name__} is defined in {module}, outside the project's package",
            hint="a release carries its own code: define or subclass it in the project's folder",
        )
    name = f"{module}:{cls.__qualname__}"
    if not _NAME.fullmatch(name):
        raise DefinitionError(
            f"{cls.__qualname__} of {module} cannot be named in a release",
            hint="define components at the top of a module, not in a function",
        )
    return name


def find_type(name: str, package: str) -> type[Component[Any, Any]]:
    """The component class of that name.

    Raises ``Corrupt`` for a name that no ``freeze`` writes, before anything is imported, and
    ``CodeMismatch`` if the code has no such component.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise Corrupt(f"{name!r} names neither a class of the project nor one of Tandem's")
    where = match["module"]
    try:
        if where.startswith("."):
            module = import_module(package, where)
        else:
            module = importlib.import_module(where)
        found: Any = module
        for step in match["name"].split("."):
            found = getattr(found, step)
    except (NotFound, ModuleNotFoundError, AttributeError):
        raise CodeMismatch(
            f"there is no {name!r} in this code", hint="the release was made by other code"
        ) from None
    if not (isinstance(found, type) and issubclass(found, Component)):
        raise Corrupt(f"{name!r} is not a component")
    if found.__module__ != module.__name__:
        raise Corrupt(f"{name!r} is defined elsewhere: {found.__module__}")
    return found
