from __future__ import annotations

import pytest

from tandem.search.answer.support import statements, supported, supporting, without_marks
from tests.search.answer.world import TOWNS

TOWN = TOWNS[0]


@pytest.mark.parametrize(
    ("statement", "yes"),
    [
        (f"{TOWN.name} was founded in {TOWN.year}.", True),
        (f"{TOWN.name} was founded in {TOWN.year + 1}.", False),
        (f"It was founded by {TOWN.founder}.", True),
        ("It was founded by Zacharias Nobody.", False),
        ("The economy rests on deep-sea fishing fleets.", False),
        ("", False),
    ],
)
def test_words_support_a_statement_or_not(statement: str, yes: bool) -> None:
    assert supported(statement, TOWN.text) is yes


def test_the_shortest_run_of_sentences_is_cited() -> None:
    cited = supporting(f"It was founded by {TOWN.founder} in {TOWN.year}.", TOWN.passage())
    assert cited is not None
    assert cited.text == f"The town was founded in {TOWN.year} by {TOWN.founder}."
    assert TOWN.text[cited.start : cited.end] == cited.text
    both = supporting(f"Founded in {TOWN.year}; workshops make {TOWN.goods}.", TOWN.passage())
    assert both is not None
    assert both.text.startswith("The town was")
    assert both.text.endswith("abroad.")
    assert supporting("Nothing of the kind is written.", TOWN.passage()) is None


def test_statements_are_sentences_that_say_something() -> None:
    assert statements("It is 3 m high [1]. So? [2] Really, 4 men built it [1, 3].") == [
        "It is 3 m high.",
        "Really, 4 men built it.",
    ]
    assert statements("") == []
    assert without_marks("a[1] b [2][3], c[x]") == "a b, c[x]"
