"""Deliver: build, freeze, prove, judge, release. What is measured is what would be served."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import tandem
from tandem.core.component import Component
from tandem.deliver.building import Build, Progress, build
from tandem.deliver.carry import cases_for, metrics_for
from tandem.deliver.channel import Channels
from tandem.deliver.environment import environment
from tandem.deliver.featured import definitions_of, feature_reports
from tandem.deliver.manifest import Manifest
from tandem.deliver.pinned import pin, rivals
from tandem.deliver.registry import Registry, Release
from tandem.deliver.rules import Against
from tandem.deliver.verdict import RuleResult, Verdict
from tandem.errors import DefinitionError, TandemError
from tandem.evaluate.explanation import explain
from tandem.evaluate.run import evaluate
from tandem.features.metering import metering
from tandem.record.recorder import Recorder
from tandem.record.traces import TraceStore

if TYPE_CHECKING:
    from tandem.data.inputs import Inputs
    from tandem.deliver.project import Loaded
    from tandem.evaluate.case import Case
    from tandem.evaluate.feature_report import FeatureReport
    from tandem.evaluate.report import Report
    from tandem.evaluate.suite import Suite
    from tandem.features.metering import Costs
    from tandem.record.span import Trace
    from tandem.record.store import Store

EVALUATION = "evaluation"
"""The channel of the traces that prove a release; monitors compare live traffic with them."""


@dataclass(frozen=True)
class Delivered:
    """A release with its proof; ``live`` is the report on what was live, on the same cases."""

    build: Build
    release: Release
    report: Report
    verdict: Verdict
    live: Report | None


async def deliver(
    loaded: Loaded, store: Store, inputs: Inputs, *, progress: Progress | None = None
) -> Delivered:
    """Make a release of a project, whatever the verdict on it: promotion asks for that.

    The system is measured as it comes back from the store, by the code that the release
    carries. The release that is live is measured on the same cases for comparison.
    """
    report_step = progress or (lambda _: None)
    loaded = loaded.for_inputs(inputs)
    project, registry = loaded.project, Registry(store)
    suite = _suite(loaded)
    if project.gate is None:
        raise DefinitionError(
            f"project {project.name!r} has no gate, so no release of it could be promoted",
            hint="declare gate=Gate(at_least(...), ...)",
        )
    project.gate.check(suite.metrics, suite.slices)
    inputs = replace(inputs, store=store)
    with metering() as costs:
        cases = suite.resolve(inputs)
        built, manifest = await asyncio.to_thread(_build, loaded, store, inputs, cases, progress)
    system = await asyncio.to_thread(registry.assemble, manifest)
    report_step(f"evaluating on {len(cases)} cases")
    report, traces = await _evaluate(system, loaded, cases, manifest.id)
    report.leaks, report.split = built.leaks, _suite(loaded).split_summary(inputs)
    report.features = _features(system, built, loaded, cases, traces, costs)
    baselines, unknown = await _baselines(loaded, store, cases, report, report_step)
    verdict = _with(project.gate.judge(report, suite.metrics, baselines), unknown)
    release = registry.release(manifest)
    _keep_traces(store, release, traces)
    registry.add_evidence(release.id, report, verdict)
    report_step(f"release {release.id[:12]}: {verdict.status}")
    return Delivered(built, release, report, verdict, baselines.get("live"))


async def measure(
    loaded: Loaded, store: Store, inputs: Inputs, *, progress: Progress | None = None
) -> Report:
    """The report on a project as it is now, without making a release of it."""
    inputs = replace(inputs, store=store)
    loaded = loaded.for_inputs(inputs)
    with metering() as costs:
        cases = _suite(loaded).resolve(inputs)
        built, manifest = await asyncio.to_thread(_build, loaded, store, inputs, cases, progress)
    system = await asyncio.to_thread(Registry(store).assemble, manifest)
    report, traces = await _evaluate(system, loaded, cases, manifest.id)
    report.leaks, report.split = built.leaks, _suite(loaded).split_summary(inputs)
    report.features = _features(system, built, loaded, cases, traces, costs)
    return report


async def evaluate_release(
    release: Release, store: Store, inputs: Inputs, *, loaded: Loaded | None = None
) -> Report:
    """The report on a release, on the cases of ``loaded`` or of its own project."""
    registry = Registry(store)
    inputs = replace(inputs, store=store)
    loaded = (loaded or registry.project(release)).for_inputs(inputs)
    cases = _suite(loaded).resolve(inputs)
    system = await asyncio.to_thread(registry.load, release)
    report, _ = await _evaluate(system, loaded, cases, release.id)
    report.split = _suite(loaded).split_summary(inputs)
    return report


def _features(
    system: Component[Any, Any],
    built: Build,
    loaded: Loaded,
    cases: list[Case],
    traces: list[Trace],
    costs: Mapping[str, Costs],
) -> list[FeatureReport]:
    return feature_reports(
        system,
        definitions_of(built.system, built.features),
        built.features,
        cases_for(system, cases),
        traces,
        costs,
        loaded,
    )


def _suite(loaded: Loaded) -> Suite:
    if loaded.project.suite is None:
        raise DefinitionError(
            f"project {loaded.project.name!r} has no suite, so nothing can be proved of it",
            hint="declare suite=Suite(cases=..., metrics=[...])",
        )
    return loaded.project.suite


def _build(
    loaded: Loaded,
    store: Store,
    inputs: Inputs,
    cases: list[Case],
    progress: Progress | None,
) -> tuple[Build, Manifest]:
    built = build(loaded, store, inputs, cases=cases, progress=progress)
    code = loaded.code.put(store.blobs)
    views = pin(definitions_of(built.system, built.features), store, loaded.package, code)
    if progress is not None:
        for told in rivals(views, loaded.project.name, store):
            progress(f"NOTE: {told}")
    manifest = Manifest(
        project=loaded.project.name,
        loop=str(getattr(type(built.system), "loop", "")),
        root=built.node,
        code=code,
        suite=_suite(loaded).digest(cases),
        environment=environment(),
        tandem=tandem.__version__,
        views=views,
    )
    return built, manifest


async def _evaluate(
    system: Component[Any, Any],
    loaded: Loaded,
    cases: list[Case],
    release_id: str,
    *,
    explained: bool = True,
) -> tuple[Report, list[Trace]]:
    suite = _suite(loaded)
    carried = cases_for(system, cases)
    metrics = metrics_for(loaded.project.system, suite.metrics)
    report, traces = await evaluate(
        system,
        carried,
        metrics,
        recorder=Recorder(system=loaded.project.name, release=release_id, channel=EVALUATION),
        slices=suite.slices,
        warm=1,
        suite=suite.digest(cases),
    )
    if explained and not report.failures:
        report.explanation = await asyncio.to_thread(explain, system, carried, metrics)
    return report, traces


async def _baselines(
    loaded: Loaded, store: Store, cases: list[Case], report: Report, report_step: Progress
) -> tuple[dict[str, Report], list[RuleResult]]:
    """Reports on ``live`` and other channels that the gate compares with, on the same cases.

    Of a release that does not load any more nothing is known. That must not keep its
    successor from being made, nor let it pass: it is told beside the reports.
    """
    registry, channels = Registry(store), Channels(store)
    rules = loaded.project.gate.rules if loaded.project.gate else ()
    compared = {rule.than for rule in rules if isinstance(rule, Against)}
    known = {report.release: report}  # the candidate may be live already
    baselines: dict[str, Report] = {}
    unknown: list[RuleResult] = []
    for channel in sorted({"live", *compared}):
        entry = channels.current(loaded.project.name, channel)
        if entry is None:
            continue
        if entry.release not in known:
            report_step(f"evaluating {channel} release {entry.release[:12]} on the same cases")
            try:
                system = await asyncio.to_thread(registry.load, registry.get(entry.release))
            except TandemError as error:
                message = f"the {channel} release does not load: {error.message}"
                report_step(message)
                if channel in compared:
                    unknown.append(_undecided(channel, message))
                continue
            known[entry.release], _ = await _evaluate(
                system, loaded, cases, entry.release, explained=False
            )
        baselines[channel] = known[entry.release]
    return baselines, unknown


def _undecided(channel: str, message: str) -> RuleResult:
    return RuleResult(
        rule=f"compared with {channel}", status="insufficient evidence", message=message
    )


def _with(verdict: Verdict, unknown: list[RuleResult]) -> Verdict:
    """The verdict, which does not pass while a comparison it asks for could not be made."""
    if not unknown:
        return verdict
    status = "insufficient evidence" if verdict.status == "pass" else verdict.status
    return Verdict(status, [*verdict.rules, *unknown], verdict.against)


def _keep_traces(store: Store, release: Release, traces: list[Trace]) -> None:
    """Keep the traces of the evaluation once: the same release has the same cases."""
    kept = TraceStore(store.catalog)
    if not kept.count(release=release.id, channel=EVALUATION):
        kept.add(traces)
