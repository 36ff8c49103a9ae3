from __future__ import annotations

from tandem.core.schema import decoder, encode
from tandem.models.explain import Reason, top_reasons
from tests.models.samples import BERN

NAMES = ["age", "city", "member", "visits"]


def test_the_largest_effects_come_first_whichever_way_they_point() -> None:
    [reasons] = top_reasons([BERN], NAMES, [[0.1, -0.9, 0.5, 0.0]], 2)
    assert reasons == [Reason("city", "Bern", -0.9), Reason("member", False, 0.5)]


def test_ties_go_to_the_first_and_no_effect_is_no_reason() -> None:
    [reasons] = top_reasons([BERN], NAMES, [[0.0, 0.2, -0.2, 0.0]], 3)
    assert [reason.feature for reason in reasons] == ["city", "member"]


def test_a_reason_is_plain_data() -> None:
    for value in (1.5, 3, "Bern", True, None):
        reason = Reason("x", value, 0.1)
        assert encode(decoder(Reason)(encode(reason))) == encode(reason)


def test_reasons_speak_of_dictionaries_too() -> None:
    assert top_reasons([{"a": 3}], ["a"], [[0.5]], 1) == [[Reason("a", 3, 0.5)]]
