from __future__ import annotations

import asyncio

from tandem.llm import HitQuality, Pair, hit_quality
from tests.llm.test_cached import Words


def test_precision_and_recall_by_hand() -> None:
    pairs = [
        Pair("late parcel", "parcel late", True),
        Pair("late parcel", "my late parcel", True),
        Pair("late parcel", "late bill", False),
        Pair("late parcel", "otter", False),
    ]
    found = asyncio.run(hit_quality(Words(), pairs, thresholds=(0.4, 0.75, 0.99, 1.1)))
    assert found == [
        HitQuality(0.4, 3, 2 / 3, 1.0),
        HitQuality(0.75, 2, 1.0, 1.0),
        HitQuality(0.99, 1, 1.0, 0.5),
        HitQuality(1.1, 0, 1.0, 0.0),
    ]
