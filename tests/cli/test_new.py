from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell


@pytest.mark.parametrize(
    ("system", "question", "answer"),
    [
        ("prediction", '{"pages": 20, "minutes": 30, "returning": true}', "0.9"),
        ("interaction", "do you mend bicycles?", "handbook#repairs"),
    ],
)
def test_a_new_project_builds_goes_live_and_answers(
    shell: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    question: str,
    answer: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Next: tandem build mine --promote" in shell("new", "mine", "--system", system)
    assert "live now" in shell("build", "mine", "--promote")
    assert answer in shell("ask", "mine", question)


def test_bad_names_kinds_and_folders_that_exist_are_refused(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shell("new", "../evil", code=1)
    assert "'../evil' cannot name a project" in shell.errors
    shell("new", "mine", "--system", "magic", code=1)
    assert "one of prediction, interaction" in shell.errors
    (tmp_path / "mine").mkdir()
    shell("new", "mine", code=1)
    assert "exists already" in shell.errors
    assert list((tmp_path / "mine").iterdir()) == []
