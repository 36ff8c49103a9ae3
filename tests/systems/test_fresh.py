"""The fresh questions are well labelled, and none of them is one that the help desk learns from."""

from __future__ import annotations

import json
from typing import Any

from systems.helpdesk.fresh import FRESH, fresh_cases

from tests.docs.test_docs import questions, sections, topics

ROWS: list[dict[str, Any]] = [json.loads(line) for line in FRESH.read_text().splitlines()]


def test_there_are_enough_of_both_kinds() -> None:
    assert len(ROWS) >= 100
    assert sum(row["human"] for row in ROWS) >= 25


def test_rows_have_the_fields_of_the_other_questions_and_are_read_as_cases() -> None:
    assert {tuple(row) for row in ROWS} == {tuple(questions()[0])}
    assert [case.id for case in fresh_cases()] == [row["id"] for row in ROWS]


def test_ids_and_wordings_are_unique() -> None:
    for key in ("id", "question"):
        assert len({row[key].strip().lower() for row in ROWS}) == len(ROWS), key


def test_no_question_is_one_of_the_others() -> None:
    known = {question["question"].strip().lower() for question in questions()}
    assert [row["id"] for row in ROWS if row["question"].strip().lower() in known] == []


def test_a_person_is_asked_where_no_section_answers() -> None:
    for row in ROWS:
        assert row["human"] == (row["sections"] == []) == (row["fact"] == ""), row["id"]


def test_every_section_exists_and_one_of_them_holds_the_fact() -> None:
    for row in ROWS:
        assert set(row["sections"]) <= set(sections()), row["id"]
        texts = [sections()[name].lower() for name in row["sections"]]
        assert row["human"] or any(row["fact"].lower() in text for text in texts), row["id"]


def test_the_topic_is_that_of_the_first_section() -> None:
    for row in ROWS:
        assert row["topic"] in {*topics().values(), "other"}, row["id"]
        if row["sections"]:
            assert row["topic"] == topics()[row["sections"][0].partition("#")[0]], row["id"]
