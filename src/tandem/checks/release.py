"""Rule 6: a digest survives freezing and thawing, and a changed state is refused."""

from __future__ import annotations

import asyncio

from tandem.checks.subject import Subject
from tandem.core import batch
from tandem.core.schema import encode_canonical
from tandem.deliver import freeze, thaw
from tandem.record import Blobs


def check_freeze_and_thaw(subject: Subject) -> None:
    """What is thawed gives the same outputs and freezes to the same manifest."""
    blobs = Blobs(subject.folder / "blobs")
    package = type(subject.component).__module__.partition(".")[0]
    node = freeze(subject.component, blobs, package)
    again = thaw(node, blobs, package)
    if encode_canonical(freeze(again, blobs, package)) != encode_canonical(node):
        subject.fail("its manifest changes on the way through freeze and thaw")
    before = asyncio.run(batch(subject.component, subject.inputs))
    after = asyncio.run(batch(again, subject.inputs))
    if encode_canonical(before) != encode_canonical(after):
        subject.fail("it gives other outputs after freeze and thaw")
