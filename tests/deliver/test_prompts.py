from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tandem.deliver import Registry, deliver, load_project
from tandem.deliver.prompts import prompt_changelog, prompt_difference, prompt_versions
from tandem.llm import FakeChat
from tandem.record import Store
from tests.deliver.samples import inputs

SYSTEM = '''
import os
from dataclasses import dataclass
from tandem import Case, Gate, Metric, Project, Suite
from tandem.deliver import at_least
from tandem.llm import Chat, Prompt, Prompted

@dataclass(frozen=True)
class Asked:
    question: str

class AskPrompt(Prompt[Asked]):
    """Asks."""

class Ask(Prompted[Asked]):
    """Asks and answers."""

project = Project(
    name="asking",
    system=Ask(
        prompt=AskPrompt(), chat=Chat(model="openai:fake", base_url=os.environ["FAKE_URL"])
    ),
    learn={"": lambda inputs: inputs.folder / "ask.md"},
    suite=Suite(
        cases=[Case("1", Asked("Who?"), "")],
        metrics=[Metric("answered", lambda case, trace: bool(trace.output), family="rate")],
    ),
    gate=Gate(at_least("answered", 0.01)),
)
'''
FIRST = "+++\nmodel.temperature = 0.0\n+++\nBe brief.\n{{question}}"
SECOND = FIRST.replace("brief", "kind")


@pytest.fixture
def asking(tmp_path: Path) -> Path:
    folder = tmp_path / "asking"
    folder.mkdir()
    (folder / "system.py").write_text(SYSTEM)
    (folder / "ask.md").write_text(FIRST)
    return folder


def test_a_release_pins_its_prompt_and_the_next_shows_the_difference(
    asking: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeChat() as server:
        monkeypatch.setenv("FAKE_URL", server.url)
        loaded = load_project(asking)
        first = asyncio.run(deliver(loaded, store, inputs(loaded)))
        (asking / "ask.md").write_text(SECOND)
        old = Registry(store).load(first.release)
        second = asyncio.run(deliver(loaded, store, inputs(loaded)))
        again = asyncio.run(deliver(loaded, store, inputs(loaded)))
        sent = [body["messages"][-1]["content"] for body in server.requests]
        assert server.requests[0]["temperature"] == 0.0
    assert first.release.id != second.release.id == again.release.id
    assert again.build.reused == [""]
    assert old.prompt.template == FIRST  # type: ignore[attr-defined]  # the project's class
    assert sent[0] == "Be brief.\nWho?"
    assert sent[-1] == "Be kind.\nWho?"
    versions = prompt_versions(store, "asking")
    assert [(v.path, v.text, v.release) for v in versions] == [
        ("prompt", FIRST, first.release.id),
        ("prompt", SECOND, second.release.id),
    ]
    log = prompt_changelog(store, "asking")
    assert "-Be brief.\n+Be kind." in log
    assert log.index(versions[1].version) < log.index("New.")


def test_equal_texts_have_no_difference() -> None:
    assert prompt_difference("a\nb", "a\nb") == ""
    assert prompt_difference("a\nb", "a\nc").splitlines()[-2:] == ["-b", "+c"]
