"""Which format a file has, by the end of its name, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from tandem.errors import InvalidInput
from tandem.search.document import Document

LANGUAGES: Final = {
    "py": "python",
    "js": "javascript",
    "jsx": "javascript",
    "mjs": "javascript",
    "ts": "typescript",
    "tsx": "tsx",
    "go": "go",
    "rs": "rust",
    "java": "java",
    "c": "c",
    "h": "c",
}
"""Languages whose syntax is known, by suffix."""

_FORMATS: Final = {
    "md": "markdown",
    "markdown": "markdown",
    "txt": "text",
    "rst": "text",
    "log": "text",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "csv": "csv",
    "tsv": "csv",
    "eml": "email",
    "ipynb": "notebook",
    "pdf": "pdf",
    "pptx": "pptx",
    "docx": "docx",
    "xlsx": "xlsx",
    "odt": "odt",
    "rtf": "rtf",
    "epub": "epub",
    "msg": "msg",
    "xml": "xml",
    "nxml": "xml",
}
_RISKY: Final = frozenset("html email pdf pptx docx xlsx odt rtf epub msg xml".split())
_ZIPPED: Final = frozenset("pptx docx xlsx odt epub".split())


@dataclass(frozen=True)
class Format:
    """A format: ``risky`` where a hostile file could cost its reader time or memory."""

    name: str
    language: str = ""

    @property
    def risky(self) -> bool:
        """Whether it is read in a process of its own."""
        return self.name in _RISKY

    @property
    def zipped(self) -> bool:
        """Whether its files are archives."""
        return self.name in _ZIPPED


def format_of(id: str) -> Format:
    """The format of a file by its name. Raises ``InvalidInput`` for one that nobody reads.

    >>> format_of("src/app.py")
    Format(name='code', language='python')
    """
    suffix = PurePosixPath(id).suffix.lower().removeprefix(".")
    if suffix in LANGUAGES:
        return Format("code", LANGUAGES[suffix])
    if suffix not in _FORMATS:
        raise InvalidInput(f"{id}: no reader for {'.' + suffix if suffix else 'files without end'}")
    return Format(_FORMATS[suffix])


def read_bytes(data: bytes, id: str, format: Format) -> Document:
    """The document in a file's bytes. Raises ``InvalidInput`` where they are not readable."""
    match format.name:
        case "pdf":
            from tandem.search.parse.pdf import read_pdf

            return read_pdf(data, id)
        case "pptx":
            from tandem.search.parse.slides import read_slides

            return read_slides(data, id)
        case "email":
            from tandem.search.parse.message import read_message

            return read_message(data, id)
        case "docx" | "xlsx" | "odt" | "rtf" | "epub" | "msg" | "xml":
            from tandem.search.parse.office import read_office

            return read_office(data, id, format.name)
    return _read_text_format(data, id, format)


def _read_text_format(data: bytes, id: str, format: Format) -> Document:
    from tandem.search.parse.delimited import read_delimited
    from tandem.search.parse.html import read_html
    from tandem.search.parse.markdown import read_markdown
    from tandem.search.parse.notebook import read_notebook
    from tandem.search.parse.text import decode, read_code, read_text

    text = decode(data, whose=id)
    match format.name:
        case "markdown":
            return read_markdown(text, id)
        case "html":
            return read_html(text, id)
        case "csv":
            return read_delimited(text, id)
        case "notebook":
            return read_notebook(text, id)
        case "code":
            return read_code(text, id, format.language)
    return read_text(text, id)
