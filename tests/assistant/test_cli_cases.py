"""`assistant cases`: a list of patients, answered line by line."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.board import COLUMNS
from assistant.cli.parts import Parts
from assistant.store import Store
from tests.assistant.commands import failed, run
from tests.assistant.doubles import tiny_pack


@pytest.fixture
def tiny(parts: Parts, tmp_path: Path) -> Parts:
    """The tiny guideline with facts."""
    library = tiny_pack(tmp_path / "pack")
    return replace(parts, open_library=lambda _: library)


def written(folder: Path, *lines: str) -> str:
    path = folder / "board.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_failing_line_is_reported_in_its_row_and_the_rest_goes_on(
    tiny: Parts, store: Store, tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        "id,text,age,devices,plan",
        'A,May relief be used?,7,"spacer, nebuliser","relief, steroid"',
        "B,hm,200,,",
        "C,,,,",
        "A,again,,,",
        ",no id,,,",
        "D,too,1,spacer,relief,many",
        f"E,{'x' * 20_001},,,",
        "F,and the dose?,,,",
    )
    result = run(tiny, "cases", path)
    assert result.exit_code == 1
    assert result.stderr == "patients: 8; with deviations: 0; failed: 6\n"
    found = rows(result.stdout)
    assert [row["state"] for row in found] == ["ok", *["failed"] * 6, "ok"]
    assert found[1]["error"].startswith("line 3: age cannot be '200'; it takes a whole number")
    told = [row["error"] for row in found[2:7]]
    reasons = ("nothing is told", "there twice", "id is missing", "more cells", "shorten it")
    assert all(reason in error for reason, error in zip(reasons, told, strict=True))
    assert found[4]["id"] == "line 6"
    assert found[0]["answer_id"] == store.recent(2)[1].answer_id
    assert store.recent(2)[1].inputs.turns == (
        "May relief be used? Facts given: age: 7; devices: spacer, nebuliser."
        " Plan given: relief; an inhaled steroid.",
    )
    assert found[7]["outcome"] == "abstain"
    assert tuple(found[0]) == COLUMNS


def test_status_travels_in_every_row_and_on_the_page(tiny: Parts, tmp_path: Path) -> None:
    path = written(tmp_path, "id;text", "A;relief?")
    page, table = tmp_path / "out.html", tmp_path / "out.csv"
    result = run(tiny, "cases", path, "--html", str(page), "--out", str(table))
    assert (result.exit_code, result.stdout) == (0, "")
    (row,) = rows(table.read_text(encoding="utf-8"))
    assert row["review"] == "pending human review"
    assert row["disclaimer"] == "For healthcare professionals; not for emergencies."
    shown = page.read_text(encoding="utf-8")
    assert "Review status: pending human review." in shown
    assert "its review was due by" not in shown
    assert "Guideline check of 2024-06-01" in shown


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "＝1", "|calc", "%x"])
def test_no_cell_is_a_formula(tiny: Parts, tmp_path: Path, name: str) -> None:
    (row,) = rows(run(tiny, "cases", written(tmp_path, "id,text", f"{name},relief?")).stdout)
    assert row["id"] == f"'{name}"


def test_the_page_holds_no_markup_of_the_list_and_no_script(tiny: Parts, tmp_path: Path) -> None:
    path = written(tmp_path, "id,text,age", "<script>x</script>,relief?,", "B,relief?,<b>")
    page = tmp_path / "out.html"
    assert run(tiny, "cases", path, "--html", str(page)).exit_code == 1
    shown = page.read_text(encoding="utf-8")
    assert "<script" not in shown
    assert "&lt;script&gt;x&lt;/script&gt;" in shown
    assert "<b>" not in shown
    assert not re.search(r"https?://|src=|href=\"[^#]", shown)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id,shoe_size\nA,4\n", ("board.csv:1", "'shoe_size'", "id, text, plan, attacks")),
        (b"text\nx\n", ("`id` among them",)),
        (b"id,text,text\nA,x,y\n", ("each column once",)),
        (b"", ("`id` among them",)),
        (b"id\xff\n", ("not UTF-8 at byte 2",)),
        (b'id,text\nA,"open\n', ("not CSV",)),
    ],
)
def test_a_list_that_cannot_be_read_is_one_line(
    tiny: Parts, tmp_path: Path, content: bytes, words: tuple[str, ...]
) -> None:
    (tmp_path / "board.csv").write_bytes(content)
    failed(run(tiny, "cases", str(tmp_path / "board.csv")), *words)


def test_the_list_is_not_overwritten(tiny: Parts, tmp_path: Path) -> None:
    path = written(tmp_path, "id,text", "A,relief?")
    failed(run(tiny, "cases", path, "--out", path), "name another file")
    failed(run(tiny, "cases", path, "--guideline", "none"), "no guideline 'none'")


def test_deviations_are_what_the_text_would_not_have(real: Parts, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "id,text,drug,ecog,progressing_sites,progressing_locations,other_disease_controlled,"
        "cns_imaging_done,plan",
        'A,,osimertinib,1,2,"bone,adrenal",yes,yes,"sbrt,continue_tki"',
        'B,,osimertinib,1,7,"bone,adrenal",yes,yes,"sbrt,continue_tki"',
        "C,,osimertinib,1,2,bone,yes,,sbrt",
    )
    result = run(real, "cases", path)
    assert result.exit_code == 0
    assert "patients: 3; with deviations: 1; failed: 0" in result.stderr
    first, second, third = rows(result.stdout)
    assert first["deviations"] == ""
    assert "SBRT: supported by the text" in first["verdicts"]
    assert "SBRT: not supported, a condition of the text is not met" in second["deviations"]
    assert "Continuing the TKI: not addressed by the text." in second["deviations"]
    assert "Has the brain been imaged?" in third["missing"]
    assert "[workup, pitfalls]" in third["findings"]
