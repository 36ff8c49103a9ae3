from __future__ import annotations

import subprocess
import sys

from tandem.core.schema import decoder
from tandem.search import Document
from tandem.search.parse.worker import ANSWER, REQUEST


def test_requests_are_answered_in_order_and_a_bad_one_harms_none() -> None:
    requests = b""
    for id, data in [("a.html", b"<p>one"), ("b.png", b"x"), ("c.pdf", b"x"), ("d.txt", b"two")]:
        requests += REQUEST.pack(len(id), len(data)) + id.encode() + data
    command = [sys.executable, "-m", "tandem.search.parse.worker", str(2_000_000_000)]
    output = subprocess.run(command, input=requests, capture_output=True, check=True).stdout
    answers = []
    while output:
        good, size = ANSWER.unpack_from(output)
        answers.append((good, output[ANSWER.size : ANSWER.size + size]))
        output = output[ANSWER.size + size :]
    read = decoder(Document)
    assert [good for good, _ in answers] == [True, False, False, True]
    assert (read(answers[0][1]).text, read(answers[3][1]).text) == ("one", "two")
    assert b"b.png: no reader for .png" in answers[1][1]
    assert b"c.pdf is not a readable PDF" in answers[2][1]
