from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tandem.errors import Conflict, NotFound
from tandem.record import Catalog, Tasks


def test_the_same_question_is_asked_once_and_keeps_its_answer(catalog: Catalog) -> None:
    tasks = Tasks(catalog)
    task = tasks.ask("refunds", {"amount": 90}, reason="above the limit")
    assert tasks.ask("refunds", {"amount": 90}) == task
    assert tasks.ask("other", {"amount": 90}).id != task.id
    assert (task.state, task.asked, task.reason) == ("waiting", {"amount": 90}, "above the limit")
    done = tasks.answer(task.id[:8], True, by="Ann")
    assert (done.state, done.answer, done.by) == ("answered", True, "Ann")
    assert done.answered is not None
    assert done.answered >= done.time
    assert tasks.ask("refunds", {"amount": 90}) == done


def test_a_key_names_the_question_where_its_words_change(catalog: Catalog) -> None:
    tasks = Tasks(catalog)
    one = tasks.ask("receipts", {"text": "a"}, key="a.pdf")
    assert tasks.ask("receipts", {"text": "b"}, key="a.pdf") == one


def test_lists_are_of_what_waits_oldest_first(catalog: Catalog) -> None:
    tasks = Tasks(catalog)
    made = [tasks.ask(queue, n) for queue in ("a", "b") for n in range(3)]
    tasks.answer(made[1].id, "no", by="Ann")
    assert [task.asked for task in tasks.list("a")] == [0, 2]
    assert len(tasks.list()) == 5
    assert [task.id for task in tasks.list(state="answered")] == [made[1].id]
    assert len(tasks.list(state=None, limit=4)) == 4


def test_the_first_answer_counts(catalog: Catalog) -> None:
    tasks = Tasks(catalog)
    task = tasks.ask("q", "?")

    def say(who: int) -> str:
        try:
            return str(tasks.answer(task.id, who, by=f"person {who}").answer)
        except Conflict:
            return "late"

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(say, range(4)))
    assert sorted(said)[1:] == ["late"] * 3
    found = tasks.get(task.id)
    assert tasks.answer(task.id, found.answer, by="again").by == found.by
    tasks.reopen(task.id, reason="of no use")
    assert (tasks.get(task.id).state, tasks.get(task.id).reason) == ("waiting", "of no use")


def test_secrets_are_not_kept_and_unknown_ids_are_told(catalog: Catalog) -> None:
    tasks = Tasks(catalog)
    assert tasks.ask("q", {"api_key": "x1y2"}).asked == {"api_key": "[redacted]"}
    for id in ("", "abc", "ffffffffff"):
        with pytest.raises(NotFound, match="no task"):
            tasks.get(id)


def test_a_task_is_found_by_its_key(catalog: Catalog) -> None:
    tasks = Tasks(catalog)
    assert tasks.find("slips", "abc") is None
    asked = tasks.ask("slips", {"total": "9.00"}, key="abc")
    assert tasks.find("slips", "abc") == asked
    assert tasks.find("other", "abc") is None
