"""Markdown files as sections, each named so that an answer can cite it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tandem.errors import DataMissing

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class Section:
    """One heading of a document with the text below it, down to the next heading.

    ``id`` is ``path#slug`` with the path inside the folder and without its suffix:
    ``"how-to/serve#limits"``. ``title`` starts with the page's own title.
    """

    id: str
    title: str
    text: str
    path: str = ""


def slug(heading: str) -> str:
    """A heading as an anchor: lower case, words joined by hyphens.

    >>> slug("What does `tandem build` do?")
    'what-does-tandem-build-do'
    >>> slug("Don't retry")
    'dont-retry'
    """
    return "-".join(re.findall(r"\w+", heading.lower().replace("'", "").replace("’", "")))


def markdown_sections(text: str, path: str) -> list[Section]:
    """The sections of one Markdown text; headings without text of their own give none.

    >>> [s.id for s in markdown_sections("# Serve\\nIt runs.\\n## Limits\\nTwo.", "how-to/serve")]
    ['how-to/serve#serve', 'how-to/serve#limits']
    """
    sections: list[Section] = []
    used: Counter[str] = Counter()
    page, heading, body, fence = "", "", [""], ""

    def close() -> None:
        content = "\n".join(body).strip()
        if not content:
            return
        anchor = slug(heading) or "top"
        used[anchor] += 1
        if used[anchor] > 1:  # as GitHub numbers headings that repeat
            anchor = f"{anchor}-{used[anchor] - 1}"
        title = heading if heading == page else f"{page}: {heading}" if page else heading
        sections.append(Section(f"{path}#{anchor}", title, content, path))

    for line in text.splitlines():
        marker = _FENCE.match(line)
        if marker and not fence:
            fence = marker[1]
        elif marker and line.strip() == marker[1] and marker[1].startswith(fence):
            fence = ""
        found = None if fence else _HEADING.match(line)
        if found is None:
            body.append(line)
            continue
        close()
        heading, body = found[2], []
        if len(found[1]) == 1 and not page:
            page = heading
    close()
    return sections


def read_markdown_sections(folder: Path | str) -> list[Section]:
    """The sections of every ``*.md`` below a folder, in the order of their paths.

    Raises ``DataMissing`` when the folder holds no Markdown.
    """
    root = Path(folder)
    files = sorted(root.rglob("*.md")) if root.is_dir() else []
    if not files:
        raise DataMissing(f"no Markdown files in {root}", hint="give the folder of the documents")
    return [
        section
        for file in files
        for section in markdown_sections(
            file.read_text(encoding="utf-8"), file.relative_to(root).with_suffix("").as_posix()
        )
    ]
