"""Files made to harm: each is one clear error, never a traceback, a hang or a lie on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import AssistantError, CorpusError
from corpus.importing import Declared, read_guideline
from corpus.marked_yaml import DEEPEST, read_yaml

BODY = "# Asthma\n\n## Relief\n\nA short-acting beta agonist is given for relief.\n"


def imported(folder: Path, front: str, body: str = BODY) -> tuple[str, ...]:
    """The statements of a Markdown file with this front matter."""
    path = folder / "asthma.md"
    path.write_text(f"---\nid: asthma\n{front}\n---\n\n{body}", encoding="utf-8")
    guideline, _, _ = read_guideline(path, Declared())
    return tuple(statement.text for statement in guideline.statements)


BOMB = "\n".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}' if n else 'x'] * 9)}]" for n in range(30))


@pytest.mark.parametrize(
    ("front", "words"),
    [
        pytest.param(BOMB, "write the value out", id="a bomb"),
        pytest.param("licence: &a [*a]", "write the value out", id="a loop"),
        pytest.param("licence: &a x\ntitle: *a", "write the value out", id="an alias"),
        pytest.param("licence: " + "[" * 60 + "]" * 60, "nested more than", id="nested"),
        pytest.param("licence: " + "[" * 99_999 + "]" * 99_999, "nested more than", id="deep"),
        pytest.param("licence: " + "- " * 99_999 + "x", "asthma.md:3", id="deep lists"),
        pytest.param("last_updated: 2025-13-45", "is not a date", id="month 13"),
        pytest.param("last_updated: 0000-01-01", "is not a date", id="year 0"),
        pytest.param("last_updated: 2025-01-01T00:00:00+99:99", "is not a date", id="zone"),
        pytest.param("last_updated: !!int x", "is not a date", id="no number"),
        pytest.param("last_updated: !!bool x", "is not a date", id="no truth"),
        pytest.param("last_updated: !!timestamp x", "is not a date", id="no time"),
        pytest.param("licence: !!python/name:os.system ''", "not valid YAML", id="python"),
        pytest.param("[a, b]: x", "a key is a word", id="a list as key"),
        pytest.param(r'title: "a\e[31mb"', "control character U+001B", id="escape"),
        pytest.param(r'title: "a\u202Eb"', "control character U+202E", id="override"),
        pytest.param(r'title: "a\u2067b"', "control character U+2067", id="isolate"),
        pytest.param(r'version: "1\u200B"', "control character U+200B", id="unseen"),
        pytest.param(r'disclaimer: "a\0b"', "control character U+0000", id="nul"),
        pytest.param('disclaimer: ""', "'disclaimer'", id="no disclaimer"),
        pytest.param('disclaimer: " "', "'disclaimer'", id="a blank disclaimer"),
        pytest.param("review: {status: pending, label: ' '}", "'review.label'", id="no label"),
    ],
)
def test_front_matter_is_refused_by_line(tmp_path: Path, front: str, words: str) -> None:
    with pytest.raises(CorpusError) as error:
        imported(tmp_path, front)
    assert words in str(error.value)
    assert all(fault.line >= 2 for fault in error.value.faults if "no id" not in fault.message)


def test_front_matter_of_several_lines_is_shown_in_one(tmp_path: Path) -> None:
    path = tmp_path / "asthma.md"
    front = (
        "id: asthma\ntitle: |\n  Asthma,\n  at home\ndisclaimer: >\n  Not for\n\n  emergencies.\n"
    )
    path.write_text(f"---\n{front}---\n\n{BODY}", encoding="utf-8")
    meta = read_guideline(path, Declared())[0].meta
    assert (meta.title, meta.disclaimer) == ("Asthma, at home", "Not for emergencies.")


def test_an_ordinary_depth_of_yaml_is_read() -> None:
    text = "a: " + "[" * (DEEPEST - 1) + "x" + "]" * (DEEPEST - 1)
    assert read_yaml(text, "x.yaml").faults == []


@pytest.mark.parametrize(
    "lines", ["1-999999999999", "1-30000000", "9" * 250, "5-3", "1-2-3", "-", "1,", "١-٣"]
)
def test_line_numbers_that_no_file_has_are_a_fault(tmp_path: Path, lines: str) -> None:
    body = (
        f"# Asthma\n\n## Relief {{#relief}}\n\n- A beta agonist is given. {{#saba lines={lines}}}\n"
    )
    with pytest.raises(CorpusError, match="not line numbers"):
        imported(tmp_path, "", body)


def nested(depth: int) -> str:
    items = "".join("  " * n + f"- children of group {n}:\n" for n in range(depth))
    return f"# Asthma\n\n## Relief\n\n{items}{'  ' * depth}- a beta agonist is given\n"


@pytest.mark.parametrize("depth", [9, 12, 40])
def test_nested_lists_lose_nothing(tmp_path: Path, depth: int) -> None:
    assert imported(tmp_path, "", nested(depth)) == ("a beta agonist is given",)


@pytest.mark.parametrize(
    "body",
    [
        nested(60),
        f"# Asthma\n\nRelief is given.\n\n{'> ' * 150}A beta agonist is given.\n",
        f"# Asthma\n\nRelief is given.\n\n{'- ' * 20_000}A beta agonist is given.\n",
    ],
    ids=["lists", "quotations", "marks"],
)
def test_what_is_nested_too_deep_is_a_fault_and_not_lost(tmp_path: Path, body: str) -> None:
    with pytest.raises(CorpusError, match="nested too deep"):
        imported(tmp_path, "", body)


@pytest.mark.parametrize("entity", ["&#x202e;", "&#x2067;", "&#0;", "&#27;", "&ZeroWidthSpace;"])
def test_an_entity_smuggles_no_character_in(tmp_path: Path, entity: str) -> None:
    body = f"# Asthma\n\n## Relief\n\nA beta agonist{entity} is given.\n"
    with pytest.raises(CorpusError, match=r"asthma\.md:10: there is a control character U\+"):
        imported(tmp_path, "", body)


@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u2067", "\u2069"])
def test_marks_that_turn_a_line_around_are_refused(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "asthma.txt"
    path.write_text(f"Asthma\n\nGive {mark}5-1 mg of it to all.\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"asthma\.txt:3: .*U\+{ord(mark):04X}"):
        read_guideline(path, Declared("asthma"))


def test_characters_without_a_shape_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "asthma.txt"
    text = "Asthma\n\nGive no\u2060t\u180e 5 mg\U000e0041 of it to a child.\n"
    path.write_text(text, encoding="utf-8")
    found = read_guideline(path, Declared("asthma"))[0].statements
    assert [statement.text for statement in found] == ["Give not 5 mg of it to a child."]


@pytest.mark.parametrize(
    "text",
    [
        "Title\n\nDose\n\n" + "a" * 400_000,
        "Title\n\nThe drug is given " + "1, " * 100_000,
        "Title\n\n" + "Patients were given the drug here 1, 2. " * 20_000,
        "Title\n\n" + "abcDefGhi" * 50_000,
        "Title\n\n" + "a-" * 200_000,
        "Title\n\n" + "a. " * 100_000,
        "Title\n\n" + "(a. B " * 50_000,
        "Title\n\n" + "1 " * 200_000 + "x",
        "Title\n\n" + ". " * 200_000 + "x",
        "Title\n\n" + "".join(f"Heading {n}\n---\n\nDrug {n} is given.\n\n" for n in range(4_000)),
    ],
    ids=["word", "numbers", "markers", "glue", "hyphens", "stops", "brackets", "digits", "dots",
         "headings"],
)  # fmt: skip
def test_a_long_monotonous_text_does_not_hang_the_reader(tmp_path: Path, text: str) -> None:
    path = tmp_path / "asthma.txt"
    path.write_text(text, encoding="utf-8")
    try:
        read_guideline(path, Declared("asthma"))
    except AssistantError:
        return
