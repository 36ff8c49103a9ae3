from __future__ import annotations

from tandem import Rows
from tandem.guard import Trained
from tandem.models import TextClassifier

POLITICS = ("who should win the vote", "is the party right", "vote for the party", "the vote")
SHOP = ("when do you open", "is the parcel here", "open on monday", "where is the parcel")


def test_a_label_of_which_it_is_sure_is_a_finding_over_the_whole_text() -> None:
    guard = Trained(
        what="topic", classifier=TextClassifier(calibrate=False), found={"politics": 0.6}
    ).fit(Rows([*POLITICS, *SHOP], ["politics"] * 4 + ["shop"] * 4))
    text = "vote for which party"
    found, none = guard.predict([text, "when is the parcel here"])
    assert [(one.kind, one.start, one.end) for one in found] == [("topic", 0, len(text))]
    assert found[0].score >= 0.6
    assert none == []
    assert guard.reach is None
