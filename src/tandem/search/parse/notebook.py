"""Jupyter notebooks: Markdown cells, code cells, and the text that they gave."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from tandem.errors import InvalidInput
from tandem.search.document import Document
from tandem.search.parse.builder import Builder
from tandem.search.parse.markdown import read_markdown

_OUTPUT: Final = 2_000
"""Characters of one output that are kept: the rest is logs."""
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


def read_notebook(text: str, id: str) -> Document:
    """The cells of a notebook in order. Raises ``InvalidInput`` for what is not one."""
    try:
        notebook = msgspec.json.decode(text)
        cells = notebook["cells"]
        language = notebook.get("metadata", {}).get("language_info", {}).get("name", "python")
        builder = Builder()
        for cell in cells:
            _add(builder, cell, language)
    except (msgspec.MsgspecError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(f"{id} is not a notebook: {type(error).__name__}: {error}") from None
    return builder.document(id, format="notebook", metadata={"language": str(language)})


def _add(builder: Builder, cell: dict[str, Any], language: str) -> None:
    source = _joined(cell["source"])
    if cell["cell_type"] == "markdown":
        inner = read_markdown(source.strip(), "")
        builder.title = builder.title or inner.title
        builder.include(inner)
    elif cell["cell_type"] == "code" and source.strip():
        builder.add("code", f"```{language}\n{source.strip()}\n```")
        for output in cell.get("outputs", []):
            shown = _joined(output.get("text") or output.get("data", {}).get("text/plain", ""))
            shown = _COLOUR.sub("", shown)[:_OUTPUT].strip()
            if shown:
                builder.add("code", f"```text\n{shown}\n```")


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
