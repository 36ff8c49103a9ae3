from __future__ import annotations

import pytest

from tandem.search.extract import Layout, Names, OneOf, Several, Term

PARTIES = Several(kind=Names())


@pytest.mark.parametrize(
    ("text", "value"),
    [("Nike, Inc.; Eric Sprunk", "Nike Inc; Eric Sprunk"), ("Nike", "Nike"), (" ; ", None)],
)
def test_each_value_is_read_by_itself(text: str, value: str | None) -> None:
    assert PARTIES.read(text) == value


def test_order_and_repetition_say_nothing() -> None:
    assert PARTIES.key("Nike Inc; Eric Sprunk") == PARTIES.key("Eric Sprunk;NIKE INC; nike inc")
    assert PARTIES.key("Nike Inc") != PARTIES.key("Nike Inc; Eric Sprunk")


def test_what_is_none_of_them_is_left_out() -> None:
    assert Several(kind=OneOf(values=("Texas", "Utah"))).read("utah; Bavaria") == "Utah"


def test_places_are_those_of_the_kind() -> None:
    text = Layout.of("two years, or 3 months")
    assert Several(kind=Term()).find(text) == Term().find(text)
