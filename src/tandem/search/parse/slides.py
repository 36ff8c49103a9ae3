"""PowerPoint to a document, a page a slide, by the standard library.

kreuzberg gives up on a whole file when one picture of it is damaged, and does not say where
a slide begins.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final
from xml.etree import ElementTree

from tandem.errors import InvalidInput
from tandem.search.document import SPARSE, Document
from tandem.search.parse.builder import Builder

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_SLIDE: Final = re.compile(r"ppt/slides/slide(\d+)\.xml")
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_slides(data: bytes, id: str) -> Document:
    """Titles, text, tables, pictures' descriptions and notes of each slide.

    Raises ``InvalidInput`` for a broken file.
    """
    builder = Builder()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for number, name in enumerate(_slides(archive), start=1):
                builder.page = number
                start = builder.length
                _read_slide(builder, ElementTree.fromstring(archive.read(name)))
                _read_notes(builder, archive, name)
                builder.finish_page(number, start, SPARSE if builder.length > start else 0.0)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, EOFError, ValueError) as error:
        raise InvalidInput(f"{id} is not a readable pptx file: {error}") from None
    return builder.document(id, format="pptx")


def _slides(archive: zipfile.ZipFile) -> list[str]:
    """The slides in the order in which they are shown."""
    links = {
        link.get("Id"): f"ppt/{link.get('Target', '')}".replace("ppt//ppt/", "ppt/")
        for link in ElementTree.fromstring(archive.read("ppt/_rels/presentation.xml.rels"))
    }
    shown = ElementTree.fromstring(archive.read("ppt/presentation.xml")).iter(f"{_P}sldId")
    names = [links.get(slide.get(_LINK), "") for slide in shown]
    return [name for name in names if _SLIDE.fullmatch(name)]


def _read_slide(builder: Builder, slide: ElementTree.Element) -> None:
    for shape in slide.iter():
        if shape.tag == f"{_P}sp":
            place = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
            lines = _lines(shape)
            if place is not None and place.get("type") in ("title", "ctrTitle"):
                builder.heading(1, " ".join(text for _, text in lines))
            elif len(lines) > 1:
                builder.add("list", "\n".join(f"{'  ' * depth}- {text}" for depth, text in lines))
            elif lines:
                builder.add("paragraph", lines[0][1])
        elif shape.tag == f"{_A}tbl":
            builder.table(
                [
                    [" ".join(text for _, text in _lines(cell)) for cell in row.iter(f"{_A}tc")]
                    for row in shape.iter(f"{_A}tr")
                ]
            )
        elif shape.tag == f"{_P}pic":
            about = shape.find(f"{_P}nvPicPr/{_P}cNvPr")
            said = " ".join((about.get("descr", "") if about is not None else "").split())
            if said:
                builder.add("image", f"![{said}]()", caption=said)


def _read_notes(builder: Builder, archive: zipfile.ZipFile, slide: str) -> None:
    links = slide.replace("slides/", "slides/_rels/") + ".rels"
    if links not in archive.namelist():
        return
    for link in ElementTree.fromstring(archive.read(links)):
        if link.get("Type", "").endswith("/notesSlide"):
            notes = ElementTree.fromstring(
                archive.read(link.get("Target", "").replace("..", "ppt"))
            )
            for shape in notes.iter(f"{_P}sp"):
                place = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
                if place is not None and place.get("type") == "body":
                    builder.add("paragraph", "\n".join(text for _, text in _lines(shape)))


def _lines(shape: ElementTree.Element) -> list[tuple[int, str]]:
    """The paragraphs of a shape that have text, with their depth."""
    found = []
    for paragraph in shape.iter(f"{_A}p"):
        text = " ".join("".join(run.text or "" for run in paragraph.iter(f"{_A}t")).split())
        about = paragraph.find(f"{_A}pPr")
        if text:
            found.append((int(about.get("lvl", "0")) if about is not None else 0, text))
    return found
