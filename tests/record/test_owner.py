from __future__ import annotations

import os
import subprocess
import sys

from tandem.record.owner import is_gone, owner


def test_this_process_is_there_and_one_that_ended_is_gone() -> None:
    assert not is_gone(owner())
    script = "from tandem.record.owner import owner; print(owner(), flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    name = child.stdout.readline().strip()
    assert not is_gone(name)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it is a zombie now
    assert is_gone(name)
    child.communicate()
    assert is_gone(name)


def test_a_number_that_was_given_to_another_process_is_gone() -> None:
    host, pid, started = owner().split(" ")
    assert pid == str(os.getpid())
    assert is_gone(f"{host} {pid} {int(started) - 1}")


def test_of_other_machines_and_where_the_system_does_not_say_nobody_is_gone() -> None:
    host, pid, started = owner().split(" ")
    assert not is_gone(f"other{host} {pid} {int(started) - 1}")
    assert not is_gone(f"{host} {pid} ?")
