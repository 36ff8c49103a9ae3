from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.search.extract import Amount, Date, Layout, Lines

FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %b %Y", "%B %d, %Y", "%d %B %Y")


@given(st.dates(date(1971, 1, 1), date(2069, 12, 31)), st.sampled_from(FORMS))
def test_a_day_is_found_however_it_is_written(day: date, form: str) -> None:
    layout = Layout.of(f"DATE: {day.strftime(form)} 10:22")
    [found] = Date().find(layout)
    assert found.value == day.isoformat()
    assert layout.text[found.start : found.end] == day.strftime(form)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3/4/2018", "2018-04-03"),
        ("13/4/18", "2018-04-13"),
        ("4/13/2018", "2018-04-13"),
        ("20180304", "2018-03-04"),
        ("25032018", "2018-03-25"),
        ("2nd day of June, 2001", "2001-06-02"),
        ("31/02/2018", None),
        ("TEL 03-7726-1234", None),
    ],
)
def test_days_are_read_by_the_calendar(text: str, value: str | None) -> None:
    assert Date().read(text) == value


def test_the_day_stands_second_where_it_is_said_to() -> None:
    assert Date(day_first=False).read("3/4/2018") == "2018-03-04"


@given(st.integers(0, 10**9))
def test_an_amount_is_found_with_and_without_its_signs(cents: int) -> None:
    plain = f"{cents // 100}.{cents % 100:02d}"
    for form in (plain, f"RM {cents // 100:,}.{cents % 100:02d}"):
        [found] = Amount().find(Layout.of(f"TOTAL {form} PAID"))
        assert found.value == plain


def test_what_is_no_amount_is_none() -> None:
    assert Amount().find(Layout.of("25/12/2018 10:15 QTY 3 TEL 1.234")) == []
    assert Amount().read("nothing") is None
    assert Amount().read("-1.73") == "-1.73"


def test_runs_of_lines_are_proposed_with_and_without_a_number() -> None:
    layout = Layout.of("BLUE LAMP\nSDN BHD (139386-X)\n\nSTREET")
    values = [x.value for x in Lines(most=2, within=2, numbers_off=True).find(layout)]
    assert values[:5] == [
        "BLUE LAMP",
        "BLUE LAMP SDN BHD (139386-X)",
        "BLUE LAMP SDN BHD",
        "SDN BHD (139386-X)",
        "SDN BHD",
    ]
    assert "STREET" not in " ".join(values)


def test_texts_are_the_same_whatever_their_spaces_and_signs() -> None:
    assert Lines().key("No.5, Jalan  A") == Lines().key("NO. 5 JALAN A.")
