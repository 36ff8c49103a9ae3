"""Fields of documents: candidates, a trained choice among them, and where each is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.search.extract.chat_fields import AskFields, ChatFields
    from tandem.search.extract.field import Field, Found
    from tandem.search.extract.fields import Extraction, Fields, Lists, RepeatedFields, Values
    from tandem.search.extract.joined import JoinedFields
    from tandem.search.extract.kinds import Amount, Date, Kind, Lines
    from tandem.search.extract.layout import Layout, Line
    from tandem.search.extract.phrases import Names, OneOf, Term
    from tandem.search.extract.repeated import Repeated
    from tandem.search.extract.rules import (
        Rule,
        adds_up,
        dated,
        failed_rules,
        given,
        positive,
        present,
        sure,
    )
    from tandem.search.extract.several import Several

__all__ = [
    "Amount",
    "AskFields",
    "ChatFields",
    "Date",
    "Extraction",
    "Field",
    "Fields",
    "Found",
    "JoinedFields",
    "Kind",
    "Layout",
    "Line",
    "Lines",
    "Lists",
    "Names",
    "OneOf",
    "Repeated",
    "RepeatedFields",
    "Rule",
    "Several",
    "Term",
    "Values",
    "adds_up",
    "dated",
    "failed_rules",
    "given",
    "positive",
    "present",
    "sure",
]

__getattr__ = lazy(
    __name__,
    {
        "Amount": "tandem.search.extract.kinds",
        "AskFields": "tandem.search.extract.chat_fields",
        "ChatFields": "tandem.search.extract.chat_fields",
        "Date": "tandem.search.extract.kinds",
        "Extraction": "tandem.search.extract.fields",
        "Field": "tandem.search.extract.field",
        "Fields": "tandem.search.extract.fields",
        "Found": "tandem.search.extract.field",
        "JoinedFields": "tandem.search.extract.joined",
        "Kind": "tandem.search.extract.kinds",
        "Layout": "tandem.search.extract.layout",
        "Line": "tandem.search.extract.layout",
        "Lines": "tandem.search.extract.kinds",
        "Lists": "tandem.search.extract.fields",
        "RepeatedFields": "tandem.search.extract.fields",
        "Names": "tandem.search.extract.phrases",
        "OneOf": "tandem.search.extract.phrases",
        "Several": "tandem.search.extract.several",
        "Term": "tandem.search.extract.phrases",
        "Repeated": "tandem.search.extract.repeated",
        "Rule": "tandem.search.extract.rules",
        "adds_up": "tandem.search.extract.rules",
        "dated": "tandem.search.extract.rules",
        "failed_rules": "tandem.search.extract.rules",
        "given": "tandem.search.extract.rules",
        "positive": "tandem.search.extract.rules",
        "present": "tandem.search.extract.rules",
        "sure": "tandem.search.extract.rules",
        "Values": "tandem.search.extract.fields",
    },
)
