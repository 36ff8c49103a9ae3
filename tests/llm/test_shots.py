from __future__ import annotations

import pytest

from tandem.llm.shots import cosine, most_alike, overlap


def test_the_most_alike_stand_last() -> None:
    assert most_alike([0.2, 0.9, 0.5, 0.9], 3) == [2, 3, 1]
    assert most_alike([0.2], 3) == [0]


def test_overlap_by_hand() -> None:
    assert overlap("Late, late parcel!", ["parcel late", "late bill", ""]) == [1.0, 1 / 3, 0.0]
    assert overlap("", [""]) == [0.0]


def test_cosine_of_unit_vectors() -> None:
    assert cosine([0.6, 0.8], [[1.0, 0.0], [0.6, 0.8]]) == pytest.approx([0.6, 1.0])
