"""Yes/no questions taken for one of the pack's: when, when not, and no other way."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from assistant.answer import Direct
from assistant.compose import asks_whether
from assistant.compose.matching import Taken, leaves_a_word, unnamed_ways
from corpus.lexicon import Lexicon, Term
from tests.assistant.reply_bench import LEXICON, Bench, faults_of, made_bench

VALUES: tuple[Literal["yes", "no", "depends"], ...] = ("yes", "depends", "no")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return made_bench(tmp_path_factory.mktemp("asserted"), tmp_path_factory.mktemp("asthma"))


@pytest.mark.parametrize(
    "text",
    [
        "is the pill out",
        "Did any person check this page?",
        "so the pill is out then?",
        "She is 70. Does she need a scan?",
        "The text says the pill is first choice, right?",
        "Isn't the patch the first choice?",
        "any randomised data behind this",
        "ok to skip the scan",
        "so no pill for him then?",
        "so optional?",
    ],
)
def test_questions_of_yes_or_no(text: str) -> None:
    assert asks_whether(text)


@pytest.mark.parametrize(
    "text",
    [
        "why is the pill out?",
        "is it the pill or the patch",
        "patch vs pill, is there a preference?",
        "does the text say which comes first?",
        "scan interval?",
        "and the pill?",
        "by fitness?",
        "The pill is out.",
        "Is the patch first? And is a scan needed?",
        "wat scans do I need, is a scan enough?",
        "when is the scan due",
    ],
)
def test_other_questions(text: str) -> None:
    assert not asks_whether(text)


def test_the_answer_shows_what_the_question_was_taken_for(bench: Bench) -> None:
    near = bench.near(first=0.8)
    answer = bench.reply("is the pill the usual start?", "treatment.patch", near=near)
    assert answer.text.startswith(
        "**No, by the text.** To “Is the pill the first choice?” the text says (not yet"
        " reviewed): “The patch is preferred over the pill.” [1]\n"
    )


@pytest.mark.parametrize(
    ("question", "shown", "scores", "value"),
    [
        ("is the patch ahead?", "treatment.patch", {"ahead": 0.8}, "yes"),
        ("is a biopsy worth it?", "treatment.biopsy", {"biopsy": 0.8}, "depends"),
        # It lies too far, or as near to a question with another answer.
        ("is the patch ahead?", "treatment.patch", {"ahead": 0.5}, None),
        ("is the patch ahead?", "treatment.patch", {"ahead": 0.8, "first": 0.79}, None),
        ("is the pill banned?", "treatment.patch", {"first": 0.7, "forbidden": 0.9}, None),
        # It is nearer to what another statement answers, which is not shown.
        ("is the patch ahead?", "treatment.patch", {"ahead": 0.7, "biopsy": 0.9}, None),
        ("is the patch ahead?", "course.five", {"ahead": 0.9}, None),
        # The words that turn an answer round are not the same.
        ("is the patch not ahead?", "treatment.patch", {"ahead": 0.9}, None),
        ("can we skip the scan?", "treatment.scan", {"Must": 0.9}, None),
        ("must we do the scan?", "treatment.scan", {"skipped": 0.9}, None),
        ("must it be a scan?", "treatment.scan", {"Must": 0.9}, "yes"),
        ("should there be a scan?", "treatment.scan", {"Must": 0.9}, "yes"),
        ("must a biopsy be taken?", "treatment.biopsy", {"biopsy": 0.9}, None),
        ("is every pill the first choice?", "treatment.patch", {"first": 0.9}, "no"),
        ("is the patch always ahead?", "treatment.patch", {"ahead": 0.9}, None),
        # Other numbers make another question, and so does another treatment or test.
        ("do six lesions still count?", "course.five", {"six": 0.9}, "no"),
        ("do four lesions still count?", "course.five", {"six": 0.9}, None),
        ("is the patch ahead after a scan?", "treatment.patch", {"ahead": 0.9}, None),
        ("does the patch being ahead cost more?", "treatment.patch", {"ahead": 0.9}, None),
        # Told rather than asked, or pointing into a story, it must lie nearer.
        ("so the patch is ahead?", "treatment.patch", {"ahead": 0.62}, None),
        ("so the patch is ahead?", "treatment.patch", {"ahead": 0.7}, "yes"),
        ("He had one. Is it ahead of the pill?", "treatment.patch", {"ahead": 0.7}, None),
        ("He had one. Is it ahead of the pill?", "treatment.patch", {"ahead": 0.8}, "yes"),
        # Most of the other question must be asked, too.
        ("He had the patch. Is it ahead?", "treatment.patch", {"ahead": 0.8}, None),
        # The other way round.
        ("is the pill ahead of the patch?", "treatment.patch", {"ahead": 0.9}, None),
        ("is the patch wrong, ahead?", "treatment.patch", {"ahead": 0.9}, None),
        ("Why is the patch ahead?", "treatment.patch", {"ahead": 0.9}, None),
    ],
)
def test_a_question_is_taken_for_another_only_where_that_is_safe(
    bench: Bench, question: str, shown: str, scores: dict[str, float], value: str | None
) -> None:
    direct = bench.reply(question, shown, near=bench.near(**scores)).direct
    is_taken = direct is not None and direct.text.startswith("To “")
    assert (direct.value if direct and is_taken else None) == value


@pytest.mark.parametrize(("alike", "value"), [(0.46, None), (0.48, "yes")])
def test_without_what_both_name_they_are_alike_as_well(
    bench: Bench, alike: float, value: str | None
) -> None:
    near = bench.near(alike, ahead=0.9)
    direct = bench.reply("is the patch nice, ahead?", "treatment.patch", near=near).direct
    assert (direct.value if direct else None) == value


@pytest.mark.parametrize(
    ("left", "score", "is_left"),
    [
        ((), 0.6, False),
        (("ahead",), 0.6, False),
        (("zorbly",), 0.71, False),
        (("zorbly",), 0.69, True),
        # A drug, an illness or a term of the guideline that is not stated is another question.
        (("gefitinib",), 0.9, True),
        (("hepatitis",), 0.9, True),
        (("biopsy",), 0.9, True),
        (("pills",), 0.9, False),
    ],
)
def test_a_word_that_nothing_used_may_be_left_where_it_is_plain(
    bench: Bench, left: tuple[str, ...], score: float, is_left: bool
) -> None:
    (unit,) = (u for u in bench.near().scores.units if "ahead" in u.text)
    quote = "The patch is preferred over the pill."
    assert leaves_a_word(left, Taken(unit, score), quote, LEXICON) is is_left


def test_what_a_statement_leaves_open_gets_no_direct_answer(bench: Bench) -> None:
    question = "is the patch preferred?"
    assert bench.reply(question, "treatment.patch").direct is not None
    near = bench.near(winter=0.9)
    assert bench.reply(question, "treatment.patch", near=near).direct is None


@pytest.mark.parametrize(
    ("text", "said", "ways"),
    [
        ("Is PET essential?", "A scan is essential.", {"pet"}),
        ("Is PET essential?", "PET is essential.", set()),
        ("Is a CT scan essential?", "A scan is essential.", {"ct"}),
        ("Is a scan essential?", "Imaging is essential.", set()),
    ],
)
def test_one_way_to_do_a_test_is_not_the_test(text: str, said: str, ways: set[str]) -> None:
    lexicon = Lexicon((Term("scan", "scan", "test", ("imaging", "PET", "CT", "CT scan")),))
    assert unnamed_ways(text, said, lexicon) == ways


@pytest.mark.parametrize(
    ("shown", "scores", "statements"),
    [
        # A statement of the same section that says yes or no is shown as well.
        ("treatment.biopsy", {"Must": 0.8}, ["treatment.biopsy", "treatment.scan"]),
        ("treatment.biopsy", {"Must": 0.7}, ["treatment.biopsy"]),
        ("course.interval", {"Must": 0.9}, ["course.interval"]),
        ("treatment.scan", {"Must": 0.9}, ["treatment.scan"]),
    ],
)
def test_what_answers_beside_what_is_shown_is_shown(
    bench: Bench, shown: str, scores: dict[str, float], statements: list[str]
) -> None:
    answer = bench.reply("must there be a scan first?", shown, near=bench.near(**scores))
    assert [s.citations[-1].statement for s in answer.statements] == statements
    is_answered = "treatment.scan" in statements
    assert (answer.direct.value if answer.direct else None) == ("yes" if is_answered else None)


def test_another_answer_of_what_is_not_shown_forbids_one_that_lies_farther(bench: Bench) -> None:
    for behind, value in ((0.79, "yes"), (0.81, "depends")):
        near = bench.near(ahead=0.8, biopsy=behind)
        direct = bench.reply("is the patch ahead?", "treatment.patch", near=near).direct
        # What is left then is the modality of the statement.
        assert direct is not None
        assert direct.value == value


def test_a_false_premise_is_corrected_and_not_answered(bench: Bench) -> None:
    question = "The text says the pill is preferred over the patch, right?"
    answer = bench.reply(question, "treatment.patch", near=bench.near(first=0.9))
    assert answer.corrections
    assert answer.direct is None


def test_forged_answers_are_refused(bench: Bench) -> None:
    answer = bench.reply("is the pill first?", "treatment.patch", near=bench.near(first=0.8))
    direct = answer.direct
    assert direct is not None
    assert faults_of(bench, answer) == ()
    for value in VALUES[:2]:
        assert faults_of(bench, answer, direct=replace(direct, value=value))
    other = direct.text.replace("first choice", "best choice")
    assert faults_of(bench, answer, direct=replace(direct, text=other))
    swapped = direct.text.replace("Is the pill the first choice?", "Is the patch preferred?")
    assert faults_of(bench, answer, direct=replace(direct, text=swapped))
    assert faults_of(bench, answer, direct=replace(direct, value="yes", text=swapped)) == ()
    left_open = direct.text.replace("Is the pill the first choice?", "Is the pill forbidden?")
    for value in VALUES:
        assert faults_of(bench, answer, direct=replace(direct, value=value, text=left_open))
    scan = bench.reply("should there be a scan?", "treatment.scan", near=bench.near(Must=0.9))
    assert faults_of(bench, answer, direct=scan.direct)
    assert faults_of(bench, answer, direct=Direct("no", direct.text, ()))
    assert faults_of(bench, answer, direct=replace(direct, text=direct.text[:-1]))
