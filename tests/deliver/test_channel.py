from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.deliver import Channels, Entry, Loaded, Registry
from tandem.errors import Conflict, DefinitionError, GateRefused, NotFound
from tandem.record import Store
from tests.deliver.samples import judge, released

_numbers = itertools.count()


def targets(entry: Entry | None) -> list[tuple[str, float]]:
    assert entry is not None
    return [(target.release, target.share) for target in entry.targets]


@pytest.fixture
def channels(store: Store) -> Channels:
    return Channels(store)


@pytest.fixture
def made(store: Store, loaded: Loaded) -> list[str]:
    """Four releases that passed their gate."""
    return [released(store, loaded, float(i)).id for i in range(4)]


def test_a_promotion_is_whole_by_default(channels: Channels, made: list[str]) -> None:
    assert channels.current("shift") is None
    entry = channels.promote("shift", made[0], by="ann", reason="why not")
    assert targets(entry) == [(made[0], 1.0)]
    assert (entry.sequence, entry.action, entry.by, entry.reason) == (
        1,
        "promote",
        "ann",
        "why not",
    )
    assert (entry.override, entry.shadow, entry.previous) == (False, "", "")
    assert channels.current("shift") == entry
    assert channels.promote("shift", made[1], by="bob").previous == entry.digest


def test_channels_and_projects_are_apart(channels: Channels, made: list[str]) -> None:
    channels.promote("shift", made[0], by="ann")
    assert channels.promote("shift", made[1], channel="beta", by="ann").sequence == 1
    assert targets(channels.current("shift")) == [(made[0], 1.0)]
    assert targets(channels.current("shift", "beta")) == [(made[1], 1.0)]
    assert channels.current("other") is None


@pytest.mark.parametrize("status", [None, "fail", "insufficient evidence"])
@pytest.mark.parametrize("how", [{}, {"share": 0.5}, {"shadow": True}, {"channel": "beta"}])
def test_without_a_passing_verdict_nothing_moves(
    store: Store, loaded: Loaded, channels: Channels, made: list[str], status: str, how: dict
) -> None:
    channels.promote("shift", made[0], by="ann")
    bad = released(store, loaded, 9.0, status=status).id
    reason = f"so {status}" if status else "never judged"
    for override in ({}, {"override": True}, {"override": True, "reason": "  "}, {"reason": "go"}):
        with pytest.raises(GateRefused, match=reason):
            channels.promote("shift", bad, by="ann", **how, **override)
    assert [entry.sequence for entry in channels.history("shift")] == [1]
    assert channels.current("shift", "beta") is None


def test_an_override_takes_a_name_and_a_reason_which_the_history_keeps(
    store: Store, loaded: Loaded, channels: Channels
) -> None:
    bad = released(store, loaded, 9.0, status="fail").id
    with pytest.raises(DefinitionError, match="`by` is empty"):
        channels.promote("shift", bad, by=" ", override=True, reason="the old one burns")
    with pytest.raises(GateRefused, match="an override needs a reason"):
        channels.promote("shift", bad, by="ann", override=True)
    with pytest.raises(GateRefused, match="or override with a name and a reason"):
        channels.promote("shift", bad, by="ann")
    channels.promote("shift", bad, by="ann", override=True, reason="the old one burns")
    (entry,) = channels.history("shift")
    assert (entry.override, entry.by, entry.reason) == (True, "ann", "the old one burns")


def test_an_override_that_was_not_needed_is_not_recorded_as_one(
    channels: Channels, made: list[str]
) -> None:
    entry = channels.promote("shift", made[0], by="ann", override=True, reason="to be sure")
    assert entry.override is False


def test_the_latest_verdict_counts(
    store: Store, loaded: Loaded, channels: Channels, made: list[str]
) -> None:
    release = Registry(store).get(made[0])
    judge(store, release, "fail")
    with pytest.raises(GateRefused):
        channels.promote("shift", release.id, by="ann")
    judge(store, release, "pass")
    channels.promote("shift", release.id, by="ann")


def judged_against(store: Store, id: str, live: str) -> None:
    judge(store, Registry(store).get(id), "pass", {"live": live})


def test_a_verdict_speaks_only_for_the_comparison_that_it_made(
    store: Store, channels: Channels, made: list[str]
) -> None:
    channels.promote("shift", made[0], by="ann")
    judged_against(store, made[1], made[0])
    judged_against(store, made[2], made[0])
    channels.promote("shift", made[1], by="ann")
    with pytest.raises(GateRefused, match=f"was judged before {made[1][:12]} came to live"):
        channels.promote("shift", made[2], by="ann")
    with pytest.raises(GateRefused):
        channels.promote("shift", made[2], share=0.2, by="ann")
    assert targets(channels.current("shift")) == [(made[1], 1.0)]
    entry = channels.promote("shift", made[2], by="ann", override=True, reason="I compared them")
    assert entry.override


