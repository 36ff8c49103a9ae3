"""E-mail messages: who, when, about what, and the text."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import Final

from tandem.search.document import Document
from tandem.search.parse.builder import Builder
from tandem.search.parse.html import read_html
from tandem.search.parse.text import read_text

_HEADERS: Final = ("from", "to", "cc", "date")
_PARTS: Final = 500


def read_message(data: bytes, id: str) -> Document:
    """A message: its plain text, or else its HTML. Attachments are named, not opened."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    metadata = {name: str(message[name]) for name in _HEADERS if message[name]}
    names = []
    for count, part in enumerate(message.walk()):
        if count == _PARTS:
            break
        if part.get_filename():
            names.append(str(part.get_filename()))
    if names:
        metadata["attachments"] = ", ".join(names)
    builder = Builder()
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None:
        text = str(body.get_content()).replace("\r\n", "\n").strip()
        html = body.get_content_subtype() == "html"
        builder.include(read_html(text, id) if html else read_text(text, id))
    return builder.document(
        id, title=str(message["subject"] or ""), format="email", metadata=metadata
    )
