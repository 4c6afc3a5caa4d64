import shutil
from pathlib import Path

import pytest

from assistant.cli.parts import Parts
from corpus.guideline import sha256
from corpus.packs import BUNDLED
from index.durable import exclusive
from tests.assistant.commands import failed, run
from tests.assistant.doubles import GUIDELINE

FAULTY = """---
id: Faulty One
title: Faulty
version: "1"
last_updated: yesterday
colour: red
---

# Faulty

## Empty {#empty}

## Twice {#twice}

- One. {#same}
- Two. {#same}
"""
PLAIN = """Asthma in adults

Last updated: 3 March 2024

Relief

A short-acting beta agonist may be considered for relief.

Follow-up

A review is recommended every 3-12 months.
"""


@pytest.fixture
def empty(tmp_path: Path) -> Parts:
    """The parts over a home with nothing in it."""
    return Parts(environment={"ASSISTANT_HOME": str(tmp_path / "empty")})


def test_what_is_bundled_has_no_faults(empty: Parts) -> None:
    result = run(empty, "corpus", "check")
    assert result.exit_code == 0
    assert "nsclc-oligoprogression 2025-07-28.2: 15 sections" in result.stdout
    by_id = run(empty, "corpus", "check", "nsclc-oligoprogression")
    assert by_id.stdout == result.stdout


