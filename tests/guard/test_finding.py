from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tandem.guard import Finding
from tandem.guard.finding import apart

FINDINGS = st.lists(
    st.builds(
        lambda kind, start, size, score: Finding(kind, start, start + size, score),
        st.sampled_from("ab"),
        st.integers(0, 30),
        st.integers(1, 8),
        st.sampled_from([0.5, 1.0]),
    )
)


@given(FINDINGS)
def test_what_is_kept_does_not_overlap_and_what_is_not_does(findings: list[Finding]) -> None:
    kept = apart(findings)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    for one in findings:
        assert any(k.start < one.end and one.start < k.end for k in kept)


def test_the_surer_then_the_longer_is_kept() -> None:
    sure, long, short = Finding("a", 0, 3), Finding("b", 2, 9, 0.9), Finding("c", 4, 6, 0.9)
    assert apart([short, long, sure]) == [sure, short]
    assert apart([short, long]) == [long]
