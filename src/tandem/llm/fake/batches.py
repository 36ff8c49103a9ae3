"""OpenAI's files and batches: requests are handed in as a file and fetched later as another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Answer = Callable[[str, dict[str, Any]], tuple[int, dict[str, Any]]]
"""Status and document for a path and a body."""


@dataclass
class Batches:
    """What was handed in. A batch is done after it was looked at ``looks`` times."""

    answer: Answer
    looks: int = 1
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def upload(self, raw: bytes, content_type: str) -> dict[str, Any]:
        """Keep the file of a form."""
        boundary = content_type.partition("boundary=")[2].strip('"').encode()
        part = next(p for p in raw.split(b"--" + boundary) if b"filename=" in p)
        data = part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")
        name = f"file-{len(self.files)}"
        self.files[name] = data
        return {
            "id": name,
            "object": "file",
            "bytes": len(data),
            "created_at": 0,
            "filename": "batch.jsonl",
            "purpose": "batch",
            "status": "processed",
        }

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """Begin a batch; it is worked off when it is looked at."""
        name = f"batch_{len(self.batches)}"
        self.batches[name] = {
            "id": name,
            "object": "batch",
            "endpoint": body["endpoint"],
            "input_file_id": body["input_file_id"],
            "completion_window": body["completion_window"],
            "metadata": body.get("metadata"),
            "status": "in_progress",
            "created_at": 0,
        }
        self.seen[name] = 0
        return self.batches[name]

    def look(self, name: str) -> dict[str, Any] | None:
        """How a batch stands."""
        batch = self.batches.get(name)
        if batch is None or batch["status"] != "in_progress":
            return batch
        self.seen[name] += 1
        if self.seen[name] >= self.looks:
            self._work(batch)
        return batch

    def cancel(self, name: str) -> dict[str, Any] | None:
        """End a batch without results."""
        batch = self.batches.get(name)
        return batch and batch | {"status": "cancelled"}

    def _work(self, batch: dict[str, Any]) -> None:
        lines = self.files[batch["input_file_id"]].decode().splitlines()
        rows = [self._line(json.loads(line)) for line in lines]
        good = [row for row in rows if row["response"]["status_code"] == 200]
        bad = [row for row in rows if row["response"]["status_code"] != 200]
        for key, part in (("output_file_id", good), ("error_file_id", bad)):
            if part:
                name = f"file-{len(self.files)}"
                self.files[name] = "".join(json.dumps(row) + "\n" for row in part).encode()
                batch[key] = name
        counts = {"total": len(rows), "completed": len(good), "failed": len(bad)}
        batch |= {"status": "completed", "completed_at": 0, "request_counts": counts}

    def _line(self, line: dict[str, Any]) -> dict[str, Any]:
        path = re.sub(r"^/v1", "", line["url"])
        status, document = self.answer(path, line["body"])
        response = {"status_code": status, "request_id": "req_fake", "body": document}
        return {
            "id": f"batch_req_{line['custom_id']}",
            "custom_id": line["custom_id"],
            "response": response,
            "error": None,
        }
