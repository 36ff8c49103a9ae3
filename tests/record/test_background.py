from __future__ import annotations

import threading

from tandem.record.background import Background


def test_items_arrive_once_in_order_and_in_groups() -> None:
    groups: list[list[int]] = []
    queue = Background(groups.append, name="test", capacity=1000, group=64)
    assert all(queue.put(n) for n in range(1000))
    assert queue.flush()
    assert [n for group in groups for n in group] == list(range(1000))
    assert max(map(len, groups)) <= 64
    assert queue.close()


def test_a_full_queue_refuses_and_never_blocks() -> None:
    started, gate, done = threading.Event(), threading.Event(), []

    def handle(group: list[int]) -> None:
        started.set()
        gate.wait()
        done.extend(group)

    queue = Background(handle, name="test", capacity=3)
    assert queue.put(0)
    started.wait()
    assert [queue.put(n) for n in range(1, 6)] == [True, True, True, False, False]
    assert not queue.flush(timeout=0.01)
    gate.set()
    assert queue.close()
    assert done == [0, 1, 2, 3]


def test_closing_handles_what_is_queued_and_refuses_more() -> None:
    done: list[int] = []
    queue = Background(done.extend, name="test", capacity=10, interval=60.0)
    queue.put(1)
    assert queue.close()
    assert done == [1]
    assert not queue.put(2)
    assert queue.close()


def test_waking_does_not_wait_for_the_next_look() -> None:
    arrived = threading.Event()
    queue = Background(lambda _: arrived.set(), name="test", capacity=10, interval=60.0)
    queue.put(1)
    queue.wake()
    assert arrived.wait(10)
    queue.close()


def test_a_whole_group_does_not_wait_for_the_next_look() -> None:
    arrived = threading.Event()
    queue = Background(lambda _: arrived.set(), name="test", capacity=10, group=3, interval=60.0)
    for n in range(4):
        queue.put(n)
    assert arrived.wait(10)
    queue.close()