def test_all_faults_of_a_pack_are_reported_at_once(empty: Parts, tmp_path: Path) -> None:
    (tmp_path / "guideline.md").write_text(FAULTY)
    (tmp_path / "questions.yml").write_text("")
    result = run(empty, "corpus", "check", str(tmp_path))
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) >= 4
    assert all(line.startswith(f"{tmp_path}/") for line in lines)
    for place, words in (("md:2:", "lower-case"), ("md:5:", "last_updated"), ("md:6:", "colour")):
        assert any(place in line and words in line for line in lines), (place, lines)
    assert any("questions.yml:1: unknown file" in line for line in lines)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        (
            "    kind: boolean\n",
            "    kind: bolean\n",
            "facts.yaml:7: 'facts.progression_certain.kind'",
        ),
        ("facts:\n", "facts: [\n", "this is not valid YAML"),
        ("    least: 0\n", "", "'progressing_sites' is an integer: give least and most"),
    ],
)
def test_faults_of_facts_hide_none_of_the_rules(
    empty: Parts, tmp_path: Path, right: str, wrong: str, words: str
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(BUNDLED / "nsclc-oligoprogression", pack)
    facts, rules = pack / "facts.yaml", pack / "rules.yaml"
    facts.write_text(facts.read_text().replace(right, wrong, 1))
    text = rules.read_text()
    line = 1 + next(n for n, line in enumerate(text.split("\n")) if "kind: emergency" in line)
    rules.write_text(text.replace("kind: emergency", "kind: emergence", 1))
    lines = run(empty, "corpus", "check", str(pack)).stderr.splitlines()
    assert any(words in fault for fault in lines), lines
    assert any(f"rules.yaml:{line}: " in fault and "kind" in fault for fault in lines), lines
    assert all("unknown fact" not in fault for fault in lines), lines


def test_an_unknown_fact_is_told_beside_a_faulty_one(empty: Parts, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(BUNDLED / "nsclc-oligoprogression", pack)
    facts, rules = pack / "facts.yaml", pack / "rules.yaml"
    facts.write_text(facts.read_text().replace("    kind: boolean\n", "    kind: bolean\n", 1))
    rules.write_text(rules.read_text().replace("    when: {", "    when: {eccog: 1, ", 1))
    lines = run(empty, "corpus", "check", str(pack)).stderr.splitlines()
    assert any("facts.yaml:7:" in fault for fault in lines), lines
    assert any("rules.yaml:" in fault and "unknown fact 'eccog'" in fault for fault in lines), lines
    assert all("progression_certain" not in f for f in lines if "rules.yaml" in f), lines


def test_a_pack_that_is_not_there_is_one_line(empty: Parts) -> None:
    result = run(empty, "corpus", "check", "/no/such/pack")
    assert result.exit_code == 2
    assert result.stderr == "there is no pack in /no/such/pack: guideline.md is missing\n"


def test_a_kept_text_that_was_altered_is_reported_beside_what_holds(
    real: Parts, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "asthma.txt").write_text(PLAIN)
    run(real, "corpus", "import", str(tmp_path / "asthma.txt"), "--id", "adult-asthma")
    text = next(p for p in (home / "guidelines" / "texts").iterdir() if "3-12" in p.read_text())
    text.write_text(text.read_text().replace("3-12", "3-13"))
    result = run(real, "corpus", "check")
    assert result.exit_code == 2
    assert "no faults" in result.stdout
    assert text.name in result.stderr


def test_the_text_is_printed_as_the_offsets_count_it(parts: Parts) -> None:
    text = run(parts, "corpus", "text", "tiny-asthma").stdout
    guideline = parts.library().guideline("tiny-asthma")
    assert sha256(text) == guideline.text_sha256
    same = run(parts, "corpus", "text", "tiny-asthma", "--version", "2024-01-01").stdout
    assert same == text
    failed(run(parts, "corpus", "text", "tiny-asthma", "--version", "9"), "version '9'")
    failed(run(parts, "corpus", "text", "none"), "there are tiny-asthma")


def test_the_list_shows_the_standing(parts: Parts) -> None:
    shown = run(parts, "corpus", "list").stdout
    assert "tiny-asthma  2024-01-01  pending human review  last updated 2024-01-01" in shown


def test_an_import_is_indexed_listed_and_kept(real: Parts, tmp_path: Path) -> None:
    file = tmp_path / "asthma.txt"
    file.write_text(PLAIN)
    result = run(real, "corpus", "import", str(file), "--id", "adult-asthma")
    assert result.exit_code == 0, result.output
    assert "adult-asthma 2024-03-03: " in result.stdout
    assert "guessed version: 2024-03-03" in result.stdout
    assert "reused" in result.stdout
    assert run(real, "index", "status").exit_code == 0
    assert "adult-asthma  2024-03-03" in run(real, "corpus", "list").stdout
    again = run(real, "corpus", "import", str(file), "--id", "adult-asthma")
    assert "Index up to date: 0 encoded" in again.stdout

    before = run(real, "corpus", "text", "adult-asthma").stdout
    file.write_text(PLAIN.replace("3-12 months", "6 months").replace("3 March", "4 April"))
    assert run(real, "corpus", "import", str(file), "--id", "adult-asthma").exit_code == 0
    assert "6 months" in run(real, "corpus", "text", "adult-asthma").stdout
    old = run(real, "corpus", "text", "adult-asthma", "--version", "2024-03-03")
    assert old.stdout == before


def test_what_cannot_be_imported_is_one_line(real: Parts, tmp_path: Path) -> None:
    def imported(content: bytes, name: str = "a.txt", *options: str) -> str:
        (tmp_path / name).write_bytes(content)
        result = run(real, "corpus", "import", str(tmp_path / name), *options)
        assert result.exit_code == 2, result.output
        assert "Traceback" not in result.stderr
        return result.stderr

    assert "--id" in imported(PLAIN.encode())
    assert "comes with the program" in imported(
        PLAIN.encode(), "a.txt", "--id", "nsclc-oligoprogression"
    )
    for broken in (b"", b"\xff\xfe\x00", b"a\0b"):
        assert imported(broken, "a.txt", "--id", "adult-asthma")
    assert imported(PLAIN.encode(), "a.docx", "--id", "adult-asthma")
    assert run(real, "corpus", "import", str(tmp_path), "--id", "adult-asthma").exit_code == 2
    assert run(real, "index", "status").exit_code == 0


def test_a_pack_file_imports_under_its_own_id(real: Parts, tmp_path: Path) -> None:
    (tmp_path / "tiny.md").write_text(GUIDELINE)
    result = run(real, "corpus", "import", str(tmp_path / "tiny.md"))
    assert result.exit_code == 0, result.output
    assert "tiny-asthma 2024-01-01: 2 sections, 3 statements (new)" in result.stdout


def test_an_import_is_checked_by_its_id_and_removed(
    real: Parts, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "asthma.txt").write_text(PLAIN)
    run(real, "corpus", "import", str(tmp_path / "asthma.txt"), "--id", "adult-asthma")
    assert run(real, "corpus", "check", "adult-asthma").stdout.startswith("adult-asthma 2024-03-03")

    (home / "guidelines" / "adult-asthma" / "current").write_text("")
    failed(run(real, "corpus", "list"), "assistant corpus remove adult-asthma")
    result = run(real, "corpus", "remove", "adult-asthma", "--yes")
    assert result.exit_code == 0, result.output
    assert "adult-asthma: 1 version forgotten" in result.stdout
    assert "adult-asthma" not in run(real, "corpus", "list").stdout
    assert run(real, "index", "status").exit_code == 0
    failed(run(real, "corpus", "remove", "adult-asthma", "--yes"), "there is no guideline")


def test_an_import_that_cannot_be_indexed_is_taken_back(
    real: Parts, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "asthma.txt"

    def refused() -> None:
        with exclusive(home / "index" / ".lock", "building"):
            result = run(real, "corpus", "import", str(file), "--id", "adult-asthma")
        assert result.exit_code == 2
        assert "the import was taken back" in result.stderr

    file.write_text(PLAIN)
    refused()
    assert "adult-asthma" not in run(real, "corpus", "list").stdout
    assert run(real, "index", "status").exit_code == 0

    run(real, "corpus", "import", str(file), "--id", "adult-asthma")
    file.write_text(PLAIN.replace("3 March", "4 April"))
    refused()
    assert "adult-asthma  2024-03-03" in run(real, "corpus", "list").stdout
    assert run(real, "index", "status").exit_code == 0
