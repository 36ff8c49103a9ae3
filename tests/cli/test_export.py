from __future__ import annotations

from pathlib import Path

import onnx

from tests.cli.conftest import SHOP, Shell

SYSTEM = '''
from collections.abc import Sequence
from dataclasses import dataclass

from tandem import Case, Gate, Model, Project, Rows, Suite
from tandem.deliver import at_least
from tandem.evaluate import auc
from tandem.models import Logistic


@dataclass(frozen=True)
class Visit:
    minutes: float
    device: str = "phone"


class Buys(Model[Visit, float]):
    """The chance of a sale, in whole percent."""

    score: Logistic[Visit]

    def predict(self, xs: Sequence[Visit], /) -> list[float]:
        return [round(chance, 2) for chance in self.score.predict(xs)]


VISITS = [Visit(float(i), "phone" if i % 2 else "desk") for i in range(40)]

project = Project(
    name="buys",
    description="Sales.",
    system=Buys(score=Logistic()),
    learn={"score": lambda inputs: Rows(VISITS, [i > 20 for i in range(40)])},
    suite=Suite(
        cases=lambda inputs: [Case(str(i), Visit(i + 0.5), target=i > 20) for i in range(40)],
        metrics=[auc()],
    ),
    gate=Gate(at_least("auc", 0.5)),
)
'''


def test_a_part_of_a_release_becomes_a_file(shell: Shell, tmp_path: Path) -> None:
    project = tmp_path / "buys"
    project.mkdir()
    (project / "system.py").write_text(SYSTEM)
    shell("build", str(project), "--promote")
    table, file = tmp_path / "visits.csv", tmp_path / "buys.onnx"
    table.write_text("minutes,device\n3,phone\n30,desk\n25,watch\n")
    told = shell.json(
        "export", "buys", "--onnx", str(file), "--part", "score", "--rows", str(table)
    )
    assert told["rows of the proof"] == 503
    assert float(told["largest difference"]) < 1e-12
    made = onnx.load(file)
    assert [one.name for one in made.graph.input] == ["minutes", "device"]
    shell("export", "buys", "--onnx", str(tmp_path / "all.onnx"), code=1)
    assert "Buys cannot be exported to ONNX" in shell.errors
    assert not (tmp_path / "all.onnx").exists()


def test_a_system_without_a_graph_is_named(live: Shell, tmp_path: Path) -> None:
    assert SHOP.exists()
    live("export", "shop", "--onnx", str(tmp_path / "shop.onnx"), code=1)
    assert "Shop cannot be exported to ONNX" in live.errors
