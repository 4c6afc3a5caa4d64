"""Packs are loaded whole, or refused with every fault of every file."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.bank import QuestionBank
from corpus.errors import CorpusError, UnknownGuideline
from corpus.guideline import Guideline
from corpus.lexicon import Lexicon
from corpus.packs import SHARED_TERMS, bundled_packs, lexicon_for, load_pack
from tests.corpus.making import from_plain

FILES = {
    "guideline.md": """---
id: adult-asthma
title: Asthma
version: "1"
---

# Asthma

## Relief {#relief}

- A short-acting beta agonist may be considered. {#saba .recommendation lines=3}
- Use above twice a week is a sign of poor control. {#limit .evidence}

## Follow-up {#follow-up}

- A review is recommended every 3-12 months. {#interval}
""",
    "lexicon.yaml": """terms:
  saba: {label: short-acting beta agonist, forms: [reliever, salbutamol], broader: [drug]}
  drug: {label: drug, forms: [medicine]}
""",
    "questions.yaml": """statements:
  relief.saba: [What can be used for relief?]
  relief.limit: [How often is too often?]
silent:
  dose: [How many puffs?]
""",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


def faults_of(folder: Path) -> list[str]:
    """The faults of a pack, each without the folder before it."""
    with pytest.raises(CorpusError) as caught:
        load_pack(folder)
    return [line.removeprefix(f"{folder}/") for line in str(caught.value).split("\n")]


def test_a_pack_is_its_three_files(tmp_path: Path) -> None:
    pack = load_pack(written(tmp_path, FILES))
    assert [s.id for s in pack.guideline.statements] == [
        "relief.saba",
        "relief.limit",
        "follow-up.interval",
    ]
    assert pack.lexicon.concepts("salbutamol") == {"saba", "drug"}
    assert pack.bank.silent == (("dose", "How many puffs?"),)
    assert pack.folder == tmp_path


def test_only_the_guideline_is_required(tmp_path: Path) -> None:
    pack = load_pack(written(tmp_path, {"guideline.md": FILES["guideline.md"]}))
    assert pack.lexicon == Lexicon()
    assert pack.bank == QuestionBank()


def test_a_folder_without_a_guideline_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(UnknownGuideline, match=r"guideline\.md is missing"):
        load_pack(tmp_path)


BROKEN = {
    # name: file, what is replaced, by what, the fault that must be named
    "id of no slug": ("guideline.md", "id: adult-asthma", "id: Asthma", ":2: 'id': use lower"),
    "no title": ("guideline.md", "title: Asthma\n", "", ":2: 'title' is missing"),
    "unknown key": ("guideline.md", "version", "lang: en\nversion", ":4: unknown key 'lang'"),
    "a date that is none": (
        "guideline.md",
        'version: "1"',
        'version: "1"\nlast_updated: 2025-02-30',
        ":5: 'last_updated' is not a date (write YYYY-MM-DD): '2025-02-30'",
    ),
    "unclosed front matter": ("guideline.md", '"1"\n---', '"1"', ":1: the front matter is not"),
    "no front matter": ("guideline.md", "---\n", "", ":1: there is no front matter"),
    "a section twice": ("guideline.md", "#follow-up", "#relief", ":14: the section id 'relief'"),
    "a statement twice": ("guideline.md", "#limit", "#saba", ":12: the statement id 'relief.saba'"),
    "an empty section": (
        "guideline.md",
        "## Follow-up",
        "## Scope {#scope}\n\n## Follow-up",
        ":14: the section 'scope' is empty",
    ),
    "an unknown claim type": (
        "guideline.md",
        ".evidence",
        ".opinion",
        ":12: unknown claim type 'opinion'; use one of recommendation, evidence",
    ),
    "an unknown attribute": ("guideline.md", "lines=3", "line=3", ":11: unknown attribute 'line'"),
    "lines that are none": ("guideline.md", "lines=3", "lines=3-x", ":11: not line numbers"),
    "not UTF-8": ("guideline.md", "Relief", "Reli\udcffef", ":9: not UTF-8 at byte"),
    "lexicon not UTF-8": ("lexicon.yaml", "drug,", "\udcff,", ":3: not UTF-8 at byte"),
    "bank not UTF-8": ("questions.yaml", "puffs", "\udcff", ":5: not UTF-8 at byte"),
    "a control character": ("lexicon.yaml", "medicine", "medi\x00cine", ":3: there is a control"),
    "an empty file": ("lexicon.yaml", FILES["lexicon.yaml"], "", ":1: the file is empty"),
    "no YAML": ("lexicon.yaml", "terms:", "terms: [", ":3: this is not valid YAML"),
    "a term twice": ("lexicon.yaml", "drug: {", "saba: {", ":3: the key 'saba' is there twice"),
    "a form twice": ("lexicon.yaml", "medicine", "Relievers", ":3: the form 'Relievers' of 'drug'"),
    "a broader term": ("lexicon.yaml", "[drug]", "[drugs]", ":2: unknown broader term 'drugs'"),
    "a term without label": ("lexicon.yaml", "label: drug, ", "", ":3: 'terms.drug.label' is miss"),
    "no such statement": ("questions.yaml", "relief.limit", "limit", ":3: there is no statement"),
    "a question twice": (
        "questions.yaml",
        "How many puffs?",
        "how often is TOO often?",
        ":5: also",
    ),
    "an empty question": ("questions.yaml", "How many puffs?", "''", ":5: an empty question"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_pack_is_refused_with_file_line_and_words(tmp_path: Path, name: str) -> None:
    file, old, new, fault = BROKEN[name]
    assert old in FILES[file]
    files = FILES | {file: FILES[file].replace(old, new)}
    faults = faults_of(written(tmp_path, files))
    assert any(line.startswith(file + fault) for line in faults), faults


@pytest.mark.parametrize(
    ("guideline", "old"), [("id", "adult-asthma"), ("structure", "#follow-up")]
)
def test_faults_of_all_files_are_reported_together(
    tmp_path: Path, guideline: str, old: str
) -> None:
    new = {"id": "Asthma", "structure": "#relief"}[guideline]
    files = {
        "guideline.md": FILES["guideline.md"].replace(old, new),
        "lexicon.yaml": FILES["lexicon.yaml"].replace("[drug]", "[drugs]"),
        "questions.yaml": FILES["questions.yaml"].replace("How many puffs?", "''"),
        "questions.yml": "",
    }
    places = [line.split(": ")[0] for line in faults_of(written(tmp_path, files))]
    assert [place.split(":")[0] for place in places] == [
        "guideline.md",
        "lexicon.yaml",
        "questions.yaml",
        "questions.yml",
    ]


def test_faulty_front_matter_does_not_hide_what_is_wrong_below_it(tmp_path: Path) -> None:
    text = FILES["guideline.md"].replace("title: Asthma\n", "").replace("#follow-up", "#relief")
    assert len(faults_of(written(tmp_path, {"guideline.md": text}))) == 2


def test_line_ends_and_a_byte_order_mark_make_no_other_text(tmp_path: Path) -> None:
    plain = load_pack(written(tmp_path, FILES))
    marked = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in FILES.items()}
    assert load_pack(written(tmp_path, marked)) == plain


def test_the_bundled_packs_load_in_the_order_of_their_ids() -> None:
    ids = [pack.guideline.id for pack in bundled_packs()]
    assert ids == sorted(ids)
    assert "nsclc-oligoprogression" in ids


def mentioning(terms: int) -> Guideline:
    """A guideline of another team that mentions so many of the bundled pack's drugs."""
    lexicon = bundled_packs()[0].lexicon
    drugs = [term.label for term in lexicon.terms if term.kind == "drug"]
    text = ""
    for number in range(len(drugs)):
        text = f"The drugs are {', '.join(drugs[: number + 1])}.\n"
        if len({o.term for o in lexicon.find(text)}) == terms:
            return from_plain(text)
    raise AssertionError("the pack has too few drugs")


def test_a_lexicon_is_lent_to_a_guideline_that_shares_enough_of_it() -> None:
    packs = bundled_packs()
    stranger = from_plain("Gout is treated with allopurinol.\n")
    assert lexicon_for(stranger, packs) == Lexicon()
    assert lexicon_for(mentioning(SHARED_TERMS - 1), packs) == Lexicon()
    lent = lexicon_for(mentioning(SHARED_TERMS), packs)
    assert lent.terms == packs[0].lexicon.terms
