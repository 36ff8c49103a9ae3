"""The gate: rules over reports, and the verdict whether a release may go live."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from tandem.deliver.claim import Evidence
from tandem.deliver.rules import Against, Gap, Ground, Limit, Rule
from tandem.deliver.verdict import RuleResult, Status, Verdict
from tandem.errors import DefinitionError
from tandem.evaluate.metric import Metric
from tandem.evaluate.multiplicity import holm
from tandem.evaluate.report import Report

__all__ = [
    "Gate",
    "RuleResult",
    "Verdict",
    "at_least",
    "at_most",
    "better",
    "no_worse",
    "slice_gap",
]

_GRAVITY: dict[Status, int] = {"fail": 0, "insufficient evidence": 1, "pass": 2}


def at_least(
    metric: str, value: float, slice: str | None = None, *, evidence: Evidence = "interval"
) -> Limit:
    """The figure is ``value`` or more: the whole interval, or with "estimate" the figure.

    ``slice`` is ``"topic=serving"`` for one part of the cases, ``"topic"`` for every one.
    """
    return Limit(metric, value, True, slice or "", evidence)


def at_most(
    metric: str, value: float, slice: str | None = None, *, evidence: Evidence = "interval"
) -> Limit:
    """The figure is ``value`` or less; see ``at_least``."""
    return Limit(metric, value, False, slice or "", evidence)


def no_worse(metric: str, than: str = "live", margin: float = 0.0) -> Against:
    """On the same cases, worse than another release by at most ``margin``.

    With a margin of 0 only a release that is shown to be better passes, or the same one.
    """
    if margin < 0:
        raise DefinitionError(f"no_worse({metric!r}) got a margin of {margin:g}, below 0")
    return Against(metric, than, margin)


def better(metric: str, than: str = "live") -> Against:
    """On the same cases, shown to be better than another release."""
    return Against(metric, than, None)


def slice_gap(metric: str, slice: str, at_most: float) -> Gap:
    """The best and the worst part of a slice are at most ``at_most`` apart."""
    return Gap(metric, slice, at_most)


class Gate:
    """Rules that a release must pass; ``alpha`` is the chance of error that is accepted.

    A rule passes if the interval at ``1 - alpha`` lies wholly on the right side of its
    limit. All rules must pass, and a bad release gets through only if its bad figure does,
    so passing needs no correction for many rules (an intersection-union test). Failing
    does: any rule may look bad by chance, so the p-values of all rules are corrected
    together (Holm). In between, the evidence is insufficient.
    """

    def __init__(self, *rules: Rule, alpha: float = 0.05) -> None:
        if not rules:
            raise DefinitionError("a gate has no rules", hint="Gate(at_least('accuracy', 0.9))")
        if not 0 < alpha < 1:
            raise DefinitionError(f"a gate got alpha={alpha:g}, which is not between 0 and 1")
        self.rules = rules
        self.alpha = alpha

    def __repr__(self) -> str:
        return f"Gate({', '.join(map(str, self.rules))}, alpha={self.alpha:g})"

    def check(self, metrics: Iterable[Metric], slices: Iterable[str]) -> None:
        """Raise ``DefinitionError`` if a rule names a metric or slice that the suite lacks."""
        names = [metric.name for metric in metrics]
        known = list(slices)
        for rule in self.rules:
            _check_known(rule, "metric", rule.metric, names)
            if rule.slice:
                _check_known(rule, "slice", rule.slice.partition("=")[0], known)

    def judge(
        self,
        report: Report,
        metrics: Sequence[Metric],
        baselines: Mapping[str, Report] | None = None,
    ) -> Verdict:
        """Decide every rule on a report; ``baselines`` holds that of the live release."""
        self.check(metrics, report.labels)
        ground = Ground(report, {metric.name: metric for metric in metrics}, baselines or {})
        claims = [(rule, claim) for rule in self.rules for claim in rule.claims(ground)]
        doubts = holm([claim.doubt() for _, claim in claims])
        decided: dict[int, list[tuple[int, float, RuleResult]]] = {}
        for (rule, claim), p in zip(claims, doubts, strict=True):
            result = claim.decide(str(rule), alpha=self.alpha, p=p)
            order = (_GRAVITY[result.status], claim.slack(self.alpha), result)
            decided.setdefault(id(rule), []).append(order)
        # A rule is as good as its worst claim, and tells about that one.
        results = [min(decided[id(rule)], key=lambda order: order[:2])[2] for rule in self.rules]
        worst = min(results, key=lambda result: _GRAVITY[result.status])
        against = {
            rule.than: ground.released(rule.than)
            for rule in self.rules
            if isinstance(rule, Against)
        }
        return Verdict(worst.status, results, against)


def _check_known(rule: Rule, what: str, name: str, known: Sequence[str]) -> None:
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1)
    raise DefinitionError(
        f"the rule '{rule}' names the {what} {name!r}, which the suite does not have",
        hint=f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known) or 'none'}",
    )
