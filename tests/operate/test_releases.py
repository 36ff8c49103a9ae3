from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.deliver import Channels, Loaded
from tandem.errors import NotFound
from tandem.operate import Application, LiveReleases, create_app
from tandem.operate.app import application
from tandem.record import Store, TraceStore
from tests.deliver.samples import released, shift
from tests.operate.parts import call, send


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return shift(tmp_path)


@pytest.fixture
def made(store: Store, loaded: Loaded) -> list[str]:
    """Releases that add 0, 1, 2 and 3."""
    return [released(store, loaded, float(value)).id for value in range(4)]


def promote(store: Store, release: str, **options: object) -> None:
    Channels(store).promote("shift", release, by="ann", **options)  # type: ignore[arg-type]  # options of promote


def damage(store: Store, release: str) -> None:
    """Flip a byte of the release's manifest."""
    (path,) = [path for path in store.path.rglob(f"{release[2:]}*") if path.is_file()]
    data = bytearray(path.read_bytes())
    data[10] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def looked(app: Application) -> LiveReleases:
    """The app's releases, after a look at the channel as the thread takes it."""
    releases = app.service.releases
    assert isinstance(releases, LiveReleases)

    async def look() -> None:
        await asyncio.to_thread(releases._look, asyncio.get_running_loop())

    asyncio.run(look())
    return releases


def follow(store: Store) -> Application:
    return application(LiveReleases(store, "shift"))


def answer(app: Application, subject: str = "") -> float:
    reply = call(app, "POST", "/predict", {"value": 10}, {"x-subject": subject})
    assert reply.status == 200, reply.body
    value: float = reply.json["value"]
    return value - 10


def test_a_promotion_and_a_rollback_are_followed(store: Store, made: list[str]) -> None:
    promote(store, made[1])
    app = follow(store)
    assert call(app, "POST", "/predict", {"value": 1}).status == 503  # nothing loaded yet
    looked(app)
    first = app.service.releases.split()
    assert answer(app) == 1
    promote(store, made[2])
    assert answer(app) == 1
    releases = looked(app)
    assert answer(app) == 2
    assert first.targets[0][0].release == made[1]  # who took the old reference still has it
    Channels(store).rollback("shift", by="ann")
    looked(app)
    assert (answer(app), releases.swaps, releases.failures) == (1, 2, 0)


def test_a_look_without_news_loads_nothing(store: Store, made: list[str]) -> None:
    promote(store, made[1])
    app = follow(store)
    looked(app)
    split = app.service.releases.split()
    looked(app)
    assert app.service.releases.split() is split


def test_a_corrupt_release_leaves_the_old_one_serving_and_says_so(
    store: Store, made: list[str]
) -> None:
    promote(store, made[1])
    app = follow(store)
    looked(app)
    promote(store, made[2])
    damage(store, made[2])
    releases = looked(app)
    looked(app)
    assert answer(app) == 1
    assert (releases.failures, releases.swaps) == (2, 0)
    ready = call(app, "GET", "/ready")
    assert ready.status == 200
    assert ready.json["problem"].startswith("Corrupt: ")
    page = call(app, "GET", "/metrics").body.decode()
    assert "tandem_release_failures_total 2" in page
    Channels(store).rollback("shift", by="ann")
    looked(app)
    assert "problem" not in call(app, "GET", "/ready").json


def test_started_on_a_corrupt_release_it_waits_for_a_rollback(
    store: Store, made: list[str]
) -> None:
    promote(store, made[1])
    promote(store, made[2])
    damage(store, made[2])
    app = create_app(store, "shift")
    looked(app)
    assert call(app, "GET", "/ready").status == 503
    refused = call(app, "POST", "/predict", {"value": 1})
    assert (refused.status, refused.headers["retry-after"]) == (503, "5")
    Channels(store).rollback("shift", by="ann")
    looked(app)
    assert answer(app) == 1
    asyncio.run(app.service.stop())


def test_a_canary_gets_its_share_and_keeps_its_subjects(store: Store, made: list[str]) -> None:
    promote(store, made[1])
    promote(store, made[2], share=0.2)
    app = follow(store)
    looked(app)
    people = [f"customer-{n}" for n in range(400)]

    def canaries() -> set[str]:
        return {who for who in people if answer(app, who) == 2}

    few = canaries()
    # 80 expected; five standard deviations are 40.
    assert 40 < len(few) < 120
    assert canaries() == few
    promote(store, made[2], share=0.6)
    looked(app)
    assert few < canaries()
    promote(store, made[2])
    looked(app)
    assert len(canaries()) == 400


def test_a_shadow_is_followed_too(store: Store, made: list[str]) -> None:
    promote(store, made[1])
    promote(store, made[3], shadow=True)
    app = follow(store)
    looked(app)
    shadow = app.service.releases.split().shadow
    assert shadow is not None
    assert (shadow.release, shadow.recorder.channel) == (made[3], "shadow")
    assert answer(app) == 1


def test_a_channel_that_was_never_moved_is_told_at_once(store: Store) -> None:
    with pytest.raises(NotFound, match="nothing was promoted to shift:live"):
        create_app(store, "shift")


def test_no_request_fails_while_the_channel_moves(store: Store, made: list[str]) -> None:
    """The thread follows the channel while requests keep coming; each has one whole answer."""
    promote(store, made[0])
    app = create_app(store, "shift", interval=0.001)
    moved = threading.Event()
    rounds = 12

    def move() -> None:
        releases = app.service.releases
        for n in range(rounds):
            promote(store, made[(n + 1) % 4])
            sequence = n + 2
            while (split := releases.current) is None or split.sequence < sequence:
                moved.wait(0.001)
        moved.set()

    async def main() -> dict[float, str]:
        await app.service.start()
        seen: dict[float, str] = {}
        mover = threading.Thread(target=move)
        mover.start()
        asked = 0
        while not moved.is_set() or asked < 100:
            replies = await asyncio.gather(
                *(send(app, "POST", "/predict", {"value": 0}) for _ in range(8))
            )
            for reply in replies:
                assert reply.status == 200
                value = json.loads(reply.body)["value"]
                assert (
                    seen.setdefault(value, reply.headers["x-release"])
                    == (reply.headers["x-release"])
                )
            asked += 8
            # lets go of the interpreter, which a busy loop would keep from the mover
            await asyncio.to_thread(moved.wait, 0.002)
        mover.join()
        await app.service.stop()
        return seen

    seen = asyncio.run(main())
    assert seen == {float(n): made[n] for n in range(4)}
    assert app.service.releases.swaps == rounds
    stored = TraceStore(store.catalog).count(system="shift", status="ok")
    requests = app.service.measures.requests.values
    assert stored == sum(requests.values())
