from __future__ import annotations

from dataclasses import replace

from tandem.features.definition import definition_of
from tandem.features.layout import Entry, Layout
from tandem.features.window import DAY, Window
from tests.features.payments import Outcome, Payment, Signals, cents, payment


def layout_by(*names: str, event: type = Payment) -> Layout:
    return next(
        layout
        for layout in definition_of(Signals).layouts
        if layout.by == names and layout.event is event
    )


def test_a_log_holds_what_its_features_need() -> None:
    layout = layout_by("customer")
    assert layout.names == ("online", "amount", "cents", "terminal")
    assert layout.horizon == 3 * DAY
    assert layout.days == 5  # two of lateness
    assert layout_by("terminal", event=Outcome).horizon == 3 * DAY


def test_an_event_becomes_an_entry() -> None:
    event = replace(payment(9, hours=0, amount=float("nan")), online=True)
    assert layout_by("customer").entry(event, 5) == Entry(5, 9, (True, None, None, 7))
    assert layout_by("customer", "terminal").entity(event) == "ann\x1f7"


def test_the_name_of_a_view_changes_with_what_it_holds() -> None:
    layout = layout_by("customer")
    assert layout.view.startswith("Payment.customer.")
    others = [
        replace(layout, columns=("amount",)),
        replace(layout, columns=(*layout.columns[:-1], cents)),
        replace(layout, horizon=DAY),
        replace(layout, lateness=DAY),
        replace(layout, key=""),
    ]
    names = {layout.view, *(other.view for other in others)}
    assert len(names) == 6
    assert replace(layout, slices=()).view == layout.view  # the same events, other features


def test_windows_share_their_edges() -> None:
    windows = [(window, itself) for window, itself, _ in layout_by("customer").windows]
    assert len(windows) == len(set(windows))
    assert (Window(DAY), True) in windows
    assert (Window(DAY), False) in windows
