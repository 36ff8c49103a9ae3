"""CSV and its relatives to one table."""

from __future__ import annotations

import csv
import io
from typing import Final

from tandem.errors import InvalidInput
from tandem.search.document import Document
from tandem.search.parse.builder import Builder

_SAMPLE: Final = 8_192
_LONGEST: Final = 131_072
"""Letters of a cell; one that is longer began with a quotation mark that never ends."""


def read_delimited(text: str, id: str) -> Document:
    """A table of comma, semicolon, tab or bar separated values, its first row the header.

    >>> read_delimited("a;b\\n1;2", "t.csv").elements[0].rows
    (('a', 'b'), ('1', '2'))
    """
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:_SAMPLE], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect, strict=False))
    except csv.Error as error:
        raise InvalidInput(f"{id} is not a table: {error}") from None
    # The limit of the csv module is one for the whole process, and others raise it.
    if any(len(cell) > _LONGEST for row in rows for cell in row):
        raise InvalidInput(f"{id} is not a table: a cell is longer than {_LONGEST:,} letters")
    builder = Builder()
    builder.table(rows)
    return builder.document(id, format="csv")
