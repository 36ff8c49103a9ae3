from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tandem.errors import NotFound
from tandem.improve import Alert, AlertStore
from tandem.record import Store
from tests.improve.runs import START


def alert(**changes: Any) -> Alert:
    made = Alert(
        monitor="drift of input",
        subject="input.text",
        severity="warning",
        message="it drifted",
        detail={"value": 0.2, "new_words": {"kafka": 3}},
        system="desk",
        release="r1",
        time=START,
    )
    return msgspec.structs.replace(made, **changes)


def test_an_alert_comes_back_as_it_was(store: Store) -> None:
    alerts = AlertStore(store.catalog)
    assert alerts.add(alert())
    (found,) = alerts.find("desk")
    assert found == alert(id=found.id)
    assert len(found.id) == 32


def test_while_it_is_open_it_is_not_raised_again_but_kept_up_to_date(store: Store) -> None:
    alerts = AlertStore(store.catalog)
    assert alerts.add(alert())
    assert not alerts.add(alert(message="more", severity="critical", time=START + timedelta(1)))
    (found,) = alerts.find()
    assert (found.message, found.severity, found.time) == ("more", "critical", START)


@pytest.mark.parametrize("other", ["monitor", "subject", "system", "release"])
def test_anything_else_is_another_alert(store: Store, other: str) -> None:
    alerts = AlertStore(store.catalog)
    assert alerts.add(alert())
    assert alerts.add(alert(**{other: "another"}))


def test_a_closed_alert_can_be_raised_again(store: Store) -> None:
    alerts = AlertStore(store.catalog)
    alerts.add(alert())
    (first,) = alerts.find(open=True)
    alerts.close(first.id)
    assert alerts.find(open=True) == []
    assert alerts.add(alert())
    (second,) = alerts.find(open=True)
    (closed,) = alerts.find(open=False)
    assert second.id != first.id == closed.id
    assert closed.closed is not None


def test_only_open_alerts_can_be_closed(store: Store) -> None:
    alerts = AlertStore(store.catalog)
    with pytest.raises(NotFound):
        alerts.close("none")
    alerts.add(alert())
    (found,) = alerts.find()
    alerts.close(found.id)
    with pytest.raises(NotFound):
        alerts.close(found.id)


def test_alerts_of_releases_out_of_use_are_closed(store: Store) -> None:
    alerts = AlertStore(store.catalog)
    for release in ("r1", "r2"):
        alerts.add(alert(release=release))
    alerts.add(alert(system="other"))
    assert alerts.close_others("desk", ["r2"]) == 1
    still_open = {(item.system, item.release) for item in alerts.find(open=True)}
    assert still_open == {("desk", "r2"), ("other", "r1")}


def test_eight_watchers_raise_one_alert(store: Store) -> None:
    alerts = AlertStore(store.catalog)
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda _: alerts.add(alert()), range(40)))
    assert sum(new) == 1
    assert len(alerts.find()) == 1
