from __future__ import annotations

from pathlib import Path

import pytest

from tandem import Rows
from tandem.deliver import Delivered
from tandem.deliver.featured import LEARNED_ROWS, rows_of_features
from tandem.record import Store
from tests.deliver.samples import delivered
from tests.deliver.spending import spending
from tests.features.payments import Signals


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    folder = tmp_path_factory.mktemp("featured")
    with Store.open(folder / "store") as store:
        return delivered(spending(folder / "spending"), store)


def test_a_build_reports_every_feature_without_code_of_its_own(made: Delivered) -> None:
    (report,) = made.report.features
    assert report.ref.startswith("Spending@")
    assert (report.learned, report.held_out) == (200, 200)
    figures = {item.feature: item for item in report.features}
    assert list(figures) == ["amount", "code", "night", "spent_7d", "payments_1d", "largest_7d"]
    assert figures["spent_7d"].meaning == "total of amount by customer, 7 days"
    for item in report.features:
        assert item.offline is not None
        assert item.online is not None
        assert item.offline >= 0
        assert item.online >= 0
    assert report.shared_offline is not None
    assert report.shared_offline > 0
    assert report.online is not None
    assert report.online >= max(item.online or 0 for item in report.features)


def test_coverage_is_the_share_that_has_a_value(made: Delivered) -> None:
    figures = {item.feature: item for item in made.report.features[0].features}
    assert figures["code"].coverage == figures["code"].learned == 0.25
    assert figures["amount"].coverage == 1.0
    assert figures["largest_7d"].learned == 0.99  # nobody paid before the first payment of two


def test_what_changed_since_training_drifted_and_nothing_else(made: Delivered) -> None:
    figures = {item.feature: item for item in made.report.features[0].features}
    assert {name for name, item in figures.items() if item.drifted} == {
        "amount",
        "spent_7d",
        "largest_7d",
    }
    assert figures["night"].drift == pytest.approx(0.0, abs=0.01)


def test_only_what_the_model_looks_at_is_of_importance(made: Delivered) -> None:
    (report,) = made.report.features
    assert report.importance.startswith("loss of right when it is shuffled, 200")
    figures = {item.feature: item for item in report.features}
    assert all(item.importance == 0 for name, item in figures.items() if name != "spent_7d")
    assert (figures["spent_7d"].importance or 0) > 0.03


def test_the_report_survives_the_store_and_is_written_as_text_markdown_and_page(
    made: Delivered,
) -> None:
    again = type(made.report).from_json(made.report.to_json())
    assert again.features == made.report.features
    for page in (again.to_text(), again.to_markdown(), again.to_html()):
        assert "total of amount by customer, 7 days" in page
        assert "Spending@" in page


def test_rows_that_are_no_features_are_not_reported() -> None:
    assert rows_of_features(Rows([1.0], [True])) is None
    assert rows_of_features([1, 2]) is None


def test_many_rows_are_thinned_over_their_whole_length() -> None:
    one = Signals.__new__(Signals)
    rows = rows_of_features(Rows([one] * 50_000, list(range(50_000))))
    assert rows is not None
    assert LEARNED_ROWS / 2 < len(rows) <= LEARNED_ROWS
    assert rows.targets[-1] > 49_990


def test_a_project_without_features_has_no_such_report(tmp_path: Path) -> None:
    from tests.deliver.samples import shift

    with Store.open(tmp_path / "store") as store:
        assert delivered(shift(tmp_path), store).report.features == []
