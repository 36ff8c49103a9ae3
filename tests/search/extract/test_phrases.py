from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.search.extract import Layout, Names, OneOf, Term


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two (2) years", "2 years"),
        ("a period of eighteen months", "18 months"),
        ("one year", "1 year"),
        ("12 full months", "12 months"),
        ("55.5_months", "55.5 months"),
        ("many years", None),
    ],
)
def test_lengths_of_time_are_read(text: str, value: str | None) -> None:
    assert Term().read(text) == value


@given(st.integers(1, 99), st.sampled_from(["day", "week", "month", "year"]))
def test_a_length_of_time_is_found_in_a_sentence(count: int, unit: str) -> None:
    layout = Layout.of(f"It shall expire within ({count}) {unit}s of notice.")
    values = {x.value for x in Term().find(layout)}
    assert values == {f"{count} {unit}{'' if count == 1 else 's'}"}


def test_the_longest_of_a_list_is_found_as_the_list_spells_it() -> None:
    kind = OneOf(values=("Virginia", "West Virginia"))
    [found] = kind.find(Layout.of("the laws of WEST VIRGINIA apply"))
    assert found.value == "West Virginia"
    assert kind.read("Ohio") is None


def test_names_are_proposed_whole_and_in_parts() -> None:
    layout = Layout.of("made by Nike, Inc. and Eric Dean Sprunk of Oregon")
    values = {x.value for x in Names().find(layout)}
    assert {"Nike Inc", "Eric Dean Sprunk of Oregon"} <= values
    assert Names().key("Nike_Inc.") == Names().key("NIKE, Inc")
    assert not Names(within=5).find(layout)


def test_running_text_keeps_its_offsets() -> None:
    text = "This Agree-\nment. It\nholds.\n\nNew part."
    layout = Layout.flowing(text)
    assert len(layout.text) == len(text)
    assert "It holds." in [line.text for line in layout.lines]
