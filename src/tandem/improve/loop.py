"""The improve loop: reviewed feedback and present data, to a candidate, to a decision."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tandem.deliver.channel import Channels
from tandem.deliver.life import deliver
from tandem.errors import DefinitionError
from tandem.evaluate.comparison import Difference, compare
from tandem.improve.feedback import FeedbackLedger

if TYPE_CHECKING:
    from tandem.data.inputs import Inputs
    from tandem.deliver.building import Progress
    from tandem.deliver.journal import Entry
    from tandem.deliver.life import Delivered
    from tandem.deliver.project import Loaded
    from tandem.record.store import Store

Decision = Literal["unchanged", "refused", "ready", "canary", "promoted"]


@dataclass(frozen=True)
class Improvement:
    """What came of one round.

    ``decision``: the candidate is what is served already (``unchanged``), the gate did not
    pass it (``refused``), it waits for somebody to promote it (``ready``), or it was given
    a share (``canary``) or all (``promoted``) of the channel, by ``entry`` of its history.
    ``differences`` hold it against live on the same cases, paired, metric by metric.
    """

    delivered: Delivered
    reviewed: int
    differences: list[Difference]
    decision: Decision
    reason: str
    entry: Entry | None = None


async def improve(
    loaded: Loaded,
    store: Store,
    inputs: Inputs,
    *,
    canary: float | None = None,
    channel: str = "live",
    by: str = "tandem improve",
    progress: Progress | None = None,
) -> Improvement:
    """Rebuild with reviewed feedback, judge against live on the same cases, and decide.

    Parts whose data, code and parameters did not change are not fitted again. ``canary``
    is the share of the channel that a candidate gets when the gate passes it; without it
    nothing is moved. Raises ``Conflict`` if the channel was moved in the meantime.
    """
    if canary is not None and not 0 < canary <= 1:
        raise DefinitionError(f"canary must be above 0 and at most 1, got {canary}")
    name = loaded.project.name
    channels = Channels(store)
    present = channels.current(name, channel)
    reviewed = FeedbackLedger(store).reviewed(name)
    if progress is not None:
        progress(f"learning from {len(reviewed)} reviewed labels")
    delivered = await deliver(
        loaded, store, dataclasses.replace(inputs, reviewed=tuple(reviewed)), progress=progress
    )
    differences = _differences(loaded, delivered)
    decision, reason = _decide(delivered, present, canary)
    entry = None
    if decision in ("canary", "promoted") and canary is not None:
        labels = f"{len(reviewed)} reviewed labels" if reviewed else "present data"
        entry = channels.promote(
            name,
            delivered.release.id,
            channel=channel,
            share=canary,
            by=by,
            reason=f"improve with {labels}",
            expected=present.sequence if present else 0,
        )
    return Improvement(delivered, len(reviewed), differences, decision, reason, entry)


def _differences(loaded: Loaded, delivered: Delivered) -> list[Difference]:
    suite, live = loaded.project.suite, delivered.live
    if suite is None or live is None or live.release == delivered.release.id:
        return []
    scored = delivered.report.scores.keys() & live.scores.keys()
    return [
        compare(live, delivered.report, metric) for metric in suite.metrics if metric.name in scored
    ]


def _decide(
    delivered: Delivered, present: Entry | None, canary: float | None
) -> tuple[Decision, str]:
    release, verdict = delivered.release, delivered.verdict
    if present is not None and release.id in {target.release for target in present.targets}:
        return "unchanged", "the candidate is the release that is served already"
    if verdict.status != "pass":
        return "refused", "; ".join([verdict.status, *verdict.reasons])
    if canary is None:
        return "ready", f"tandem promote {release.id[:12]} makes it live"
    if present is None and canary < 1:
        return "ready", "nothing is live yet that a canary could run beside"
    return ("canary", f"it gets {canary:.0%}") if canary < 1 else ("promoted", "it gets all")
