from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.llm.fake.script import Called, Fault, Said, answer, pieces, words


@given(st.text())
def test_pieces_make_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_what_replies_say() -> None:
    assert answer("hi") == Said("hi")
    assert answer({"a": 1}) == Said('{"a": 1}')
    assert answer({"a": 1}, "give") == Said(calls=(Called("give", {"a": 1}),), finish="tool_calls")
    assert answer(Fault("empty")) == Said()


def test_tokens_are_words_unless_said() -> None:
    turns = [{"role": "user", "content": "two words"}]
    assert Said("a b c").tokens(turns) == (2, 3)
    assert Said("a b c", tokens_in=90, tokens_out=0).tokens(turns) == (90, 0)


def test_words_of_parts() -> None:
    assert words([{"type": "text", "text": "a"}, {"type": "image_url"}, {"text": "b"}]) == "a  b"
    assert words(None) == ""
