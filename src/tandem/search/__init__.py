"""Search over sections of text: lexical, dense, and both fused. Needs the extra ``search``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.search.document import Section, read_markdown_sections
    from tandem.search.embed import CorpusEmbedder
    from tandem.search.hybrid import Hybrid, Passage
    from tandem.search.lexical import Lexical
    from tandem.search.vector import Vectors
    from tandem.search.words import stems

__all__ = [
    "CorpusEmbedder",
    "Hybrid",
    "Lexical",
    "Passage",
    "Section",
    "Vectors",
    "read_markdown_sections",
    "stems",
]

__getattr__ = lazy(
    __name__,
    {
        "CorpusEmbedder": "tandem.search.embed",
        "Hybrid": "tandem.search.hybrid",
        "Lexical": "tandem.search.lexical",
        "Passage": "tandem.search.hybrid",
        "Section": "tandem.search.document",
        "Vectors": "tandem.search.vector",
        "read_markdown_sections": "tandem.search.document",
        "stems": "tandem.search.words",
    },
)