def test_a_verdict_made_while_nothing_was_live_is_outdated_by_the_first_release(
    store: Store, channels: Channels, made: list[str]
) -> None:
    judged_against(store, made[0], "")
    judged_against(store, made[1], "")
    assert not channels.promote("shift", made[0], by="ann").override
    with pytest.raises(GateRefused, match="build it again"):
        channels.promote("shift", made[1], by="ann")
    # Another channel is not what it was compared with.
    assert channels.promote("shift", made[1], channel="beta", by="ann").sequence == 1


def test_what_served_in_full_before_or_serves_now_needs_no_new_comparison(
    store: Store, channels: Channels, made: list[str]
) -> None:
    judged_against(store, made[0], "")
    judged_against(store, made[1], made[0])
    channels.promote("shift", made[0], by="ann")
    channels.promote("shift", made[1], share=0.2, by="ann")
    channels.promote("shift", made[1], by="ann")
    assert not channels.promote("shift", made[1], by="ann").override
    assert not channels.promote("shift", made[0], by="ann").override


def test_a_canary_runs_beside_and_a_whole_promotion_ends_it(
    channels: Channels, made: list[str]
) -> None:
    channels.promote("shift", made[0], by="ann")
    canary = channels.promote("shift", made[1], share=0.2, by="ann")
    assert targets(canary) == [(made[0], 0.8), (made[1], 0.2)]
    assert (canary.release, canary.full) == (made[0], False)
    other = channels.promote("shift", made[2], share=0.1, by="ann")
    assert targets(other) == [(made[0], 0.9), (made[2], 0.1)]
    assert targets(channels.promote("shift", made[2], by="ann")) == [(made[2], 1.0)]


def test_a_shadow_answers_nobody(channels: Channels, made: list[str]) -> None:
    channels.promote("shift", made[0], by="ann")
    entry = channels.promote("shift", made[1], shadow=True, by="ann")
    assert (targets(entry), entry.shadow) == ([(made[0], 1.0)], made[1])
    canary = channels.promote("shift", made[2], share=0.5, by="ann")
    assert (targets(canary), canary.shadow) == ([(made[0], 0.5), (made[2], 0.5)], made[1])
    beside = channels.promote("shift", made[3], shadow=True, by="ann")
    assert (targets(beside), beside.shadow) == (targets(canary), made[3])
    assert channels.promote("shift", made[1], by="ann").shadow == ""


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"share": 0.0}, "share must be above 0"),
        ({"share": 1.1}, "share must be above 0"),
        ({"share": float("nan")}, "share must be above 0"),
        ({"channel": ""}, "cannot name a channel"),
        ({"channel": "a:b"}, "cannot name a channel"),
        ({"by": ""}, "`by` is empty"),
        ({"share": 0.5}, "cannot be a canary beside itself"),
        ({"shadow": True}, "cannot be a shadow beside itself"),
        ({"share": 0.5, "channel": "new"}, "nothing was promoted yet"),
        ({"shadow": True, "channel": "new"}, "nothing was promoted yet"),
    ],
)
def test_what_makes_no_sense_is_refused(
    channels: Channels, made: list[str], how: dict, message: str
) -> None:
    channels.promote("shift", made[0], by="ann")
    with pytest.raises(DefinitionError, match=message):
        channels.promote("shift", made[0], **{"by": "ann", **how})
    assert len(channels.history("shift")) == 1


def test_a_release_of_another_project_or_in_pieces_is_refused(
    store: Store, channels: Channels, made: list[str]
) -> None:
    with pytest.raises(NotFound, match="is one of shift, not other"):
        channels.promote("other", made[0], by="ann")
    with pytest.raises(NotFound, match="there is no release"):
        channels.promote("shift", "f" * 64, by="ann")
    store.blobs.path(Registry(store).get(made[0]).manifest.code).unlink()
    with pytest.raises(NotFound, match="is not whole"):
        channels.promote("shift", made[0], by="ann")


def test_a_move_that_expected_another_state_is_a_conflict(
    channels: Channels, made: list[str]
) -> None:
    with pytest.raises(Conflict):
        channels.promote("shift", made[0], by="ann", expected=1)
    channels.promote("shift", made[0], by="ann", expected=0)
    with pytest.raises(Conflict, match="no longer at entry 0"):
        channels.promote("shift", made[1], by="bob", expected=0)
    channels.promote("shift", made[1], by="bob", expected=1)
    with pytest.raises(Conflict):
        channels.rollback("shift", by="ann", expected=1)
    assert channels.rollback("shift", by="ann", expected=2).release == made[0]


