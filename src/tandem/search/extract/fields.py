"""Fields: every field of a kind of document, learned together and read together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from tandem.core import Model, Rows
from tandem.errors import DefinitionError
from tandem.search.extract.field import Field, Found
from tandem.search.extract.layout import Layout
from tandem.search.extract.repeated import Repeated

Values = Mapping[str, str | None]
"""What the fields of one document are; ``None`` says that it has none of that name."""
Lists = Mapping[str, Sequence[str]]
"""All values of each field of one document, none or several."""


@dataclass(frozen=True)
class Extraction:
    """The fields that were found, by name, and the chance that all of them are right."""

    fields: dict[str, Found]
    confidence: float

    @property
    def values(self) -> dict[str, str]:
        """The values alone."""
        return {name: found.value for name, found in self.fields.items()}


class Fields(Model[Layout, Extraction]):
    """The fields of a document, each by its own ``Field``, with evidence and confidence."""

    fields: Mapping[str, Field]

    def fit(self, rows: Rows[Layout, Values]) -> Self:
        """Learn from documents and their values. A name that is left out is not known: that
        document then teaches the field nothing.

        Raises ``DefinitionError`` for a name that is no field.
        """
        for _, values in rows:
            if unknown := values.keys() - self.fields.keys():
                raise DefinitionError(
                    f"Fields.fit got a value of {min(unknown)!r}, which is no field",
                    hint=f"the fields are {', '.join(self.fields)}",
                )
        fitted: dict[str, Any] = {}
        for name, field in self.fields.items():
            known = rows.take([i for i, values in enumerate(rows.targets) if name in values])
            targets = [values[name] for values in known.targets]
            fitted[name] = field.fit(Rows(known.inputs, targets, known.groups))
        return self.evolve(fields=fitted)

    def predict(self, xs: Sequence[Layout], /) -> list[Extraction]:
        columns = {name: field.predict(xs) for name, field in self.fields.items()}
        return [
            _extraction({name: column[i] for name, column in columns.items()})
            for i in range(len(xs))
        ]


def _extraction(found: Mapping[str, Found | None]) -> Extraction:
    present = {name: x for name, x in found.items() if x is not None}
    return Extraction(present, math.prod(x.confidence for x in present.values()))


class RepeatedFields(Model[Layout, dict[str, list[Found]]]):
    """Fields of which a document may have several values, beside such as it has at most once."""

    fields: Mapping[str, Field]
    repeated: Mapping[str, Repeated]

    def fit(self, rows: Rows[Layout, Lists]) -> Self:
        """Learn from documents and all values of each; a name that is left out has none."""
        parts: dict[str, Any] = {}
        for name, field in self.fields.items():
            told = [next(iter(values.get(name, ())), None) for values in rows.targets]
            parts[name] = field.fit(Rows(rows.inputs, told, rows.groups))
        several: dict[str, Any] = {}
        for name, many in self.repeated.items():
            lists = [list(values.get(name, ())) for values in rows.targets]
            several[name] = many.fit(Rows(rows.inputs, lists, rows.groups))
        return self.evolve(fields=parts, repeated=several)

    def predict(self, xs: Sequence[Layout], /) -> list[dict[str, list[Found]]]:
        single = {name: field.predict(xs) for name, field in self.fields.items()}
        several = {name: many.predict(xs) for name, many in self.repeated.items()}
        return [
            {name: [x] if (x := column[i]) is not None else [] for name, column in single.items()}
            | {name: column[i] for name, column in several.items()}
            for i in range(len(xs))
        ]
