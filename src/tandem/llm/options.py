"""The chat model that the options of a build name, within its budget and with its cache."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tandem.core import Component
from tandem.core.schema import convert
from tandem.errors import DefinitionError
from tandem.llm.cached import Cached
from tandem.llm.chat import Chat
from tandem.llm.limited import Limited
from tandem.llm.message import Message


class _Options(msgspec.Struct, frozen=True):
    chat: str = ""
    chat_url: str = ""
    chat_price: tuple[float, float] | None = None
    chat_max_tokens: int = 1_000
    dollars_a_call: float | None = None
    dollars_a_subject: float | None = None
    dollars_a_day: float | None = None
    cache_seconds: float = 0.0


def chat_from(options: Mapping[str, str]) -> Component[str | list[Message], str]:
    """The chat model of ``chat`` (``"provider:name"``), at temperature 0; a new one each time.

    ``chat_url`` is the address of another server of OpenAI's protocol, ``chat_price`` dollars
    per million tokens in and out (``0.15,0.6``), ``chat_max_tokens`` the longest answer (1,000).
    With ``dollars_a_call``, ``dollars_a_subject`` or ``dollars_a_day`` it is ``Limited``, with
    ``cache_seconds`` ``Cached``. Other options, and empty ones,
    are not looked at.

    Raises ``InvalidInput`` for one that is no number, and ``DefinitionError`` without ``chat``.

    >>> type(chat_from({"chat": "openai:x", "dollars_a_day": "5"})).__name__
    'Limited'
    """
    given = {name: value for name in _Options.__struct_fields__ if (value := options.get(name))}
    if "chat" not in given:
        raise DefinitionError("no option names a chat model", hint="--set chat=PROVIDER:NAME")
    prices = {"chat_price": given["chat_price"].split(",")} if "chat_price" in given else {}
    asked: _Options = convert(given | prices, _Options, strict=False)
    found: Component[str | list[Message], str] = Chat(
        model=asked.chat,
        base_url=asked.chat_url,
        temperature=0.0,
        max_tokens=asked.chat_max_tokens,
        price=asked.chat_price,
    )
    dollars = {name: getattr(asked, name) for name in given if name.startswith("dollars_")}
    if dollars:
        found = Limited(chat=found, **dollars)
    return Cached(chat=found, seconds=asked.cache_seconds) if asked.cache_seconds else found
