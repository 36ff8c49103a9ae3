from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from tandem.operate.metrics import Counter, Histogram, Metrics


def page(metrics: Metrics) -> list[str]:
    return metrics.render().decode().splitlines()


def test_the_page_is_prometheus_text() -> None:
    metrics = Metrics()
    requests = metrics.counter("app_requests_total", "Requests\nanswered.", ("route", "status"))
    seconds = metrics.histogram("app_seconds", "Time.", ("route",))
    requests.add(("/predict", "200"))
    requests.add(("/predict", "200"), 2)
    requests.add(('/"odd"\\\n', "404"))
    for value in (0.0005, 0.003, 99.0):
        seconds.observe(("/predict",), value)
    lines = page(metrics)
    assert "# HELP app_requests_total Requests\\nanswered." in lines
    assert "# TYPE app_requests_total counter" in lines
    assert 'app_requests_total{route="/predict",status="200"} 3' in lines
    assert 'app_requests_total{route="/\\"odd\\"\\\\\\n",status="404"} 1' in lines
    assert 'app_seconds_bucket{route="/predict",le="0.0005"} 1' in lines
    assert 'app_seconds_bucket{route="/predict",le="0.0025"} 1' in lines
    assert 'app_seconds_bucket{route="/predict",le="0.005"} 2' in lines
    assert 'app_seconds_bucket{route="/predict",le="30.0"} 2' in lines
    assert 'app_seconds_bucket{route="/predict",le="+Inf"} 3' in lines
    assert 'app_seconds_sum{route="/predict"} 99.0035' in lines
    assert 'app_seconds_count{route="/predict"} 3' in lines


def test_gauges_are_read_when_the_page_is_asked_for() -> None:
    metrics = Metrics()
    inside = [1]
    metrics.gauge("app_inside", "Inside.", (), lambda: {(): inside[0]})
    assert "app_inside 1" in page(metrics)
    inside[0] = 5
    assert "app_inside 5" in page(metrics)


def test_the_process_reports_itself() -> None:
    values = dict(line.split() for line in page(Metrics()) if not line.startswith("#"))
    assert float(values["process_cpu_seconds_total"]) > 0
    assert float(values["process_start_time_seconds"]) > 1.7e9
    assert float(values["process_resident_memory_bytes"]) > os.sysconf("SC_PAGE_SIZE")


def test_a_counter_without_labels_starts_at_zero() -> None:
    assert Counter("app_total", "All.").lines() == ["app_total 0"]
    assert Counter("app_total", "All.", ("route",)).lines() == []


@given(st.lists(st.floats(0, 100)))
def test_buckets_count_what_is_at_most_their_bound(values: list[float]) -> None:
    histogram = Histogram("t", "T.", (), bounds=(0.1, 1.0, 10.0))
    for value in values:
        histogram.observe((), value)
    found = dict(line.rsplit(" ", 1) for line in histogram.lines())
    for bound in ("0.1", "1.0", "10.0"):
        expected = sum(value <= float(bound) for value in values)
        assert int(found.get(f't_bucket{{le="{bound}"}}', 0)) == expected
