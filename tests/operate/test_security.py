from __future__ import annotations

import pytest

from tandem.operate import create_app_for
from tandem.operate.routes import ROUTES
from tandem.operate.security import LOOPBACK, Guard, is_loopback
from tests.operate.parts import Scorer, call

KEY = "a-long-enough-key-for-tests"
VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:1"])
def test_loopback_answers_to_its_names(host: str) -> None:
    app = create_app_for(Scorer())
    assert call(app, "GET", "/health", headers={"host": host}).status == 200
    assert call(app, "GET", "/health", headers={"host": host}).status == 200


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("path", [*ROUTES, "/none"])
def test_a_rebound_name_or_a_foreign_page_reaches_no_route_by_no_verb(verb: str, path: str) -> None:
    app = create_app_for(Scorer())
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""):
        reply = call(app, verb, path, headers={"host": host})
        assert (reply.status, reply.error["field"]) == (403, "Host")
    for origin in ("http://evil.example", "null", "http://127.0.0.1:9999", "https://localhost"):
        headers = {"host": "127.0.0.1:8000", "origin": origin}
        reply = call(app, verb, path, headers=headers)
        assert (reply.status, reply.error["field"]) == (403, "Origin")


def test_the_servers_own_pages_may_call_it() -> None:
    headers = {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    assert call(create_app_for(Scorer()), "POST", "/predict", {"age": 3}, headers).status == 200


def test_other_hosts_can_be_named_or_all_let_in() -> None:
    named = create_app_for(Scorer(), hosts=LOOPBACK | {"Model.Example"})
    assert call(named, "GET", "/health", headers={"host": "model.example:80"}).status == 200
    assert call(named, "GET", "/health", headers={"host": "other.example"}).status == 403
    any_host = create_app_for(Scorer(), hosts=None)
    assert call(any_host, "GET", "/health", headers={"host": "other.example"}).status == 200


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("path", [*ROUTES, "/none", "/health/../metrics", "//metrics"])
def test_with_keys_every_route_and_verb_but_health_needs_one(verb: str, path: str) -> None:
    app = create_app_for(Scorer(), keys=[KEY])
    refused = 401 if path != "/health" else (200 if verb == "GET" else 405)
    for authorization in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {KEY}"}):
        reply = call(app, verb, path, headers=authorization)
        assert reply.status == refused
        if refused == 401:
            assert reply.headers["www-authenticate"] == "Bearer"
            assert KEY not in reply.body.decode()
    allowed = call(app, verb, path, headers={"authorization": f"bearer {KEY}"})
    assert allowed.status != 401


def test_keys_are_not_kept_as_they_are() -> None:
    guard = Guard(keys=[KEY])
    assert KEY not in repr(vars(guard))


def test_many_hosts_do_not_fill_the_memory() -> None:
    guard = Guard(hosts=None)
    for n in range(1000):
        guard.check({b"host": b"host-%d" % n})
    assert len(guard._seen) <= 64


@pytest.mark.parametrize(
    ("host", "yes"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("0.0.0.0", False), ("::", False)],
)
def test_what_counts_as_loopback(host: str, yes: bool) -> None:
    assert is_loopback(host) is yes
