"""JoinedFields: fields with several values as one extraction, for rules, tables and people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Self

from tandem.core import Model, Rows
from tandem.search.extract.field import Found
from tandem.search.extract.fields import Extraction, RepeatedFields, Values
from tandem.search.extract.layout import Layout
from tandem.search.extract.several import BETWEEN


class JoinedFields(Model[Layout, Extraction]):
    """What ``RepeatedFields`` reads, with semicolons between several values of a field.

    So written values are what it learns from, too; the kind of such a field is ``Several``.
    The place of several is that of the first, and their confidence that all are right.
    """

    fields: RepeatedFields

    def fit(self, rows: Rows[Layout, Values]) -> Self:
        """Learn from documents and their values; a name that is left out has none."""
        lists = [
            {name: self._values(name, value) for name, value in values.items()}
            for values in rows.targets
        ]
        return self.evolve(fields=self.fields.fit(Rows(rows.inputs, lists, rows.groups)))

    def predict(self, xs: Sequence[Layout], /) -> list[Extraction]:
        read = []
        for lists in self.fields.predict(xs):
            found = {name: x for name, many in lists.items() if (x := joined(many)) is not None}
            read.append(Extraction(found, math.prod(x.confidence for x in found.values())))
        return read

    def _values(self, name: str, value: str | None) -> list[str]:
        if not value:
            return []
        several = name in self.fields.repeated
        return [part.strip() for part in value.split(BETWEEN.strip())] if several else [value]


def joined(found: Sequence[Found]) -> Found | None:
    """Several findings as one; ``None`` of none."""
    if len(found) < 2:
        return found[0] if found else None
    value = BETWEEN.join(x.value for x in found)
    sure = math.prod(x.confidence for x in found)
    return Found(value, sure, found[0].start, found[0].end, found[0].text)
