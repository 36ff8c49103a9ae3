"""Catalogs of both kinds for what processes share."""

from tests.record.conftest import catalog, server, url

__all__ = ["catalog", "server", "url"]
