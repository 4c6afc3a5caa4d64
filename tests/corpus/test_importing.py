"""A file is imported with a report of what was guessed, left out and doubted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import CorpusError, KeepingError
from corpus.importing import Declared, ImportReport, import_file
from corpus.keeping import Keeping, Kept

GOUT = """\
Gout in Adults

Last updated: 3 May 2024

Skip to content

Drug Choice

Colchicine works within a day in most of the patients 1, 2.
Steroids are as good as colchicine for older patients 2.
Rest of the joint helps most of the patients with pain 3.
"""


def written(folder: Path, text: str, name: str = "gout-in-adults.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def guessed(report: ImportReport) -> dict[str, str]:
    return {guess.name: guess.value for guess in report.guessed}


def test_a_plain_text_is_imported_with_a_report(tmp_path: Path) -> None:
    report = import_file(written(tmp_path, GOUT), tmp_path, Declared("gout"))
    assert report.kept is Kept.NEW
    assert guessed(report) == {
        "title": "Gout in Adults",
        "last_updated": "2024-05-03",
        "review": "unknown",
        "version": "2024-05-03",
    }
    assert [(d.line, d.text) for d in report.dropped] == [(5, "Skip to content")]
    meta = report.guideline.meta
    assert (meta.title, meta.version) == ("Gout in Adults", "2024-05-03")
    assert meta.last_updated == date(2024, 5, 3)
    assert meta.review.label == "review status not stated"
    assert meta.references_note is not None
    assert meta.references_note.endswith("what they stand for is unknown.")
    assert meta.source.sha256 is not None
    assert Keeping(tmp_path).current("gout") == report.guideline


def test_what_is_declared_is_not_guessed(tmp_path: Path) -> None:
    report = import_file(
        written(tmp_path, GOUT),
        tmp_path,
        Declared("gout", title="Gout", version="2.1", last_updated=date(2024, 6, 1)),
    )
    assert list(guessed(report)) == ["review"]
    meta = report.guideline.meta
    assert (meta.title, meta.version, meta.last_updated) == ("Gout", "2.1", date(2024, 6, 1))


def test_without_a_date_the_version_is_the_texts_hash(tmp_path: Path) -> None:
    path = written(tmp_path, GOUT.replace("Last updated: 3 May 2024", ""))
    report = import_file(path, tmp_path, Declared("gout"))
    assert report.guideline.version == report.guideline.text_sha256[:12]
    assert guessed(report)["last_updated"] == "unknown"


def test_without_a_heading_the_title_is_the_files_name(tmp_path: Path) -> None:
    path = written(tmp_path, "Give colchicine early.\nGive steroids late.\n")
    assert guessed(import_file(path, tmp_path, Declared("gout")))["title"] == "gout in adults"


def test_the_same_text_again_is_a_no_op_and_a_changed_one_a_version(tmp_path: Path) -> None:
    path = written(tmp_path, GOUT)
    first = import_file(path, tmp_path, Declared("gout"))
    assert import_file(path, tmp_path, Declared("gout")).kept is Kept.UNCHANGED
    written(tmp_path, GOUT.replace("within a day", "within hours"))
    second = import_file(path, tmp_path, Declared("gout"))
    assert second.kept is Kept.NEW_VERSION
    assert second.guideline.version == f"2024-05-03+{second.guideline.text_sha256[:12]}"
    assert import_file(path, tmp_path, Declared("gout")).kept is Kept.UNCHANGED
    keeping = Keeping(tmp_path)
    assert keeping.current("gout") == second.guideline
    assert keeping.version("gout", "2024-05-03") == first.guideline


def test_a_declared_version_is_not_given_another_text(tmp_path: Path) -> None:
    import_file(written(tmp_path, GOUT), tmp_path, Declared("gout", version="1"))
    changed = written(tmp_path, GOUT.replace("within a day", "within hours"))
    with pytest.raises(KeepingError, match="raise the version"):
        import_file(changed, tmp_path, Declared("gout", version="1"))


def test_a_number_that_may_be_a_marker_is_doubted(tmp_path: Path) -> None:
    text = GOUT + "Refer all of the patients with renal disease of stage 3\n"
    report = import_file(written(tmp_path, text), tmp_path, Declared("gout"))
    assert [s.text for s in report.doubts] == [
        "Refer all of the patients with renal disease of stage 3"
    ]


MARKDOWN = """\
---
id: gout
title: Gout
version: "3"
last_updated: 2024-05-03
review: {status: approved, label: approved by the board}
---

# Gout

Share this page

- Give colchicine early. {#early .recommendation refs=1 lines=4}
"""


def test_front_matter_is_respected_and_its_text_left_alone(tmp_path: Path) -> None:
    report = import_file(written(tmp_path, MARKDOWN, "gout.md"), tmp_path)
    assert (report.guessed, report.dropped) == ((), ())
    assert report.guideline.meta.review.label == "approved by the board"
    assert [s.id for s in report.guideline.statements][-1] == "gout.early"


def test_markdown_without_front_matter_needs_only_an_id(tmp_path: Path) -> None:
    text = MARKDOWN.split("---\n")[-1]
    report = import_file(written(tmp_path, text, "gout.md"), tmp_path, Declared("gout"))
    assert guessed(report)["title"] == "Gout"
    assert [d.text for d in report.dropped] == ["Share this page"]


def test_a_reference_list_is_noticed(tmp_path: Path) -> None:
    text = "# Gout\n\nIt works [1]. It helps [2].\n\n## References\n\n1. Smith.\n2. Jones.\n"
    meta = import_file(written(tmp_path, text, "g.md"), tmp_path, Declared("gout")).guideline.meta
    assert meta.references_listed
    assert meta.references_note is None


@pytest.mark.parametrize(
    ("text", "id", "faults"),
    [
        ("# Gout\n\nGive it.\n", None, ["1: the file has no id; give one with --id"]),
        ("---\nid: gout\n---\n\nIt.\n", "asthma", ["2: the file says id 'gout', not 'asthma'"]),
        ("---\n- gout\n---\n\nGive it.\n", "gout", ["2: the front matter is not made of lines"]),
        ("---\nlayout: post\nversion: [\n---\n\nGive it.\n", "gout", ["not valid YAML"]),
        (
            "---\nlayout: post\nlast_updated: soon\n---\n\nGive it.\n",
            "gout",
            ["2: unknown key 'layout'", "3: 'last_updated' is not a date"],
        ),
        ("# Gout\n", "gout", ["1: there is no statement"]),
        ("# Gout\n\nGive it.\n", "Gout!", ["use lower-case letters"]),
        ("# Gout\n\nGive it.\n", "nsclc-oligoprogression", ["comes with the program; use --id"]),
    ],
)
def test_faults_name_file_and_line_and_nothing_is_kept(
    tmp_path: Path, text: str, id: str | None, faults: list[str]
) -> None:
    path = written(tmp_path, text, "gout.md")
    with pytest.raises(CorpusError) as caught:
        import_file(path, tmp_path, Declared(id))
    lines = str(caught.value).split("\n")
    assert all(line.startswith(f"{path}:") for line in lines)
    assert [words for words in faults if words not in str(caught.value)] == []
    assert not (tmp_path / "guidelines").exists()


def test_a_file_that_cannot_be_read_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"txt:1: the file is empty"):
        import_file(written(tmp_path, ""), tmp_path, Declared("gout"))
    assert not (tmp_path / "guidelines").exists()
