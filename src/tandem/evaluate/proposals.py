"""Questions proposed from documents, for a person to review before they measure anything."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import msgspec

from tandem.core import Component
from tandem.core.schema import decoder
from tandem.errors import InvalidInput
from tandem.llm import Message
from tandem.record.files import write_atomic
from tandem.search import Chunk, split_sentences
from tandem.search.answer.asking import Candidate, Kind, candidates
from tandem.search.answer.contract import Citation

Status = Literal["proposed", "accepted", "refused"]

_ASKS: Final = {
    Kind.TIME: "when",
    Kind.NUMBER: "how many",
    Kind.PERSON: "who or what",
    Kind.PLACE: "where or what",
}
_BACK: Final = re.compile(
    r"(?:He|She|It|They|This|These|Those|His|Her|Its|Their|That|Such|There)\b"
)
_FIELD: Final = re.compile(r"^\W*(question|answer)\W*:\s*(.+?)\s*$", re.M | re.I)
_LEAST, _MOST = 8, 40
PROMPT: Final = """\
Write one question that the passage answers with a few of its own words. The question must be \
clear to somebody who does not see the passage. Reply with two lines:
question: ...
answer: words copied from the passage

<passage>
{text}
</passage>"""


@dataclass(frozen=True)
class Proposal:
    """A question, and where its answer stands; it counts once a person has accepted it."""

    id: str
    question: str
    answer: Citation
    status: Status = "proposed"
    by: str = ""


def propose(chunks: Sequence[Chunk], count: int, *, seed: int = 0) -> list[Proposal]:
    """Up to ``count`` questions, one document after another in turns, without a model.

    A name, number or date of a sentence is replaced by what asks for it: "The tower opened in
    when?". They are echoes of the text and easier to find than what people ask: good for
    showing that every document can be reached, not for a figure to be proud of.
    """
    chance = random.Random(seed)
    order = _in_turns(chance.sample(list(chunks), len(chunks)))
    made: list[Proposal] = []
    for chunk in order:
        if len(made) == count:
            break
        options = list(_echoes(chunk))
        if options:
            question, answer = chance.choice(options)
            made.append(Proposal(f"{chunk.document}#{answer.start}-{answer.end}", question, answer))
    return made


async def propose_with(
    chat: Component[str | list[Message], str], chunks: Sequence[Chunk]
) -> tuple[list[Proposal], int]:
    """A question a chunk, written by a chat model, and how many replies were of no use.

    An answer that is not in the passage word for word is of no use.
    """
    made, useless = [], 0
    for chunk in chunks:
        reply = await chat(PROMPT.format(text=chunk.text))
        fields = {name.lower(): value for name, value in _FIELD.findall(reply)}
        question, answer = fields.get("question", ""), fields.get("answer", "")
        place = chunk.text.find(answer) if answer else -1
        if not question or place < 0:
            useless += 1
            continue
        start = chunk.start + place
        cited = Citation(chunk.document, start, start + len(answer), answer, chunk.title)
        made.append(Proposal(f"{chunk.document}#{start}-{cited.end}", question, cited))
    return made, useless


def write_proposals(path: Path, proposals: Sequence[Proposal]) -> None:
    """One JSON object a line: for a person to change ``status`` and the words, and sign ``by``."""
    lines = (msgspec.json.encode(proposal) + b"\n" for proposal in proposals)
    write_atomic(path, lines, mode=0o644)


def read_accepted(path: Path) -> list[Proposal]:
    """What a person accepted; raises ``InvalidInput`` where an acceptance is not signed."""
    decode = decoder(Proposal)
    found: list[Proposal] = [
        decode(line) for line in path.read_bytes().splitlines() if line.strip()
    ]
    accepted = [proposal for proposal in found if proposal.status == "accepted"]
    unsigned = [proposal.id for proposal in accepted if not proposal.by.strip()]
    if unsigned:
        raise InvalidInput(
            f"{len(unsigned)} accepted questions of {path} are not signed, such as {unsigned[0]!r}",
            field="$.by",
            hint="whoever reviewed the question writes a name in `by`",
        )
    return accepted


def _in_turns(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The first chunk of every document, then the second of every one, and so on."""
    seen: Counter[str] = Counter()
    turns = []
    for chunk in chunks:
        turns.append(seen[chunk.document])
        seen[chunk.document] += 1
    return [chunks[i] for i in sorted(range(len(chunks)), key=lambda i: turns[i])]


def _echoes(chunk: Chunk) -> list[tuple[str, Citation]]:
    found = []
    for sentence in split_sentences(chunk.text):
        words = len(sentence.text.split())
        plain = not set(sentence.text) & set("|`\n<>{}[]") and not _BACK.match(sentence.text)
        if not (_LEAST <= words <= _MOST and plain and sentence.text.endswith(".")):
            continue
        for span in candidates(sentence.text):
            if span.start == 0 or len(span.text) < 2:
                continue
            start = chunk.start + sentence.start + span.start
            cited = Citation(chunk.document, start, start + len(span.text), span.text, chunk.title)
            found.append((_echo(sentence.text, span), cited))
    return found


def _echo(sentence: str, span: Candidate) -> str:
    asked = f"{sentence[: span.start]}{_ASKS[span.kind]}{sentence[span.end :]}"
    return f"{asked.rstrip('. ')}?"


def review(proposal: Proposal, status: Status, *, by: str) -> Proposal:
    """The proposal with a person's verdict."""
    return replace(proposal, status=status, by=by)
