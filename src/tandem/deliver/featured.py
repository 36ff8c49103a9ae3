"""The features that a system is made from: its definitions, and the report of them in a build."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from tandem.core import tree
from tandem.core.component import Component, Model
from tandem.core.rows import Rows
from tandem.core.schema import contract
from tandem.deliver.carry import metrics_for
from tandem.errors import DefinitionError, TandemError
from tandem.evaluate.case import Case
from tandem.evaluate.feature_report import FeatureReport, Worth, feature_report
from tandem.evaluate.metric import Metric
from tandem.features.definition import Features
from tandem.features.described import described
from tandem.models.importance import permutation_importance
from tandem.record.span import Trace

if TYPE_CHECKING:
    from tandem.deliver.project import Loaded, Project
    from tandem.features.metering import Costs

Part = Component[Any, Any]
Definition = type[Features[Any]]

LEARNED_ROWS = 20_000
_EXPLAINED = 1_000
_SHUFFLED = 500
_REPEATS = 5


def definitions_of(system: Part, learned: Mapping[str, Rows[Any, Any]]) -> list[Definition]:
    """The definitions that parts of a system take or give, or that one was fitted on."""
    found: dict[Definition, None] = {}
    for _, part in tree.walk(system):
        try:
            said = contract(type(part))
        except DefinitionError:  # a generic part: what it was fitted on says it
            continue
        found |= dict.fromkeys(cls for cls in (said.input, said.output) if _defines(cls))
    found |= dict.fromkeys(type(rows.inputs[0]) for rows in learned.values())
    return list(found)


def rows_of_features(data: Any) -> Rows[Any, Any] | None:
    """Rows whose inputs are features, thinned evenly to 20,000; ``None`` for other data."""
    if not (isinstance(data, Rows) and len(data) and _defines(type(data.inputs[0]))):
        return None
    step = -(-len(data) // LEARNED_ROWS)
    return Rows(data.inputs[::step], data.targets[::step])


def feature_reports(
    system: Part,
    definitions: Sequence[Definition],
    learned: Mapping[str, Rows[Any, Any]],
    cases: Sequence[Case],
    traces: Sequence[Trace],
    costs: Mapping[str, Costs],
    loaded: Loaded,
) -> list[FeatureReport]:
    """The report of each definition of which values were seen in this build.

    Held-out values are those that parts took or gave in the evaluation of ``system``.
    Importance is the model's own where it explains itself, else that of shuffling.
    """
    reports = []
    for definition in definitions:
        name = definition.__qualname__
        paths = [p for p, rows in learned.items() if type(rows.inputs[0]) is definition]
        known = learned[paths[0]].inputs if paths else ()
        held_out = _seen(traces, name)
        if known or held_out:
            reports.append(
                feature_report(
                    described(definition, package=loaded.package),
                    known,
                    held_out,
                    costs=costs.get(name),
                    worth=_worth(system, paths, name, held_out, cases, traces, loaded.project),
                )
            )
    return reports


def _defines(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Features) and cls is not Features


def _seen(traces: Sequence[Trace], name: str) -> list[Any]:
    """One record of features a trace: the first that a span took or gave."""
    found = []
    for trace in traces:
        values = (value for span in trace.spans for value in (span.input, span.output))
        first = next(
            (v for v in values if _defines(type(v)) and type(v).__qualname__ == name), None
        )
        if first is not None:
            found.append(first)
    return found


def _worth(
    system: Part,
    paths: Sequence[str],
    name: str,
    held_out: Sequence[Any],
    cases: Sequence[Case],
    traces: Sequence[Trace],
    project: Project,
) -> Worth:
    for path in paths:
        part = tree.get(system, path)
        if held_out and callable(getattr(part, "reasons", None)):
            return _explained(part, path, held_out)
    metrics = project.suite.metrics if project.suite else ()
    if isinstance(system, Model) and contract(type(system)).input.__qualname__ == name and metrics:
        return _shuffled(system, metrics[0], cases, traces, project.system)
    return Worth(by="not measured, no part explains itself and the system is no Model over them")


def _explained(part: Any, path: str, held_out: Sequence[Any]) -> Worth:
    """The mean size of what each feature adds to a prediction, from the model itself."""
    some = held_out[:: -(-len(held_out) // _EXPLAINED)]
    totals: dict[str, float] = dict.fromkeys(vars(some[0]), 0.0)
    for reasons in part.reasons(some, count=len(totals)):
        for reason in reasons:
            totals[reason.feature] = totals.get(reason.feature, 0.0) + abs(reason.effect)
    return Worth(
        by=f"mean size of the effect on what {path or 'the system'} adds up, exact Shapley values "
        f"of {len(some):,} held-out rows",
        values={key: (total / len(some), None, None) for key, total in totals.items()},
    )


def _shuffled(
    system: Model[Any, Any],
    metric: Metric,
    cases: Sequence[Case],
    traces: Sequence[Trace],
    declared: Part,
) -> Worth:
    """How much worse the first metric of the suite gets when a feature is shuffled.

    The metric sees outputs of the class that the system as ``declared`` gives.
    """
    step = -(-len(cases) // _SHUFFLED)
    pairs = list(zip(cases, traces, strict=True))[::step]
    inputs = [trace.spans[0].input for _, trace in pairs]
    rows = Rows(inputs, pairs, [case.cluster for case, _ in pairs])
    by = f"loss of {metric.name} when it is shuffled, {len(pairs):,} held-out cases"

    def measure(targets: Sequence[Any], outputs: Sequence[Any]) -> float:
        (own,) = metrics_for(declared, [metric])  # which knows a trace by its id: one set each
        values = [
            own.score(case, msgspec.structs.replace(trace, output=output))
            for (case, trace), output in zip(targets, outputs, strict=True)
        ]
        return metric.aggregate([value for value in values if value is not None])

    higher = metric.better == "higher"
    if inspect.iscoroutinefunction(metric.score):
        return Worth(by=f"not measured, {metric.name} has to wait for a judge")
    try:
        found = permutation_importance(
            system, rows, measure, greater_is_better=higher, repeats=_REPEATS
        )
    except (TandemError, ValueError, ArithmeticError) as error:
        return Worth(by=f"not measured, {by} could not be computed: {error}")
    return Worth(by=by, values={item.feature: (item.value, item.low, item.high) for item in found})
