from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tandem.deliver import Channels
from tandem.errors import DefinitionError, NotConnected, TandemError
from tandem.operate import Server, create_app, serve
from tandem.operate.security import LOOPBACK
from tandem.operate.serving import answered_hosts, check_exposure
from tandem.record import Store, TraceStore
from tests.deliver.samples import released, shift

KEY = "a-long-enough-key-for-tests"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def made(store: Store, tmp_path: Path) -> list[str]:
    """Two releases, the first promoted."""
    loaded = shift(tmp_path)
    ids = [released(store, loaded, float(value)).id for value in (1, 2)]
    Channels(store).promote("shift", ids[0], by="ann")
    return ids


def test_under_load_from_many_clients_no_request_fails_while_the_channel_moves(
    store: Store, made: list[str]
) -> None:
    app = create_app(store, "shift", interval=0.01)
    stop, seen, failures = threading.Event(), set[float](), list[object]()
    asked = [0] * 4

    def press(n: int) -> None:
        with httpx.Client(base_url=server.url) as client:
            while not stop.is_set():
                try:
                    reply = client.post("/predict", json={"value": 0}, timeout=20)
                    seen.add(reply.raise_for_status().json()["value"])
                    asked[n] += 1
                except Exception as error:
                    failures.append(error)
                    return

    with Server(app, port=0) as server:
        clients = [threading.Thread(target=press, args=(n,)) for n in range(4)]
        for client in clients:
            client.start()
        for n in range(5):
            Channels(store).promote("shift", made[(n + 1) % 2], by="ann")
            before = sum(asked)
            while app.service.releases.swaps <= n or sum(asked) < before + 50:
                stop.wait(0.001)
                assert not failures
        stop.set()
        for client in clients:
            client.join()
    assert failures == []
    assert seen == {1.0, 2.0}
    # Stopping flushed every trace: one for each answer.
    assert TraceStore(store.catalog).count(system="shift", channel="live") == sum(asked)


def test_traces_and_their_count_are_on_the_page(store: Store, made: list[str]) -> None:
    with Server(create_app(store, "shift", keys=[KEY]), port=0) as server, httpx.Client() as client:
        client.headers["authorization"] = f"Bearer {KEY}"
        reply = client.post(f"{server.url}/predict", json={"value": 1}, headers={"x-subject": "a"})
        page = client.get(f"{server.url}/metrics").text
        assert client.get(f"{server.url}/ready", headers={"authorization": ""}).status_code == 401
    assert "tandem_traces_dropped_total 0" in page
    trace = TraceStore(store.catalog).get(reply.headers["x-trace-id"])
    assert (trace.system, trace.release, trace.channel) == ("shift", made[0], "live")
    assert (trace.subject, trace.input, trace.output) == ("a", {"value": 1}, {"value": 2})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "models.example"])
def test_an_open_address_needs_keys(store: Store, host: str) -> None:
    with pytest.raises(DefinitionError, match="no API key is set"):
        serve(store, "shift", host=host)
    check_exposure(host, [KEY])
    check_exposure("127.0.0.1", [])


def test_a_short_key_is_no_key() -> None:
    with pytest.raises(DefinitionError, match="shorter than 16"):
        check_exposure("127.0.0.1", ["password1234"])


def test_which_names_are_answered_to() -> None:
    assert answered_hosts("127.0.0.1", None) == LOOPBACK
    assert answered_hosts("0.0.0.0", None) is None
    assert answered_hosts("0.0.0.0", ["models.example"]) == LOOPBACK | {"0.0.0.0", "models.example"}


def test_a_server_whose_features_come_from_nowhere_does_not_start(
    store: Store, made: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def nowhere(component: object) -> None:
        raise NotConnected("nothing says from where", hint="set TANDEM_FEATURES")

    monkeypatch.setattr("tandem.features.lookup.check_lookups", nowhere)
    with (
        pytest.raises(TandemError, match="did not start"),
        Server(create_app(store, "shift"), port=0),
    ):
        pass
    assert "nothing says from where" in caplog.text
