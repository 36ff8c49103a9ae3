"""Made-up receipts in the published form: a folder of boxes and one of labels."""

from __future__ import annotations

import json
from pathlib import Path

from tests.search.extract.receipts import receipts


def write_receipts(folder: Path, count: int = 80, seed: int = 0) -> Path:
    """Boxes as CSV with eight corners, labels as JSON."""
    for part in ("box", "key"):
        (folder / part).mkdir(parents=True)
    for number, (layout, values) in enumerate(receipts(count, seed)):
        rows = []
        for x in layout.lines:
            left, top, right, bottom = (int(c) for c in (x.left, x.top, x.right, x.bottom))
            corners = [left, top, right, top, right, bottom, left, bottom]
            rows.append(",".join([*map(str, corners), x.text]))
        (folder / "box" / f"{number:03d}.csv").write_text("\n".join(rows) + "\n")
        (folder / "key" / f"{number:03d}.json").write_text(json.dumps(values))
    return folder
