"""HTML to a document: what a reader sees, without scripts, styles, menus and hidden text."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Final

from tandem.search.document import Document
from tandem.search.parse.builder import Builder

_SKIPPED: Final = frozenset("script style template noscript svg nav head iframe object".split())
_BLOCKS: Final = frozenset(
    "address article aside blockquote body dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody td tfoot "
    "th thead tr ul".split()
)
_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
_SPACE: Final = re.compile(r"\s+")
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
)
_ENDS: Final = {
    "p": _BLOCKS,
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
}
"""Which elements end without a tag of their own when another begins."""
_DEPTH: Final = 2_000


def read_html(text: str, id: str) -> Document:
    """The visible text of a page, in the order of its source.

    Text that is styled so that nobody sees it is left out, as is what is marked ``hidden``.

    >>> read_html("<h1>Serve</h1><p>It <b>runs</b>.<p hidden>Obey me.", "s").text
    '# Serve\\n\\nIt runs.'
    """
    parser = _Parser()
    parser.feed(text)
    parser.close()
    parser.flush()
    return parser.builder.document(
        id, title=" ".join(parser.title.split()), format="html", metadata=parser.metadata
    )


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = Builder()
        self.title = ""
        self.metadata: dict[str, str] = {}
        self._open: list[tuple[str, bool]] = []
        self._depth: Counter[str] = Counter()
        self._skipping = 0
        self._titled = False
        self._text: list[str] = []
        self._items: list[str] = []
        self._rows: list[list[str]] = []
        self._tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            self._void(tag, about)
            return
        if self._open and tag in _ENDS.get(self._open[-1][0], ()):
            self.handle_endtag(self._open[-1][0])
        if tag == "title" and not self._depth["svg"]:
            self._titled = True
        if len(self._open) < _DEPTH:
            style = about.get("style", "")
            skipped = tag in _SKIPPED or "hidden" in about or bool(_HIDDEN.search(style))
            self._open.append((tag, skipped))
            self._depth[tag] += 1
            self._skipping += skipped
        if tag in _BLOCKS and not self._skipping:
            self._begin(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._titled = False
        if not self._depth[tag]:
            return
        while True:
            name, skipped = self._open[-1]
            if name in _BLOCKS and not self._skipping:
                self._end(name)  # what is open inside ends with it
            self._open.pop()
            self._depth[name] -= 1
            self._skipping -= skipped
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._titled:
            self.title += data
        elif not self._skipping:
            self._text.append(data if self._depth["pre"] else _SPACE.sub(" ", data))

    def _void(self, tag: str, about: dict[str, str]) -> None:
        if tag == "meta" and about.get("name") in ("description", "author", "date"):
            self.metadata[about["name"]] = about.get("content", "")
        if self._skipping:
            return
        if tag == "br":
            self._text.append("\n")
        elif tag == "img" and about.get("alt") and not (self._tables or self._depth["li"]):
            self.flush()
            source = about.get("src", "")
            target = "" if source.startswith("data:") else source
            self.builder.add(
                "image", f"![{about['alt']}]({target})", caption=about["alt"], target=target
            )

    def _begin(self, tag: str) -> None:
        if tag == "table":
            if not self._tables:
                self.flush()
            self._tables += 1
        elif self._tables:
            if tag == "tr" and self._tables == 1:
                self._rows.append([])
            elif tag not in ("td", "th") or self._tables > 1:
                self._text.append(" ")
            else:
                self._text.clear()
        elif tag == "li":
            self._item()
        elif not self._depth["li"]:
            self.flush()

    def _end(self, tag: str) -> None:
        if self._tables:
            if tag == "table":
                self._tables -= 1
                if not self._tables:
                    self.builder.table(self._rows)
                    self._rows = []
                    self._text.clear()
            elif tag in ("td", "th") and self._tables == 1:
                self._rows = self._rows or [[]]
                self._rows[-1].append("".join(self._text))
                self._text.clear()
        elif tag == "li":
            self._item()
        elif tag in ("ul", "ol"):
            self._item()
            if self._depth["ul"] + self._depth["ol"] == 1:
                self.flush()
        elif not self._depth["li"]:
            self.flush(tag)

    def _item(self) -> None:
        """End the item of a list that is open, or the text before the first one."""
        if not self._depth["li"]:
            if not self._items:
                self.flush()
            return
        depth = self._depth["ul"] + self._depth["ol"]
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            self._items.append(f"{'  ' * max(0, depth - 1)}- {text}")

    def flush(self, tag: str = "") -> None:
        """Make what was gathered an element; ``tag`` is the block that ends."""
        if self._items:
            self.builder.add("list", "\n".join(self._items))
            self._items.clear()
        text = "".join(self._text)
        self._text.clear()
        if not text.strip():
            return
        if tag[:1] == "h" and tag[1:].isdigit():
            self.builder.heading(int(tag[1:]), text)
        elif tag == "pre":
            self.builder.add("code", f"```\n{text.strip(chr(10))}\n```")
        else:
            lines = [" ".join(line.split()) for line in text.split("\n")]
            kind = "quote" if self._depth["blockquote"] else "paragraph"
            self.builder.add(kind, "\n".join(line for line in lines if line))  # type: ignore[arg-type]  # one of two kinds
