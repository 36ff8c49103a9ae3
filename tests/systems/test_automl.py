"""The contest of AutoML systems: cuts, losses, and standings from results, without the data."""

from __future__ import annotations

import pytest
from systems.automl import contest, curve, data, report

from tandem import Rows


def test_columns_are_numbers_where_all_that_is_known_are() -> None:
    assert data.typed(["1", "?", " 2.5"], as_words=False) == [1.0, None, 2.5]
    assert data.typed(["1", "x", ""], as_words=False) == ["1", "x", None]
    assert data.typed(["1", "0"], as_words=True) == ["1", "0"]


def test_an_arff_file_is_read_with_quotes_comments_and_blanks() -> None:
    text = (
        "% a table\n@relation r\n@attribute 'a b' real\n@ATTRIBUTE c {x,'y z'}\n@data\n"
        "% none\n1,'y z'\n?,x\n"
    )
    assert data.arff(text) == (["a b", "c"], [["1", "y z"], ["?", "x"]])


def test_a_player_is_told_no_test_targets() -> None:
    train = Rows([{"x": 1.0, "c": "a"}, {"x": None, "c": "b"}], [True, False])
    request = contest.request_of(train, Rows([{"x": 2.0, "c": "a"}], [True]))
    assert request["labels"] == ["False", "True"]
    assert request["kinds"] == {"x": "number", "c": "word"}
    assert set(request) == {"train", "test", "targets", "labels", "kinds"}


def test_losses_by_hand() -> None:
    labels = {"labels": ["False", "True"]}
    assert contest.loss(labels, [True, False], [[0.5, 0.5], [1.0, 0.0]]) == pytest.approx(
        0.34657359
    )
    assert contest.loss({"labels": None}, [1.0, 2.0], [1.0, 4.0]) == pytest.approx(2**0.5)


def test_only_tables_that_all_played_count_and_failures_rank_last() -> None:
    found = [
        {"system": system, "table": table, "budget": 5.0, "loss": loss}
        for table, losses in (("car", (0.1, 0.2)), ("vowel", (None, 0.3)), ("telco", (0.5,)))
        for system, loss in zip(("tandem", "flaml"), losses, strict=False)
    ]
    tables = report.complete(found, 5.0)
    assert tables == {
        "car": {"tandem": 0.1, "flaml": 0.2},
        "vowel": {"tandem": 0.6, "flaml": 0.3},
    }
    assert report.ranked(tables).ranks == {"tandem": 1.5, "flaml": 1.5}


def test_time_is_told_by_multiples_of_the_best_and_by_who_was_sooner() -> None:
    losses = {"tandem": (0.4, 0.2, 0.2), "flaml": (0.8, 0.4, 0.1), "autogluon": (0.2, 0.2, None)}
    found = [
        {"system": system, "table": table, "budget": budget, "loss": loss}
        for table in contest.CURVE
        for system, told in losses.items()
        for budget, loss in zip((2.5, 5.0, 10.0), told, strict=True)
    ]
    scores = curve.scores(found)
    at = curve.budgets(scores)
    assert at == [2.5, 5.0, 10.0]
    multiples = curve.multiples(scores, at)
    assert multiples["tandem"] == pytest.approx([4, 2, 2])
    assert multiples["autogluon"] == pytest.approx([2, 2, 16])
    assert set(curve.reached(scores, at, "flaml", 5.0).values()) == {2.5}
    assert set(curve.reached(scores, at, "flaml", 10.0).values()) == {None}


def test_all_tables_are_played_before_the_curve_and_by_hand_once() -> None:
    played = list(contest.games(10.0, [5.0, 20.0]))
    assert list(dict.fromkeys(seconds for _, _, seconds in played)) == [10.0, 5.0, 20.0]
    by_hand = [table.name for name, table, _ in played if name == "handmade"]
    assert by_hand == [table.name for table in data.TABLES]
