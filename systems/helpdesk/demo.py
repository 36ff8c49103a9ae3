"""The whole life of the help desk, by the public verbs: ``make demo``.

Everything happens for real in ``.tandem/demo``: a store, a server in its own process, users
who ask over HTTP. Nothing needs a key, a model file or the network.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from systems.helpdesk.client import Asked, Client
from systems.helpdesk.data import Example, is_held_out, read_examples

from tandem import Inputs, Store
from tandem.deliver import Channels, Delivered, Registry, deliver, load_project
from tandem.errors import GateRefused
from tandem.improve import Alert, FeedbackLedger, improve, watch

HERE = Path(__file__).parent
ROOT = Path(".tandem") / "demo"
NEW_TOPIC = "postgres"
REVIEWER = "Rita (reviews labels)"

console = Console(highlight=False, width=110)


class Demo:
    """One run of the demo; ``facts`` is what its closing table says."""

    def __init__(self) -> None:
        shutil.rmtree(ROOT, ignore_errors=True)
        self.started = time.perf_counter()
        self.facts: list[tuple[str, str]] = []
        self.store = Store.open(ROOT)
        self.loaded = load_project(HERE)
        self.channels = Channels(self.store)
        self.before = Inputs(HERE, {"without_topics": NEW_TOPIC})
        self.after = Inputs(HERE, {"unlabelled_topics": NEW_TOPIC})
        everything = read_examples(Inputs(HERE))
        self.held_out = [x for x in everything if is_held_out(x.group) and x.topic != NEW_TOPIC]
        self.new = [x for x in everything if not is_held_out(x.group) and x.topic == NEW_TOPIC]
        self.client = Client(_free_port())
        self.server: subprocess.Popen[bytes] | None = None
        self.bad = ""

    def run(self) -> None:
        """All six acts, then what happened."""
        try:
            first = self.build()
            self.serve()
            self.ask_everything()
            self.shift()
            self.improve(first)
            self.refuse()
            self.roll_back()
        finally:
            self.stop()
        self.close()

    def build(self) -> Delivered:
        self._title("1. Build, prove, release", f"tandem build {HERE.name} --promote")
        console.print(f"The documentation does not speak of [b]{NEW_TOPIC}[/b] yet.")
        delivered = asyncio.run(deliver(self.loaded, self.store, self.before, progress=_step))
        console.print(f"\n{delivered.report.to_text(slices=False)}\n", markup=False)
        console.print("By topic: tandem show helpdesk --report")
        _verdict(delivered)
        self.channels.promote("helpdesk", delivered.release.id, by="Ada", reason="first release")
        self._fact(
            "release 1", f"{delivered.release.id[:12]}, gate {delivered.verdict.status}, live"
        )
        return delivered

    def serve(self) -> None:
        self._title("2. Serve", "tandem serve helpdesk")
        environment = {**os.environ, "TANDEM_STORE": str(ROOT)}
        command = ["serve", "helpdesk", "--port", str(self.client.port)]
        with (ROOT / "server.log").open("wb") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "tandem", *command], env=environment, stdout=log, stderr=log
            )
        _until(self.client.ready, "the server to be ready")
        console.print(f"listening on http://127.0.0.1:{self.client.port} (/ask, /docs, /metrics)")

    def ask_everything(self) -> None:
        """All held-out questions, one answer live, and what users say of them."""
        questions = [example.question for example in self.held_out]
        asked, seconds = self.client.ask_all(questions)
        times = sorted(item.milliseconds for item in asked)
        p50, p95, p99 = (statistics.quantiles(times, n=100)[i - 1] for i in (50, 95, 99))
        speed = (
            f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, {len(asked) / seconds:.0f}/s"
        )
        console.print(f"{len(asked)} held-out questions by 4 users over HTTP: {speed}")
        self._fact("asked over HTTP", f"{len(asked)} questions, {speed}")
        question = next(
            x.question
            for x, got in zip(self.held_out, asked, strict=True)
            if x.fact and not got.answer["human"]
        )
        console.print(f"\nAn answer as it streams. [b]{question}[/b]")
        for piece in self.client.stream(question):
            console.print(piece, end="", markup=False)
        right = [
            example.fact.lower() in got.answer["text"].lower()
            if example.fact
            else got.answer["human"]
            for example, got in zip(self.held_out, asked, strict=True)
        ]
        sent = self.client.feedback(
            [
                {"trace": got.trace, "kind": "rating", "value": liked, "by": "user"}
                for got, liked in zip(asked, right, strict=True)
            ]
        )
        console.print(f"\n\nUsers rate {sent} answers; {sum(right)} helped.")
        alerts = watch(self.loaded.project, self.store)
        console.print(f"tandem watch: {len(alerts)} alerts" + (":" if alerts else ", as promised."))
        for alert in alerts:
            console.print(f"  [{alert.severity}] {alert.monitor}: {alert.message}", markup=False)
        self._fact("ratings", f"{sum(right)} of {sent} answers helped; {len(alerts)} alerts")

    def shift(self) -> None:
        self._title("3. The world shifts", "tandem watch systems/helpdesk --since TIME")
        since = datetime.now(UTC)
        questions = [example.question for example in self.new]
        asked, _ = self.client.ask_all(questions)
        console.print(
            f"{len(asked)} questions on {NEW_TOPIC}, which this release never saw, such as"
        )
        for example, got in list(zip(self.new, asked, strict=True))[:3]:
            console.print(
                f"  {example.question!r} -> topic {got.answer['topic']}, "
                f"{'handed over' if got.answer['human'] else 'answered'}",
                markup=False,
            )
        self.client.feedback(_corrections(self.new, asked))
        found: list[Alert] = []

        def alerted() -> bool:
            found[:] = watch(self.loaded.project, self.store, since=since)
            return bool(found)

        _until(alerted, "an alert")
        for alert in found:
            console.print(f"  [{alert.severity}] {alert.monitor}: {alert.message}", markup=False)
        self._fact("alerts after the shift", "; ".join(sorted({a.subject for a in found})))

    def improve(self, first: Delivered) -> None:
        self._title("4. Improve", "tandem improve systems/helpdesk --canary 0.2")
        ledger = FeedbackLedger(self.store, system="helpdesk")
        waiting = ledger.find("helpdesk", kind="correction")
        for correction in waiting:
            ledger.review(correction.key, accepted=True, by=REVIEWER)
        console.print(
            f"{REVIEWER} accepts {len(waiting)} corrections; the docs on {NEW_TOPIC} exist."
        )
        improvement = asyncio.run(
            improve(self.loaded, self.store, self.after, canary=0.2, by="Ada", progress=_step)
        )
        delivered = improvement.delivered
        for item in improvement.differences:
            if item.low is not None:
                console.print(
                    f"  {item.metric:<24} {item.value:+.3f}  [{item.low:+.3f}, {item.high:+.3f}]"
                    f"  against live, {item.n} cases, paired",
                    markup=False,
                )
        _verdict(delivered)
        console.print(f"decision: {improvement.decision}: {improvement.reason}")
        if improvement.entry is None:
            raise SystemExit("the candidate did not pass its gate")
        _until(lambda: delivered.release.id in self._served(60), "the canary to be served")
        shares = self._served(200)
        canary = shares[delivered.release.id] / shares.total()
        console.print(
            f"of 200 users, {canary:.0%} were answered by the canary, each always the same"
        )
        self.channels.promote(
            "helpdesk", delivered.release.id, by="Ada", reason="the canary is fine"
        )
        self._fact(
            "release 2",
            f"{delivered.release.id[:12]}, {len(waiting)} labels, gate "
            f"{delivered.verdict.status}, canary {canary:.0%}, then live",
        )

    def refuse(self) -> None:
        self._title("5. A bad candidate", "its index lost half of the sections")
        whole = self.loaded.project.learn["search.search"]
        half = {**self.loaded.project.learn, "search.search": lambda inputs: whole(inputs)[::2]}
        project = dataclasses.replace(self.loaded.project, learn=half)
        damaged = dataclasses.replace(self.loaded, project=project)
        reviewed = FeedbackLedger(self.store).reviewed("helpdesk")
        inputs = dataclasses.replace(self.after, reviewed=reviewed)
        delivered = asyncio.run(deliver(damaged, self.store, inputs, progress=_step))
        console.print(
            f"fitted: {', '.join(delivered.build.fitted)}; "
            f"reused: {', '.join(delivered.build.reused)}"
        )
        _verdict(delivered, only_bad=True)
        self.bad = delivered.release.id
        for override in (False, True):
            try:
                self.channels.promote("helpdesk", self.bad, by="Bob", override=override)
            except GateRefused as error:
                console.print(f"[red]refused[/red]: {error.hint}")
        entry = self.channels.promote(
            "helpdesk", self.bad, by="Bob", override=True, reason="demo: I want to see it fail"
        )
        console.print(
            f"Bob overrides with his name and a reason; the history keeps it (entry "
            f"{entry.sequence})."
        )
        self._fact(
            "bad candidate",
            f"{self.bad[:12]}, gate {delivered.verdict.status}, "
            "refused twice, then overridden by name",
        )

    def roll_back(self) -> None:
        self._title("6. Roll back", "tandem rollback helpdesk")
        _until(lambda: set(self._served(8)) == {self.bad}, "the bad release to be served")
        started = time.perf_counter()
        entry = self.channels.rollback("helpdesk", by="Ada", reason="answers got worse")
        moved = 1000 * (time.perf_counter() - started)
        _until(lambda: set(self._served(8)) == {entry.targets[0].release}, "the rollback")
        seen = 1000 * (time.perf_counter() - started)
        console.print(
            f"the channel moved in {moved:.1f} ms, the server followed within {seen:.0f} ms"
        )
        self._fact("rollback", f"{moved:.1f} ms; served after {seen:.0f} ms")
        table = Table("entry", "action", "release", "by", "reason", title="tandem history helpdesk")
        for item in self.channels.history("helpdesk"):
            targets = " + ".join(f"{t.release[:8]} {t.share:.0%}" for t in item.targets)
            reason = f"OVERRIDE: {item.reason}" if item.override else item.reason
            table.add_row(str(item.sequence), item.action, targets, item.by, reason)
        console.print(table)

    def stop(self) -> None:
        """Stop the server as a supervisor would; it flushes its traces."""
        if self.server is not None:
            self.server.terminate()
            self.server.wait(timeout=30)

    def close(self) -> None:
        """What happened, and how to go on."""
        seconds = time.perf_counter() - self.started
        releases = len(Registry(self.store).list("helpdesk"))
        self.store.close()
        table = Table("what", "figure", title=f"What happened in {seconds:.0f} s")
        for name, value in [*self.facts, ("releases kept", str(releases))]:
            table.add_row(name, value)
        console.print(table)
        console.print("Go on with it:")
        for command in (
            f"export TANDEM_STORE={ROOT}",
            ". .venv/bin/activate",
            'tandem ask helpdesk "how do I roll back?"',
            "tandem serve helpdesk        # then open http://127.0.0.1:8000/docs",
            "tandem traces --limit 5",
            "tandem releases && tandem history helpdesk",
            "tandem new mine && tandem build mine --promote",
        ):
            console.print(f"  {command}", markup=False)

    def _served(self, users: int) -> Counter[str]:
        """Which release answers how many of so many users."""
        asked, _ = self.client.ask_all([f"how do I build it? ({i})" for i in range(users)])
        return Counter(item.release for item in asked)

    def _title(self, title: str, command: str) -> None:
        console.print()
        console.rule(f"[b]{title}[/b]   [dim]{command}[/dim]", align="left")

    def _fact(self, name: str, value: str) -> None:
        self.facts.append((name, value))


def _corrections(examples: Sequence[Example], asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """What users say the topic, and the need of a person, should have been."""
    return [
        {"trace": got.trace, "kind": "correction", "path": path, "value": value, "by": "user"}
        for example, got in zip(examples, asked, strict=True)
        for path, value in (("topic", example.topic), ("human", example.human))
    ]


def _verdict(delivered: Delivered, *, only_bad: bool = False) -> None:
    status = delivered.verdict.status
    console.print(f"gate: [{'green' if status == 'pass' else 'red'}]{status}[/]")
    for rule in delivered.verdict.rules:
        if not only_bad or rule.status != "pass":
            console.print(f"  {rule.status}: {rule.message}", markup=False)


def _step(text: str) -> None:
    console.print(f"  [dim]{text}[/dim]")


def _until(done: Any, what: str, *, seconds: float = 20.0) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited {seconds:.0f} s for {what}; see {ROOT / 'server.log'}")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    Demo().run()