def test_a_rollback_goes_to_what_was_whole_before(channels: Channels, made: list[str]) -> None:
    for release in made[:3]:
        channels.promote("shift", release, by="ann")
    entry = channels.rollback("shift", by="bob", reason="errors rise")
    assert targets(entry) == [(made[1], 1.0)]
    assert entry.override is False
    assert (entry.action, entry.by, entry.reason, entry.restored) == (
        "rollback",
        "bob",
        "errors rise",
        2,
    )
    # Again goes further back, never forth to what was just left.
    assert targets(channels.rollback("shift", by="bob")) == [(made[0], 1.0)]
    with pytest.raises(NotFound, match="was the first release"):
        channels.rollback("shift", by="bob")
    assert len(channels.history("shift")) == 5


def test_a_rollback_ends_a_canary_and_a_shadow(channels: Channels, made: list[str]) -> None:
    channels.promote("shift", made[0], by="ann")
    channels.promote("shift", made[1], by="ann")
    channels.promote("shift", made[3], shadow=True, by="ann")
    channels.promote("shift", made[2], share=0.2, by="ann")
    entry = channels.rollback("shift", by="ann")
    assert (targets(entry), entry.shadow) == ([(made[1], 1.0)], "")
    assert targets(channels.rollback("shift", by="ann")) == [(made[0], 1.0)]


def test_a_rollback_after_new_promotions_counts_from_there(
    channels: Channels, made: list[str]
) -> None:
    channels.promote("shift", made[0], by="ann")
    channels.promote("shift", made[1], by="ann")
    channels.rollback("shift", by="ann")  # 0
    channels.promote("shift", made[2], by="ann")
    assert channels.rollback("shift", by="ann").release == made[0]
    with pytest.raises(NotFound):
        channels.rollback("shift", by="ann")


def test_promoting_the_present_release_again_is_no_step_back(
    channels: Channels, made: list[str]
) -> None:
    channels.promote("shift", made[0], by="ann")
    channels.promote("shift", made[1], by="ann")
    channels.rollback("shift", by="ann")  # 0
    channels.promote("shift", made[0], by="ann")
    with pytest.raises(NotFound):
        channels.rollback("shift", by="ann")
    channels.promote("shift", made[1], by="ann")
    channels.promote("shift", made[1], by="ann")
    assert channels.rollback("shift", by="ann").release == made[0]


def test_nothing_promoted_is_nothing_to_roll_back(channels: Channels) -> None:
    with pytest.raises(NotFound, match="nothing was promoted to shift:live"):
        channels.rollback("shift", by="ann")


def test_a_rollback_needs_a_name(channels: Channels, made: list[str]) -> None:
    with pytest.raises(DefinitionError):
        channels.rollback("shift", by="")


def test_a_rollback_works_with_every_blob_of_the_newest_release_corrupt(
    store: Store, channels: Channels, made: list[str]
) -> None:
    channels.promote("shift", made[0], by="ann")
    channels.promote("shift", made[1], by="ann")
    old, new = (Registry(store).get(release) for release in made[:2])
    for blob in ({new.id} | new.manifest.blobs()) - old.manifest.blobs():
        path = store.blobs.path(blob)
        path.unlink()
        path.write_bytes(b"rubbish")
    with Store.open(store.path) as fresh:
        entry = Channels(fresh).rollback("shift", by="ann")
        assert entry.release == old.id
        Registry(fresh).load(Registry(fresh).get("shift:live"))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    moves=st.lists(st.sampled_from(["0", "1", "2", "canary", "shadow", "rollback"]), max_size=12)
)
def test_rollback_is_a_stack_of_whole_releases(
    store: Store, made: list[str], moves: list[str]
) -> None:
    channels = Channels(store)
    channel = f"channel{next(_numbers)}"
    stack: list[str] = []
    canary = False
    for move in moves:
        if move == "rollback":
            if not canary and len(stack) < 2:
                with pytest.raises(NotFound):
                    channels.rollback("shift", channel, by="ann")
                continue
            if not canary:
                stack.pop()
            canary = False
            channels.rollback("shift", channel, by="ann")
        elif move in ("canary", "shadow"):
            if not stack:
                continue
            how = {"share": 0.3} if move == "canary" else {"shadow": True}
            channels.promote("shift", made[3], channel=channel, by="ann", **how)
            canary = canary or move == "canary"
        else:
            release = made[int(move)]
            channels.promote("shift", release, channel=channel, by="ann")
            canary = False
            if not stack or stack[-1] != release:
                stack.append(release)
        entry = channels.current("shift", channel)
        assert entry is not None
        assert entry.release == stack[-1]
        assert entry.full != canary
        assert sum(target.share for target in entry.targets) == pytest.approx(1.0)
    channels.history("shift", channel)  # verifies
