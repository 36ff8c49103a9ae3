"""Promotes a number of times by compare-and-swap: run by test_writers, several at once."""

from __future__ import annotations

import sys

from tandem.deliver import Channels
from tandem.errors import Conflict
from tandem.record import Store

if __name__ == "__main__":
    folder, name, times, *releases = sys.argv[1:]
    lost = 0
    with Store.open(folder) as store:
        channels = Channels(store)
        for number in range(int(times)):
            while True:
                present = channels.current("shift")
                try:
                    channels.promote(
                        "shift",
                        releases[number % len(releases)],
                        by=name,
                        reason=str(number),
                        expected=present.sequence if present else 0,
                    )
                    break
                except Conflict:
                    lost += 1
    sys.stdout.write(str(lost))
