"""Direct answers held against labels: what counts as given, right and due."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals.answerer import AnswerJson
from evals.cli import main
from evals.direct import BadLabels, read_labels
from tests.evals.sets import small_set
from tests.evals.stub import StubAnswerer, StubDialogue, StubWiring


class SayingDialogue(StubDialogue):
    """Says yes to whatever has "brain", and nothing to anything else."""

    def ask(self, question: str) -> AnswerJson:
        direct = {"value": "yes"} if "brain" in question else None
        return super().ask(question) | {"direct": direct}


@dataclass(frozen=True)
class SayingAnswerer(StubAnswerer):
    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def dialogue(self) -> SayingDialogue:
        return SayingDialogue(self.sections)


def measured(labels: Path, *sets: Path) -> Result:
    arguments = ["direct", str(labels), *map(str, sets)]
    return CliRunner().invoke(main, arguments, obj=StubWiring(SayingAnswerer()))


def labels_of(folder: Path, *rows: str) -> Path:
    path = folder / "labels.tsv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_what_is_given_right_and_due_is_counted(tmp_path: Path) -> None:
    rows = ("question\tvalue", "brain first?\tyes|depends", "brain last?\tno", "liver?\tno")
    result = measured(labels_of(tmp_path, *rows, "why?\tnone"))
    assert result.output.splitlines() == [
        "4 yes/no questions, 3 with a value; 2 direct answers, 1 right: precision 0.500,"
        " coverage 0.333",
        "wrong: yes, not no: brain last?",
    ]


def test_a_turn_of_a_set_is_named_by_its_id(tmp_path: Path) -> None:
    questions = small_set(tmp_path)
    found = measured(labels_of(tmp_path, "id\tturn\tvalue", "two\t0\tyes"), questions)
    assert found.exit_code == 0, found.output
    assert found.output.startswith("1 yes/no questions, 1 with a value; 1 direct answers, 1 right")
    lost = measured(labels_of(tmp_path, "id\tturn\tvalue", "two\t2\tyes"), questions)
    assert lost.exit_code == 2
    assert "two turn 2 is in none of the sets" in lost.output


@pytest.mark.parametrize("row", ["maybe\tbrain?", "yes\t"])
def test_a_bad_label_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(BadLabels, match=r"labels\.tsv:2: "):
        read_labels(labels_of(tmp_path, "value\tquestion", row))
