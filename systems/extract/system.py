"""Documents into records: receipts."""

from __future__ import annotations

from .receipts import project

__all__ = ["project"]
