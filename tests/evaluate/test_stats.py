"""The statistics by name."""

from __future__ import annotations

import inspect

from tandem.evaluate import stats


def test_every_name_is_a_documented_function() -> None:
    for name in stats.__all__:
        assert inspect.getdoc(getattr(stats, name))
