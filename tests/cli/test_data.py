from __future__ import annotations

import pytest

from tests.cli.conftest import SHOP, Shell


def test_data_says_where_to_get_what_is_missing(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TANDEM_DATA", raising=False)
    text = shell("data", str(SHOP))
    assert "TANDEM_DATA is not set" in text
    assert "https://example.org/visits" in text
    assert "CC0" in text
