from __future__ import annotations

from tandem.search.ingest import Repeat, Report


def test_the_report_names_every_problem() -> None:
    report = Report(
        "v",
        served=3,
        added=("a",),
        relabelled={"b": ("hr",)},
        repeats=(Repeat("old.md", "new.md", 0.93),),
        skipped={"c.pdf": "not a readable PDF", "d.md": "not text"},
        stale=("d.md",),
        sparse={"e.pdf": (1, 3)},
        empty=("f.md",),
    )
    assert str(report).splitlines() == [
        "3 documents served: 1 added, 0 changed, 1 relabelled, 0 removed",
        "repeated: old.md says what new.md says (93%); the newer is kept",
        "skipped: c.pdf: not a readable PDF",
        "skipped: d.md: not text; its older version is still served",
        "no text on pages of e.pdf: 1, 3",
        "empty: f.md",
    ]
