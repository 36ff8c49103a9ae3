"""Tandem: systems of trained models and language models, from build to improvement.

``import tandem`` loads the standard library and msgspec; each floor is imported when its
first name is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from tandem.core import (
    Component,
    Loop,
    Model,
    Result,
    Rows,
    System,
    Token,
    batch,
    emit,
    learned,
    note,
    replace,
    run,
    stream,
)

__version__ = "0.1.0"
