"""Chat models behind one narrow component, and the fake server that tests use. Extra ``llm``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.llm.chat import Chat, Completion
    from tandem.llm.fake import Called, FakeChat, Fault, Said
    from tandem.llm.message import Image, Message, Reply, Request, Tool, ToolCall
    from tandem.llm.meter import Meter, metering
    from tandem.llm.prompt import Prompt
    from tandem.llm.prompted import Prompted
    from tandem.llm.structured import Structured
    from tandem.llm.tools import ToolChat

__all__ = [
    "Called",
    "Chat",
    "Completion",
    "FakeChat",
    "Fault",
    "Image",
    "Message",
    "Meter",
    "Prompt",
    "Prompted",
    "Reply",
    "Request",
    "Said",
    "Structured",
    "Tool",
    "ToolCall",
    "ToolChat",
    "metering",
]

__getattr__ = lazy(
    __name__,
    {
        "Called": "tandem.llm.fake",
        "Chat": "tandem.llm.chat",
        "Completion": "tandem.llm.chat",
        "FakeChat": "tandem.llm.fake",
        "Fault": "tandem.llm.fake",
        "Image": "tandem.llm.message",
        "Message": "tandem.llm.message",
        "Meter": "tandem.llm.meter",
        "Prompt": "tandem.llm.prompt",
        "Prompted": "tandem.llm.prompted",
        "Reply": "tandem.llm.message",
        "Request": "tandem.llm.message",
        "Said": "tandem.llm.fake",
        "Structured": "tandem.llm.structured",
        "Tool": "tandem.llm.message",
        "ToolCall": "tandem.llm.message",
        "ToolChat": "tandem.llm.tools",
        "metering": "tandem.llm.meter",
    },
)
