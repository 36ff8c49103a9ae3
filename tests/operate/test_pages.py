from __future__ import annotations

from tandem.operate import FixedRelease, Live, create_app_for
from tandem.operate.app import application
from tandem.operate.split import Split
from tests.operate.parts import Scorer, call


class Nothing(FixedRelease):
    """A channel whose release could not be loaded."""

    def __init__(self) -> None:
        super().__init__(Live(Scorer()))
        self.current = None  # type: ignore[assignment]  # what LiveReleases has before its first
        self.problem = "Corrupt: blob 12ab"


def test_health_is_about_the_process_only() -> None:
    reply = call(application(Nothing()), "GET", "/health")
    assert (reply.status, reply.json) == (200, {"status": "ok"})


def test_ready_says_what_is_served_and_by_whom() -> None:
    releases = FixedRelease(Live(Scorer(), system="churn", release="old"))
    canary, shadow = Live(Scorer(), release="new"), Live(Scorer(), release="dark")
    releases.current = Split("s", [(releases.current.main, 0.8), (canary, 0.2)], shadow, 7)
    reply = call(application(releases), "GET", "/ready")
    assert (reply.status, reply.json) == (
        200,
        {
            "status": "ready",
            "system": "churn",
            "verb": "predict",
            "sequence": 7,
            "releases": [{"release": "old", "share": 0.8}, {"release": "new", "share": 0.2}],
            "shadow": "dark",
        },
    )


def test_not_ready_says_why() -> None:
    reply = call(application(Nothing()), "GET", "/ready")
    assert reply.status == 503
    assert reply.json == {"status": "not ready", "problem": "Corrupt: blob 12ab"}


def test_metrics_are_text_that_a_scraper_reads() -> None:
    app = create_app_for(Scorer(), release="r1")
    call(app, "POST", "/predict", {"age": 1})
    call(app, "POST", "/predict", {"age": "x"})
    call(app, "GET", "/none")
    reply = call(app, "GET", "/metrics")
    assert reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = reply.body.decode().splitlines()
    assert 'tandem_requests_total{route="/predict",status="200",release="r1"} 1' in lines
    assert 'tandem_requests_total{route="/predict",status="422",release="r1"} 1' in lines
    assert 'tandem_requests_total{route="unknown",status="404",release=""} 1' in lines
    assert 'tandem_request_seconds_count{route="/predict"} 2' in lines
    assert 'tandem_release_share{release="r1"} 1' in lines
    assert "tandem_requests_inside 0" in lines
