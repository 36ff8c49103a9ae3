"""Word and other office files to documents, by kreuzberg."""

from __future__ import annotations

from tandem.errors import InvalidInput, MissingExtra
from tandem.search.document import Document
from tandem.search.parse.markdown import read_markdown

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "epub": "application/epub+zip",
    "msg": "application/vnd.ms-outlook",
    "xml": "application/xml",
}
"""Media types by format."""


def read_office(data: bytes, id: str, format: str) -> Document:
    """The Markdown that kreuzberg makes of a file. Raises ``InvalidInput`` for a broken one."""
    try:
        import kreuzberg
    except ImportError as error:
        raise MissingExtra(
            f"reading {format} needs kreuzberg", hint="pip install 'tandem-ai[documents]'"
        ) from error
    config = kreuzberg.ExtractionConfig(
        use_cache=False,
        output_format="markdown",
        disable_ocr=True,  # type: ignore[call-arg]  # its stubs lack the name
    )
    try:
        found = kreuzberg.extract_bytes_sync(data, TYPES[format], config=config)
    except kreuzberg.KreuzbergError as error:
        raise InvalidInput(f"{id} is not a readable {format} file: {error}") from None
    inner = read_markdown(found.content.strip("\n"), id)
    about = found.metadata
    title = str(about.get("title") or about.get("subject") or "") or inner.title
    names = about.get("authors") or []
    metadata = {"author": ", ".join(map(str, names))} if names else {}
    return Document(id, inner.text, title, inner.elements, (), format, (), metadata)
