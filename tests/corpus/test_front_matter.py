"""The front matter of a guideline: what it must say, what it may, and what it must not."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from corpus.errors import CorpusError
from corpus.front_matter import DISCLAIMER, meta_of
from corpus.guideline import GuidelineMeta, Review, Source
from corpus.marked_yaml import read_yaml

LEAST = 'id: adult-asthma\ntitle: Asthma\nversion: "2024.1"\n'


def read(text: str) -> GuidelineMeta:
    return meta_of(read_yaml(dedent(text), "asthma.md", first_line=2))


def faults_of(text: str) -> list[str]:
    with pytest.raises(CorpusError) as caught:
        read(text)
    return str(caught.value).split("\n")


def test_everything_that_can_be_said_is_kept() -> None:
    meta = read(
        """\
        id: adult-asthma
        title: Asthma in adults
        version: "2024.1"
        last_updated: 2024-03-03
        review: {status: under_review, stage: board, label: under review by the board}
        review_by: "2026-03-03"
        source: {title: Asthma, publisher: A society, sha256: "%s"}
        wording: pack
        licence: CC BY 4.0
        references: {listed: true, note: numbered}
        disclaimer: Not for emergencies.
        """
        % ("0" * 64)
    )
    assert meta == GuidelineMeta(
        id="adult-asthma",
        title="Asthma in adults",
        version="2024.1",
        last_updated=date(2024, 3, 3),
        review=Review("under_review", "board", "under review by the board"),
        review_by=date(2026, 3, 3),
        source=Source("Asthma", "A society", "0" * 64),
        licence="CC BY 4.0",
        references_listed=True,
        references_note="numbered",
        disclaimer="Not for emergencies.",
        wording="pack",
    )


def test_what_is_not_said_is_never_taken_for_approved() -> None:
    meta = read(LEAST)
    assert meta.review == Review("unknown", None, "review status not stated")
    assert meta.last_updated is None
    assert not meta.references_listed
    assert meta.disclaimer == DISCLAIMER
    assert meta.wording == "source"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("colour: red", "unknown key 'colour'"),
        ("last_updated: yesterday", "'last_updated' is not a date (write YYYY-MM-DD)"),
        ("last_updated: 2025-02-30", "'last_updated' is not a date (write YYYY-MM-DD)"),
        ("last_updated: 28.07.2025", "'last_updated' is not a date (write YYYY-MM-DD)"),
        ("review: approved", "'review': lines `key: value` belong here"),
        ("review: {status: fine, label: fine}", "'review.status': string should match"),
        ("review: {status: approved}", "'review.label' is missing"),
        ('review: {status: approved, label: ""}', "'review.label': string should have"),
        ("source: {sha256: abc}", "'source.sha256': string should match"),
        ("references: {note: none}", "'references.listed' is missing"),
        ("wording: mine", "'wording': string should match"),
        ("title: Asthma again", "the key 'title' is there twice"),
    ],
)
def test_a_faulty_line_is_named(line: str, fault: str) -> None:
    (found,) = faults_of(LEAST + line)
    assert found.startswith(f"asthma.md:5: {fault}")


@pytest.mark.parametrize("id", ["Asthma", "adult_asthma", "a--b", "-ab", "../up", "ästhma", "a b"])
def test_an_id_is_a_slug(id: str) -> None:
    (found,) = faults_of(LEAST.replace("adult-asthma", f'"{id}"'))
    assert found == "asthma.md:2: 'id': use lower-case letters, digits and single hyphens"


@pytest.mark.parametrize("version", ["2024", "2024.1", "2024-03-03", "true"])
def test_a_version_is_text(version: str) -> None:
    (found,) = faults_of(LEAST.replace('"2024.1"', version))
    assert found.startswith("asthma.md:4: 'version' is text; put it in quotes: ")


def test_all_faults_are_reported_at_once_by_line() -> None:
    assert faults_of("id: Asthma\nversion: 1\nreview: {stage: x}\n") == [
        "asthma.md:2: 'id': use lower-case letters, digits and single hyphens",
        "asthma.md:2: 'title' is missing",
        "asthma.md:3: 'version' is text; put it in quotes: '1'",
        "asthma.md:4: 'review.label' is missing",
        "asthma.md:4: 'review.status' is missing",
    ]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "just words\n", "- a\n- b\n"])
def test_no_front_matter_says_how_to_begin_one(text: str) -> None:
    assert faults_of(text) == [
        "asthma.md:1: there is no front matter; start the file with --- and id:"
    ]
