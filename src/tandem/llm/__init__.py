"""Chat models behind one narrow component, and the fake server that tests use. Extra ``llm``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.llm.chat import Chat, Message
    from tandem.llm.fake import Called, FakeChat, Fault, Said

__all__ = ["Called", "Chat", "FakeChat", "Fault", "Message", "Said"]

__getattr__ = lazy(
    __name__,
    {
        "Called": "tandem.llm.fake",
        "Chat": "tandem.llm.chat",
        "FakeChat": "tandem.llm.fake",
        "Fault": "tandem.llm.fake",
        "Message": "tandem.llm.chat",
        "Said": "tandem.llm.fake",
    },
)
