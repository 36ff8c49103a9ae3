from __future__ import annotations

from tandem.core.schema import decoder, encode
from tandem.llm import Image, Message, ToolCall
from tandem.llm.message import conversation


def test_a_message_survives_json() -> None:
    turn = Message(
        "assistant", "Hi", [Image(b"\x00\xff")], [ToolCall("1", "f", "{}")], schema={"type": "null"}
    )
    assert decoder(Message)(encode(turn)) == turn
    assert decoder(Message)(b'{"role":"user"}') == Message("user")


def test_a_conversation_begins_with_the_instructions() -> None:
    assert conversation("Hi") == [Message("user", "Hi")]
    assert conversation([Message("user", "Hi")], "Brief.")[0] == Message("system", "Brief.")
