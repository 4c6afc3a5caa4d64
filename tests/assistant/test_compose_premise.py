"""A premise that the text contradicts is put right, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import CitedText
from assistant.compose import Claim
from assistant.compose.claims import assumed, claimed
from assistant.compose.figures import is_other_figure
from assistant.compose.premise import contradicts
from corpus.lexicon import Lexicon
from tests.assistant.reply_bench import Bench, faults_of, made_bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return made_bench(tmp_path_factory.mktemp("reply"), tmp_path_factory.mktemp("asthma"))


FALSE_PREMISES = {
    "Since the guideline recommends the pill, shall I prescribe it?": "treatment.patch",
    "So the pill is the first choice, right?": "treatment.patch",
    "The pill is preferred over the patch. Correct?": "treatment.patch",
    "I gather that pill and patch are equivalent.": "treatment.patch",
    "Why does it favour the pill?": "treatment.patch",
    "Given that pill plus patch is the standard, which dose?": "treatment.patch",
    "As the text says to halt the same drug, what next?": "treatment.continue",
    "As the text says to stop the same drug, what next?": "treatment.continue",
    "A biopsy is mandatory for everybody as per this page?": "treatment.biopsy",
    "The page says that the scan can be skipped.": "treatment.scan",
    "So it wants a scan every 6-12 months.": "course.interval",
    "They want scans every 6 months, no?": "course.interval",
    "It says 10 months of overall survival.": "course.pfs",
    "I understand that it allows up to eight lesions.": "course.five",
    "Since the limit is 3 lesions, a patient with 4 is out, correct?": "course.five",
    "It says approved, so it can be quoted.": "about.pending",
}
NO_FALSE_PREMISES = {
    "Since the guideline prefers the patch, shall I prescribe it?": "treatment.patch",
    "So the pill isn't the first choice, right?": "treatment.patch",
    "Is the pill preferred over the patch?": "treatment.patch",
    "So the patch is the standard, with a pill as the alternative?": "treatment.patch",
    "As patch over pill is the standard, which dose?": "treatment.patch",
    "Does it say to stop the same drug?": "treatment.continue",
    "The text says to continue the same drug.": "treatment.continue",
    "Since the drug is stopped on Monday, is a patch fine?": "treatment.continue",
    "The page says a biopsy may be considered in some.": "treatment.biopsy",
    "The page says that a scan is a must.": "treatment.scan",
    "So it wants a scan every 8 weeks.": "course.interval",
    "It says 10 months of PFS.": "course.pfs",
    "It says 11 months of overall survival.": "course.pfs",
    "I understand that it allows up to five lesions.": "course.five",
    "He has eight lesions, as the text says.": "course.five",
    "It says that approval is not there yet.": "about.pending",
    "It says that the pill is stopped by the scan people.": "course.pfs",
}


@pytest.mark.parametrize("question", FALSE_PREMISES)
def test_a_false_premise_is_put_right_by_what_the_text_says(bench: Bench, question: str) -> None:
    shown = FALSE_PREMISES[question]
    answer = bench.reply(question, shown)
    assert [c.citations[-1].statement for c in answer.corrections] == [shown]
    assert answer.direct is None
    quote = answer.statements[0].text
    assert answer.text.startswith(f"The text does not say so. It says: “{quote}” [1]\n")


@pytest.mark.parametrize("question", NO_FALSE_PREMISES)
def test_what_may_be_true_is_left_alone(bench: Bench, question: str) -> None:
    assert bench.reply(question, NO_FALSE_PREMISES[question]).corrections == ()


def test_a_false_premise_of_what_is_not_answered_is_put_right(bench: Bench) -> None:
    question = "The text recommends stopping the same drug, so how many days before the patch?"
    answer = bench.reply(question, nearest=("treatment.scan", "treatment.continue"))
    assert [c.citations[-1].statement for c in answer.corrections] == ["treatment.continue"]
    assert [s.citations[-1].statement for s in answer.statements] == ["treatment.continue"]
    silent = bench.reply(question, nearest=("treatment.scan",))
    assert silent.abstention is not None


def test_a_premise_is_only_put_right_by_what_answers(bench: Bench) -> None:
    assert bench.reply("So the pill is the first choice, right?", "course.five").corrections == ()


@pytest.mark.parametrize(
    ("claim", "scores", "shown", "corrected"),
    [
        ("the pill comes first", {"first choice": 0.7}, "treatment.patch", "treatment.patch"),
        ("the pill comes first", {"first choice": 0.5}, "treatment.patch", None),
        ("the patch comes first", {"ahead": 0.9}, "treatment.patch", None),
        ("the pill never comes first", {"first choice": 0.9}, "treatment.patch", None),
        # A statement that is not among those that answer is shown for a plain contradiction.
        ("the scan is skipped", {"skipped": 0.8}, "course.five", "treatment.scan"),
        ("the scan is skipped", {"skipped": 0.7}, "course.five", None),
        ("a biopsy is taken", {"biopsy": 0.9}, "treatment.biopsy", None),
    ],
)
def test_what_is_taken_for_granted_is_held_against_the_packs_questions(
    bench: Bench, claim: str, scores: dict[str, float], shown: str, corrected: str | None
) -> None:
    claims = (Claim(claim, bench.near(**scores)),)
    answer = bench.reply(f"Since {claim}, what is left?", shown, claims=claims)
    assert [c.citations[-1].statement for c in answer.corrections] == [corrected] * bool(corrected)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Since the guideline says to stop the pill, which patch?", ("stop the pill",)),
        ("As scans are yearly, when is the next?", ("scans are yearly",)),
        ("With the patch being for adults, what of a child?", ("the patch being for adults",)),
        ("I stop the pill as advised, then what?", ("I stop the pill",)),
        ("Why is the scan unnecessary?", ("the scan unnecessary",)),
        ("What is the reason for stopping the pill?", ("stopping the pill",)),
        ("I understand that a biopsy is a must. When?", ("a biopsy is a must",)),
        # Of one patient the text says nothing; and not all that follows a word is a claim.
        ("Since she stopped the pill, may he?", ()),
        ("as I stopped it last week, can we start?", ()),
        ("Is the scan as good as the biopsy?", ()),
        ("Is a scan needed?", ()),
    ],
)
def test_what_a_message_takes_for_granted(text: str, claims: tuple[str, ...]) -> None:
    assert assumed(text) == claims


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Is it preferred? Which dose?", []),
        ("He is 60. The text says 5. Is that so?", ["The text says 5."]),
        ("It is stopped. Right?", ["It is stopped, Right?"]),
        ("Which drug does it say?", []),
    ],
)
def test_a_claim_says_what_the_text_holds(text: str, sentences: list[str]) -> None:
    assert list(claimed(text)) == sentences


@pytest.mark.parametrize(
    ("claim", "quote", "is_other"),
    [
        ("10 months of OS", "PFS of 10.0 months", True),
        ("10 months", "PFS of 10.0 months", False),
        ("2 to 10 months of OS", "PFS from 2 months to 10 months", True),
        ("6 months until progression", "a duration of 6 months", True),
        ("every week", "every 6-12 weeks", False),
        ("every 14 weeks", "every 6-12 weeks", True),
        ("every 12 weeks", "every 6-12 weeks", False),
        ("up to ten lesions", "at most five lesions", True),
        ("up to ten days", "at most five lesions", False),
        ("5 lesions", "≤3 sites", False),
        ("max 5 lesions", "≤3 sites", True),
    ],
)
def test_a_figure_is_another_in_meaning_unit_or_bound(
    claim: str, quote: str, is_other: bool
) -> None:
    assert is_other_figure(claim, quote) is is_other


def test_a_forged_correction_is_refused(bench: Bench) -> None:
    answer = bench.reply("So the pill is the first choice, right?", "treatment.patch")
    (right,) = answer.corrections
    assert faults_of(bench, answer) == ()
    assert faults_of(bench, answer, corrections=(replace(right, text="The pill it is."),))
    assert faults_of(bench, answer, corrections=(CitedText("The text says nothing.", ()),))
    other = bench.reply("They want scans every 6 months, no?", "course.interval").corrections
    assert faults_of(bench, answer, corrections=other)


@pytest.mark.parametrize(
    ("claim", "contradicted"),
    [
        ("Since the text requires ECOG 0-1", True),
        ("It limits this to PS of 1, right?", True),
        ("The page demands good performance status", False),
        ("The text speaks of PS 1", False),
    ],
)
def test_a_limit_is_put_on_what_the_text_only_calls_good(claim: str, contradicted: bool) -> None:
    quote = "The benefit is greater with good performance status."
    assert contradicts(claim, quote, Lexicon()) is contradicted
    assert not contradicts(claim, "Patients with performance status 0-1 benefit.", Lexicon())
