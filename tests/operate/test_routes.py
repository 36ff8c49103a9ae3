from __future__ import annotations

from tandem.operate.routes import ROUTES


def test_health_alone_is_public() -> None:
    assert [path for path, route in ROUTES.items() if route.public] == ["/health"]


def test_whatever_runs_or_stores_counts_against_the_limits() -> None:
    for route in ROUTES.values():
        assert route.work is (route.method == "POST")


def test_routes_are_found_under_their_own_path() -> None:
    assert all(path == route.path for path, route in ROUTES.items())
