from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tandem.checks import check
from tandem.errors import InvalidInput
from tandem.llm import FakeChat
from tandem.search.extract import (
    Amount,
    AskFields,
    ChatFields,
    Date,
    Layout,
    Lines,
    Names,
    Several,
    Term,
)
from tests.llm.test_chat import chat

SLIP = Layout.of("BLUE LAMP SDN BHD (139386-X)\nNO. 5, JALAN SATU\n25/12/2018\nTOTAL RM 9.00")
KINDS: dict[str, Any] = {
    "company": Lines(most=2, numbers_off=True),
    "date": Date(),
    "total": Amount(),
}


def reader(fake: FakeChat) -> ChatFields:
    return ChatFields(ask=AskFields(chat=chat(fake), mode="words"), kinds=KINDS, trust=0.8)


def test_values_get_the_place_where_they_stand() -> None:
    told = {"company": "Blue Lamp Sdn Bhd", "date": "25 Dec 2018", "total": "9.00"}
    with FakeChat([json.dumps(told)]) as fake:
        read = asyncio.run(reader(fake).run(SLIP))
    assert read.values == {"company": "BLUE LAMP SDN BHD", "date": "2018-12-25", "total": "9.00"}
    total = read.fields["total"]
    assert SLIP.text[total.start : total.end] == total.text == "RM 9.00"
    assert read.confidence == pytest.approx(0.8**3)


def test_several_values_are_asked_for_and_each_is_looked_up() -> None:
    kinds: dict[str, Any] = {"party": Several(kind=Names()), "term": Term()}
    page = Layout.flowing("This binds Nike, Inc. and Eric Sprunk for two (2) years.")
    told = {"party": "Eric Sprunk; Nike, Inc.; Nobody Else", "term": "2 years"}
    with FakeChat([json.dumps(told)]) as fake:
        asked = AskFields(chat=chat(fake), mode="words")
        read = asyncio.run(ChatFields(ask=asked, kinds=kinds, trust=0.8).run(page))
        sent = fake.requests[0]["messages"][-1]["content"]
    assert read.values == {"party": "Eric Sprunk; Nike Inc", "term": "2 years"}
    assert read.fields["party"].confidence == pytest.approx(0.8**2)
    assert 'Write all of ["party"], with semicolons' in sent


def test_both_hold_the_rules_of_the_contract() -> None:
    with FakeChat(['{"total": "9.00", "date": null}']) as fake:
        check(reader(fake), inputs=[SLIP])
        check(AskFields(chat=chat(fake), mode="words"), inputs=["Copy the total of: 9.00"])


@pytest.mark.parametrize("total", ["19.00", "nine", ""])
def test_what_the_document_does_not_say_is_left_out(total: str) -> None:
    told = {"company": None, "date": "25/12/2018", "total": total}
    with FakeChat([json.dumps(told)]) as fake:
        read = asyncio.run(reader(fake).run(SLIP))
    assert read.values == {"date": "2018-12-25"}


def test_an_answer_that_is_no_object_is_refused() -> None:
    with FakeChat(["I cannot read this."] * 3) as fake, pytest.raises(InvalidInput):
        asyncio.run(reader(fake).run(SLIP))
