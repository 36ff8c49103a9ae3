from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tandem.record import OtlpSink, to_otlp
from tandem.record.otlp import trace_id
from tests.record.made import made


class Collector(ThreadingHTTPServer):
    """A collector on loopback that keeps what it is sent."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receive)
        self.requests: list[tuple[str, str, ExportTraceServiceRequest]] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Receive(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        said = self.headers.get("X-Team", "")
        self.server.requests.append((self.path, said, ExportTraceServiceRequest.FromString(body)))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    thread = threading.Thread(target=collector.serve_forever)
    thread.start()
    yield collector
    collector.shutdown()
    collector.server_close()
    thread.join()


def test_traces_arrive_as_they_are_written(collector: Collector) -> None:
    sink = OtlpSink(collector.endpoint, headers={"X-Team": "ml"}, content=True)
    trace = made()
    sink(trace)
    sink.close()
    assert (sink.sent, sink.dropped) == (1, 0)
    ((path, said, request),) = collector.requests
    assert (path, said) == ("/v1/traces", "ml")
    (resource,) = request.resource_spans
    assert {item.key: item.value.string_value for item in resource.resource.attributes}[
        "service.name"
    ] == "help"
    expected = to_otlp(trace, content=True)["resourceSpans"][0]["scopeSpans"][0]["spans"]
    for span, ours in zip(resource.scope_spans[0].spans, expected, strict=True):
        assert span.trace_id.hex() == trace_id(trace)
        assert span.span_id.hex() == ours["spanId"]
        assert span.parent_span_id.hex() == ours["parentSpanId"]
        assert (span.name, span.kind) == (ours["name"], ours["kind"])
        assert str(span.start_time_unix_nano) == ours["startTimeUnixNano"]
        assert str(span.end_time_unix_nano) == ours["endTimeUnixNano"]
        assert {item.key for item in span.attributes} == {
            item["key"] for item in ours["attributes"]
        }


def test_what_the_collector_refuses_is_counted(collector: Collector) -> None:
    collector.status = 400
    sink = OtlpSink(f"{collector.endpoint}/custom/traces")
    for n in range(3):
        sink(made(n))
    sink.close()
    assert (sink.sent, sink.dropped) == (0, 3)
    assert {path for path, _, _ in collector.requests} == {"/custom/traces"}


def test_what_comes_after_closing_is_counted(collector: Collector) -> None:
    sink = OtlpSink(collector.endpoint)
    sink.close()
    sink(made())
    assert (sink.sent, sink.dropped) == (0, 1)


def test_a_trace_that_cannot_be_written_breaks_nothing(collector: Collector) -> None:
    sink = OtlpSink(collector.endpoint, content=True)
    sink(made(input=object()))
    sink.flush()
    sink(made())
    sink.close()
    assert (sink.sent, sink.dropped) == (1, 1)
