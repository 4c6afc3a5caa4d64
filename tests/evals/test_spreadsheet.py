"""Tables: a set comes back from a spreadsheet as it went, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from evals.cli import main
from evals.spreadsheet import COLUMNS, from_csv, to_csv
from tests.evals.stub import StubAnswerer, StubWiring
from tests.evals.test_pairs import SAME
from tests.shared import SHARED

ROOT = Path(__file__).parents[2]
SETS = [
    *sorted((ROOT / "evals" / "sets").rglob("*.jsonl")),
    *sorted(SHARED.glob("questions/*.jsonl")),
]
SETS = [path for path in SETS if "metamorphic" not in path.stem]


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def written(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def there_and_back(folder: Path, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    table = folder / "table.csv"
    table.write_text(to_csv(written(folder / "set.jsonl", *lines)), "utf-8-sig", newline="")
    return records(from_csv(table))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_set_comes_back_as_it_went(path: Path, tmp_path: Path) -> None:
    before = records(path.read_text(encoding="utf-8"))
    assert there_and_back(tmp_path, *before) == before


def turned(**labels: Any) -> dict[str, Any]:
    return {"id": "q", "turns": [{"text": "?", "expect": "answer", **labels}]}


@pytest.mark.parametrize(
    "labels",
    [
        {"asks": []},
        {"asks": ["ecog"]},
        {"required": [], "must_include": ["[0-9]+", "a|b"]},
        {"must_include": ["[0-9]+"]},
        {"must_include": ['["x"]']},
        {"must_include": ["a\nb", ""]},
        {"facts": {}, "facts_optional": {"driver": "egfr"}},
        {"facts": {"brain_symptoms": True, "ecog": 1, "drug": "true", "driver": "1"}},
        {"facts": {"progressing_locations": ["brain", "bone"], "drug": "a\nb = c"}},
        {"verdicts": {"srs": "supported"}, "verdicts_alt": {"srs": "conditional"}},
        {"required_alt": {"cns": ["timing"]}, "note": ""},
        {"note": '"quoted"'},
        {"note": "null"},
        {"note": "'=1+1"},
        {"text": "line\r\nline\ttab"},
        {"text": "half \ud800 pair"},
    ],
)
def test_labels_that_are_easily_confused_stay_apart(labels: dict[str, Any], tmp_path: Path) -> None:
    (back,) = there_and_back(tmp_path, turned(**labels))
    assert json.dumps(back, sort_keys=True) == json.dumps(turned(**labels), sort_keys=True)


TEXTS = st.text(max_size=12)
LABELS = st.fixed_dictionaries(
    {"text": TEXTS},
    optional={
        "must_include": st.lists(TEXTS, max_size=3),
        "facts": st.dictionaries(TEXTS, st.one_of(TEXTS, st.booleans(), st.integers(0, 9))),
        "note": TEXTS,
    },
)


@given(st.lists(LABELS, min_size=1, max_size=3))
def test_whatever_is_written_in_a_label_comes_back(turns: list[dict[str, Any]]) -> None:
    record = {"id": "q", "turns": [turn | {"expect": "answer"} for turn in turns]}
    with tempfile.TemporaryDirectory() as folder:
        (back,) = there_and_back(Path(folder), record)
    assert json.dumps(back, sort_keys=True) == json.dumps(record, sort_keys=True)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM", "\t=1", "＝1", "'x", "|x"])
def test_no_cell_is_a_formula(text: str, tmp_path: Path) -> None:
    record = {"id": text, "tags": [text], "turns": [{"text": text, "expect": "answer"}]}
    table = to_csv(written(tmp_path / "set.jsonl", record))
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝|"))]
    assert there_and_back(tmp_path, record) == [record]


def test_a_table_of_another_spreadsheet_is_read(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = [
        "id;turn;text;expect;required;verdicts",
        'a;0;"first;";answer;"cns\r\ntiming";srs = supported',
    ]
    table.write_text("\r\n".join([*rows, "a;1;second;abstain;;", ";;;;;", ""]), "utf-8", newline="")
    (record,) = records(from_csv(table))
    assert [turn["text"] for turn in record["turns"]] == ["first;", "second"]
    assert record["turns"][0]["required"] == ["cns", "timing"]
    assert record["turns"][0]["verdicts"] == {"srs": "supported"}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("id,txt\n", ":1: unknown columns ['txt']; the columns are id, turn, text"),
        ("id\n", ":1: the columns id and text are missing"),
        ("id,turn,text\na,1,x\n", ":2: turn 1 does not follow turn 0 of its id"),
        ("id,turn,text\n,0,x\n", ":2: the id is missing"),
        ("id,text,facts\na,x,ecog 1\n", ":2: 'ecog 1' is not `name = value`"),
    ],
)
def test_a_broken_table_is_named_with_its_line(table: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(CorpusError) as raised:
        from_csv(path)
    assert str(raised.value).startswith(f"{path}{words}")


def test_what_no_row_can_hold_is_said(tmp_path: Path) -> None:
    path = written(tmp_path / "set.jsonl", turned(), SAME, turned(odd=1))
    with pytest.raises(CorpusError) as raised:
        to_csv(path)
    assert [fault.line for fault in raised.value.faults] == [2, 3]
    assert "there is no column for odd" in str(raised.value)


def test_the_commands_write_a_table_and_check_what_comes_back(tmp_path: Path) -> None:
    questions = written(tmp_path / "set.jsonl", turned(required=["cns"]))
    table, back = tmp_path / "table.csv", tmp_path / "back.jsonl"

    def evals(*arguments: object) -> tuple[int, str]:
        command = [str(argument) for argument in arguments]
        result = CliRunner().invoke(main, command, obj=StubWiring(StubAnswerer()))
        return result.exit_code, result.output

    assert evals("to-csv", questions, table) == (0, "")
    assert table.read_bytes().startswith(b'\xef\xbb\xbf"id","turn"')
    assert evals("from-csv", table, back) == (0, "1 questions, 1 turns\n")
    assert records(back.read_text("utf-8")) == records(questions.read_text("utf-8"))
    table.write_text(",".join(COLUMNS) + "\nq,0,?,maybe\n", encoding="utf-8")
    code, output = evals("from-csv", table, back)
    assert code == 2
    assert "expect: Input should be 'answer'" in output
