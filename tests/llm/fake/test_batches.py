"""OpenAI's own client is the judge of what it reads."""

from __future__ import annotations

import json

from openai import OpenAI

from tandem.llm import FakeChat, Fault


def line(name: str, text: str) -> str:
    body = {"model": "m", "messages": [{"role": "user", "content": text}]}
    request = {"custom_id": name, "method": "POST", "url": "/v1/chat/completions", "body": body}
    return json.dumps(request) + "\n"


def test_a_batch_goes_in_as_a_file_and_comes_out_as_two() -> None:
    with (
        FakeChat(["first", Fault("error", 400, "no")], looks=2) as server,
        OpenAI(base_url=server.url, api_key="k", max_retries=0) as client,
    ):
        lines = (line("a", "x") + line("b", "y")).encode()
        file = client.files.create(file=("batch.jsonl", lines), purpose="batch")
        batch = client.batches.create(
            input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h"
        )
        assert batch.status == "in_progress"
        assert client.batches.retrieve(batch.id).status == "in_progress"
        done = client.batches.retrieve(batch.id)
        assert done.status == "completed"
        assert done.output_file_id is not None
        assert done.error_file_id is not None
        good = json.loads(client.files.content(done.output_file_id).text)
        bad = json.loads(client.files.content(done.error_file_id).text)
    said = good["response"]["body"]["choices"][0]["message"]["content"]
    assert (good["custom_id"], said) == ("a", "first")
    assert (bad["custom_id"], bad["response"]["status_code"]) == ("b", 400)
