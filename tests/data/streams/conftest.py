from __future__ import annotations

from tests.record.conftest import catalog, server, url

__all__ = ["catalog", "server", "url"]
