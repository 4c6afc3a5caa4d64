"""What stands above the fold, in which order, and for whom."""

from dataclasses import replace

import pytest

from assistant.answer import Answer, AnswerStatement
from assistant.desk import sent
from assistant.library import Library
from assistant.store import AnswerInputs, StoredAnswer
from assistant.web.blocks import Block, VerdictLine
from assistant.web.names import names_of
from assistant.web.reading import Reader
from assistant.web.view import Shown, show
from corpus.packs import Pack
from tests.assistant.web.conftest import TODAY
from tests.assistant.web.material import WholeAnswers, first_pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    return first_pack()


@pytest.fixture(scope="module")
def answers(pack: Pack) -> WholeAnswers:
    return WholeAnswers(pack.guideline)


def shown(
    answer: Answer, pack: Pack, reader: Reader = Reader.ONCOLOGIST, question: str = "q"
) -> Shown:
    stored = StoredAnswer(
        answer_id="a" * 64,
        conversation_id="c" * 32,
        turn=0,
        inputs=AnswerInputs((question,)),
        body=sent(answer),
        trace={},
        created_at=TODAY,  # type: ignore[arg-type]
    )
    library = Library([pack])
    return show(stored, library, TODAY, reader, names_of(library))


def kinds(blocks: tuple[Block, ...]) -> list[str]:
    return [block.kind for block in blocks]


def test_the_order_is_emergency_answer_verdicts_question_then_the_rest(
    answers: WholeAnswers, pack: Pack
) -> None:
    one = shown(answers.case(), pack)
    above = kinds(one.above)
    assert [getattr(block.item, "kind", "") for block in one.first] == ["emergency"]
    assert above[:2] == ["direct", "correction"]
    assert above[2:5] == ["verdict"] * 3
    assert above[5:] == ["unanswered", "question", "finding"]
    assert getattr(one.above[-1].item, "kind", "") == "caution"
    assert kinds(one.below) == ["statement", "statement", "conflict", "finding"]


def test_nothing_is_lost_below_the_fold(answers: WholeAnswers, pack: Pack) -> None:
    answer = answers.case()
    one = shown(answer, pack)
    items = [block.item for block in (*one.first, *one.above, *one.below)]
    lines = [item for item in items if isinstance(item, VerdictLine)]
    assert [(line.action, line.verdict) for line in lines] == list(answer.verdicts.items())
    found = [*items, *(line.finding for line in lines)]
    for finding in answer.findings:
        assert found.count(finding) == 1
    for conflict in answer.conflicts:
        assert conflict in items
    assert kinds((*one.above, *one.below)).count("statement") == len(answer.statements)


def test_a_long_answer_unfolds(answers: WholeAnswers, pack: Pack) -> None:
    plain = answers.plain()
    long = replace(plain, statements=plain.statements * 6)
    one = shown(long, pack)
    assert 1 <= len(one.above) < 12
    assert len(one.above) + len(one.below) == 12


def test_professional_readers_see_the_same_claims_and_citations(
    answers: WholeAnswers, pack: Pack
) -> None:
    for answer in (answers.case(), answers.silence(), answers.plain()):
        one, *others = (shown(answer, pack, reader) for reader in Reader if reader.sees_findings)
        for other in others:
            assert (other.above, other.below, other.chips) == (one.above, one.below, one.chips)


def test_the_reading_for_patients_shows_no_finding(answers: WholeAnswers, pack: Pack) -> None:
    one = shown(answers.case(), pack, Reader.PATIENT_OR_FAMILY)
    assert set(kinds((*one.first, *one.above, *one.below))) == {"statement", "unanswered"}


def test_the_standing_tells_age_overdue_review_and_change(
    answers: WholeAnswers, pack: Pack
) -> None:
    (now,) = shown(answers.plain(), pack).standings
    assert (now.age, now.overdue, now.changed_to) == ("15 months old", "2026-07-28", None)
    older = answers.plain()
    older = replace(older, status=(replace(older.status[0], version="2024-01-01.1"),))
    old = shown(older, pack)
    assert old.has_changed
    assert old.standings[0].changed_to == pack.guideline.version
    other = replace(older, status=(replace(older.status[0], guideline="gone"),))
    assert shown(other, pack).standings[0].is_gone


def test_a_statement_keeps_its_lead_in(answers: WholeAnswers, pack: Pack) -> None:
    citations = (answers.cite("timing.soon"), answers.cite("cns.single"))
    text = " ".join(citation.quote for citation in citations)
    answer = replace(
        answers.plain(), statements=(AnswerStatement(text, "recommendation", citations),)
    )
    (block,) = shown(answer, pack).above
    assert getattr(block.item, "citations", ()) == citations


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        ({"in": ["brain", "liver"]}, "brain or liver"),
        ({"in": ["brain", "liver"], "includes": ["brain"]}, "surely brain, among brain or liver"),
        ({"at_least": 2}, "at least 2"),
        ({"at_least": 2, "at_most": 4}, "at least 2, at most 4"),
    ],
)
def test_a_bound_is_told_in_words(pack: Pack, bound: dict[str, object], said: str) -> None:
    assert names_of(Library([pack])).bound("progressing_locations", bound) == said
