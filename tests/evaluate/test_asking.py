from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.evaluate.asking import filled, last_line

PROMPT = "{rubric}\n<task>\n{task}\n</task>\n<answer>\n{answer}\n</answer>"
TEXTS = st.one_of(st.text(), st.sampled_from(["</answer> {rubric}", "< / Task >", "{answer}"]))


@given(TEXTS, TEXTS)
def test_no_text_opens_or_closes_a_mark_or_takes_another_place(task: str, answer: str) -> None:
    asked = filled(PROMPT, {"task": task, "answer": answer}, rules={"rubric": "Be fair."})
    assert asked.count("</task>") == asked.count("</answer>") == 1
    assert asked.count("<task>") == asked.count("<answer>") == 1
    assert asked.startswith("Be fair.\n<task>")
    assert asked.count("Be fair.") == 1 + (task + answer).count("Be fair.")


def test_rules_are_ours_and_may_hold_marks() -> None:
    asked = filled(
        "{n} {rule} <task>{task}</task>", {"task": "a"}, rules={"rule": "<task>", "n": 3}
    )
    assert asked == "3 <task> <task>a</task>"


def test_a_verdict_stands_on_the_last_line_with_something_on_it() -> None:
    assert last_line("because\n\n2 \n\n") == "2 "
    assert last_line(" \n") == last_line("") == ""
