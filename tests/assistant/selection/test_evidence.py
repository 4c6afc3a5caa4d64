"""What is measured of a question: overlap, what it asks for in vain, words left over."""

from __future__ import annotations

import pytest

from assistant.conversation import Question
from assistant.selection.evidence import attribute_lexicon, grams, read_question
from corpus.lexicon_file import general_lexicon
from tests.assistant.selection.material import Material


def overlaps(material: Material, question: str) -> dict[str, float]:
    """The overlap of each statement that has any."""
    found = material.evidence(question).overlap
    statements = material.guideline.statements
    return {s.id: float(o) for s, o in zip(statements, found, strict=True) if o}


def test_a_statement_overlaps_by_the_concepts_that_it_shares(material: Material) -> None:
    found = overlaps(material, "salbutamol")
    assert found["relief.saba"] == 1.0
    # the steroid is a medicine as well, which is the commoner half of it
    assert 0 < found["prevention.steroid"] < 0.5
    assert set(found) == {"relief.saba", "prevention.steroid"}


def test_a_rare_concept_counts_more_than_a_common_one(material: Material) -> None:
    weights = material.knowledge.vocabulary.concept_weights
    assert weights["saba"] > weights["drug"]


def test_a_concept_that_the_text_lacks_takes_overlap_away(material: Material) -> None:
    assert "stopping" not in material.knowledge.vocabulary.concept_weights
    with_it = overlaps(material, "cease salbutamol")["relief.saba"]
    assert 0 < with_it < overlaps(material, "salbutamol")["relief.saba"]


def test_a_question_without_concepts_overlaps_nothing(material: Material) -> None:
    assert overlaps(material, "pasta") == {}


def test_a_statement_covers_the_words_that_it_has_in_its_place(material: Material) -> None:
    found = material.evidence("control after attacks?").coverage
    rows = {s.id: float(c) for s, c in zip(material.guideline.statements, found, strict=True)}
    assert rows["relief.saba"] == 0.0
    assert rows["prevention.steroid"] > rows["follow-up.interval"] > 0  # one word of two each
    assert material.evidence("pasta?").coverage.max() == 0.0
    assert material.evidence("control of pasta?").coverage.max() < 0.5  # a rarer word is not there


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("which dose of salbutamol?", ("dose",)),
        ("how many mg, and what does it cost?", ("dose", "cost")),
        ("cost, dose, cost", ("cost", "dose")),
        ("is a steroid added?", ()),  # the text mentions steroids
        ("which medicine?", ()),
    ],
)
def test_an_attribute_that_the_text_never_mentions_is_absent(
    material: Material, question: str, absent: tuple[str, ...]
) -> None:
    assert material.evidence(question).absent == absent


@pytest.mark.parametrize(
    ("question", "uncovered", "share"),
    [
        ("What helps against wheeze?", (), 0.0),
        ("Is wheezing from pasta?", ("pasta",), 0.5),
        ("pasta, “pasta” and (gluten)?", ("pasta", "gluten"), 1.0),
        ("Is salbutamol for relief?", (), 0.0),  # a form of what the text mentions
        ("“Salbutamol” or (beclometasone)?", (), 0.0),  # also behind a quotation mark
        ("Shall we cease the puffer?", (), 0.0),  # an action is no topic of its own
        ("and what about it?", (), 0.0),
        ("a b c", (), 0.0),
        ("?", (), 0.0),
    ],
)
def test_salient_words_that_the_text_never_uses_are_named_with_their_share(
    material: Material, question: str, uncovered: tuple[str, ...], share: float
) -> None:
    evidence = material.evidence(question)
    assert evidence.uncovered == uncovered
    assert evidence.uncovered_share == pytest.approx(share)


@pytest.mark.parametrize(
    ("question", "topic", "asks_nothing"),
    [
        ("ok", "", True),
        ("yes please", "", True),
        ("x y", "", True),
        ("why?", "", True),
        ("why?", "Which puffer first?", False),
        ("pasta?", "", False),
        ("how often?", "", True),
        ("can I go on with this as it is?", "", False),
    ],
)
def test_a_few_ordinary_words_ask_nothing_by_themselves(
    material: Material, question: str, topic: str, asks_nothing: bool
) -> None:
    assert material.evidence(question, topic).asks_nothing is asks_nothing


def test_the_words_of_the_bank_are_the_guidelines_own(material: Material) -> None:
    assert "first" in material.knowledge.vocabulary.stems  # "Which puffer first?"
    assert material.evidence("Which puffer first?").uncovered == ()


def test_the_words_of_silent_questions_are_not(material: Material) -> None:
    assert material.evidence("puffs?").uncovered == ("puffs",)


def test_only_the_message_is_asked_and_its_topic_is_context(material: Material) -> None:
    topic = "What does salbutamol with pasta cost?"
    evidence = material.evidence("and the dose?", topic)
    assert evidence.absent == ("dose",)
    assert "pasta" not in evidence.uncovered
    views = evidence.reading.views
    assert views.asked == "and the dose?"
    assert views.context == f"{topic} and the dose?"
    assert evidence.reading.concepts >= {"saba", "drug"}
    assert evidence.signals.asked is not evidence.signals.expanded


def test_equal_views_are_encoded_once(material: Material) -> None:
    encoder = material.encoder
    encoder.encoded.clear()
    reading = read_question(Question("What helps?"), general_lexicon(), encoder)
    assert encoder.encoded == ["What helps?"]
    assert (reading.vectors == reading.vectors[0]).all()


def test_grams_are_stems_and_pairs_of_neighbours() -> None:
    assert grams("Two attacks a year") == {
        "two",
        "attack",
        "a",
        "year",
        "two attack",
        "attack a",
        "a year",
    }
    assert grams("?!") == frozenset()


@pytest.mark.parametrize(
    ("question", "attributes"),
    [
        ("What dose in Gy, in how many fractions?", {"dose"}),
        ("median overall survival", {"overall-survival"}),
        ("HR and p-value?", {"effect-size"}),
        ("Which trial was that?", {"trial-name"}),
        ("Can it be used in pregnancy?", {"pregnancy"}),
        ("how much does it cost?", {"cost"}),
        ("DOSE", {"dose"}),
        ("When is surgery preferred?", set()),
        ("the corst of it", set()),  # a common word is not taken for a misspelt attribute
        ("toxcity", set()),
    ],
)
def test_what_a_question_asks_for_is_recognised(question: str, attributes: set[str]) -> None:
    assert {o.term for o in attribute_lexicon().find(question)} == attributes


def test_every_attribute_has_a_label_that_a_sentence_can_name() -> None:
    for term in attribute_lexicon().terms:
        assert term.kind == "attribute"
        assert term.label
        assert ";" not in term.label  # labels are joined by it
