"""Chat models behind one narrow component, and the fake server that tests use. Extra ``llm``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.llm.batches import BatchAnswers, BatchRow, run_batch
    from tandem.llm.cached import Cached
    from tandem.llm.caller import calling
    from tandem.llm.chat import Chat, Completion
    from tandem.llm.fake import Called, FakeChat, Fault, Said
    from tandem.llm.limited import Limited
    from tandem.llm.message import Image, Message, Reply, Request, Tool, ToolCall
    from tandem.llm.meter import Meter, metering
    from tandem.llm.options import chat_from
    from tandem.llm.prompt import Prompt
    from tandem.llm.prompted import Prompted
    from tandem.llm.quality import HitQuality, Pair, hit_quality
    from tandem.llm.shared import connect, sharing
    from tandem.llm.structured import Structured
    from tandem.llm.tools import ToolChat
    from tandem.llm.untrusted import defused

__all__ = [
    "BatchAnswers",
    "BatchRow",
    "Cached",
    "Called",
    "Chat",
    "Completion",
    "FakeChat",
    "Fault",
    "HitQuality",
    "Image",
    "Limited",
    "Message",
    "Meter",
    "Pair",
    "Prompt",
    "Prompted",
    "Reply",
    "Request",
    "Said",
    "Structured",
    "Tool",
    "ToolCall",
    "ToolChat",
    "calling",
    "chat_from",
    "connect",
    "defused",
    "hit_quality",
    "metering",
    "run_batch",
    "sharing",
]

__getattr__ = lazy(
    __name__,
    {
        "BatchAnswers": "tandem.llm.batches",
        "BatchRow": "tandem.llm.batches",
        "Cached": "tandem.llm.cached",
        "Called": "tandem.llm.fake",
        "Chat": "tandem.llm.chat",
        "Completion": "tandem.llm.chat",
        "FakeChat": "tandem.llm.fake",
        "Fault": "tandem.llm.fake",
        "HitQuality": "tandem.llm.quality",
        "Image": "tandem.llm.message",
        "Limited": "tandem.llm.limited",
        "Message": "tandem.llm.message",
        "Meter": "tandem.llm.meter",
        "Pair": "tandem.llm.quality",
        "Prompt": "tandem.llm.prompt",
        "Prompted": "tandem.llm.prompted",
        "Reply": "tandem.llm.message",
        "Request": "tandem.llm.message",
        "Said": "tandem.llm.fake",
        "Structured": "tandem.llm.structured",
        "Tool": "tandem.llm.message",
        "ToolCall": "tandem.llm.message",
        "ToolChat": "tandem.llm.tools",
        "calling": "tandem.llm.caller",
        "chat_from": "tandem.llm.options",
        "connect": "tandem.llm.shared",
        "defused": "tandem.llm.untrusted",
        "hit_quality": "tandem.llm.quality",
        "metering": "tandem.llm.meter",
        "run_batch": "tandem.llm.batches",
        "sharing": "tandem.llm.shared",
    },
)
