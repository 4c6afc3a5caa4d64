"""Any answer becomes a message that Slack takes, and what must be seen is in it."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import (
    Abstention,
    Answer,
    AnswerStatement,
    Citation,
    CitedText,
    Counterfactual,
    Direct,
    FactValue,
    Finding,
    Outcome,
    QuestionBack,
    Status,
)
from assistant.compose.said import sentence_case
from assistant.slack import blocks as rendering
from assistant.slack.blocks import Message, Place, answer_message, split
from assistant.slack.mrkdwn import JOINER, escaped, plain_text
from assistant.slack.pieces import Shown
from tests.assistant.doubles import no_fingerprint
from tests.assistant.slack import block_rules

URL = "https://guideline.example.org/c/0123456789abcdef0123456789abcdef#turn-0"
PLACE = Place("0123456789abcdef0123456789abcdef", 0)

words = st.text(
    st.sampled_from("abcdefg ABC 0123 .,;:()%≤≥–<>&*_~`|!@#\n'\"/é漢"), min_size=1, max_size=60
).filter(str.strip)
nasty = st.sampled_from(
    ["<!channel>", "<@U1>", "<!here>", "&lt;", ">5 lesions", "*bold*", "a_b_c", ":pill:", "`x`",
     "<https://evil.example|click>", "x" * 4_000, "word " * 900, "&" * 3_100]
)  # fmt: skip
texts = st.one_of(
    words, words, words, nasty, st.lists(words, min_size=5, max_size=30).map(" ".join)
)
short = st.text(st.sampled_from("abcdefg _-<>&*0123"), min_size=1, max_size=30)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    quote = draw(texts)
    return Citation(
        "tiny", draw(short), draw(short), (draw(short),), draw(short),
        draw(st.integers(0, 50)), draw(st.integers(0, 99)), None, quote, "0" * 64,
    )  # fmt: skip


cited = st.lists(citations(), min_size=1, max_size=3).map(tuple)
names = st.sampled_from(["sbrt", "surgery", "continue_tki", "srs", "wbrt", "observe", "trial"])
verdicts = st.sampled_from(["supported", "conditional", "not_preferred", "not_addressed"])
findings = st.builds(
    Finding,
    kind=st.sampled_from(["verdict", "note", "caution", "emergency"]),
    rule=short,
    action=st.none() | names,
    verdict=st.none() | verdicts,
    basis=st.none(),
    outcome=st.sampled_from(["met", "not_met", "unknown"]),
    text=texts,
    reading=st.none() | words,
    facts_used=st.just(()),
    facts_missing=st.just(()),
    citations=cited,
)


def rows(of: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=most).map(tuple)


answers = st.builds(
    Answer,
    outcome=st.sampled_from(list(Outcome)),
    resolved_question=texts,
    statements=rows(st.builds(AnswerStatement, text=texts, claim_type=short, citations=cited), 12),
    abstention=st.none()
    | st.builds(
        Abstention,
        reason=st.sampled_from(["out_of_domain", "not_addressed", "unreadable"]),
        not_found=rows(words, 3),
        nearest=rows(citations(), 3),
    ),
    status=st.lists(
        st.builds(
            Status,
            guideline=short,
            version=short,
            last_updated=st.none() | st.just("2024-01-01"),
            review=words,
            review_by=st.none(),
            disclaimer=words,
        ),
        min_size=1,
        max_size=5,
    ).map(tuple),
    fingerprint=st.just(no_fingerprint()),
    text=st.just("-"),
    direct=st.none() | st.builds(Direct, value=st.just("depends"), text=texts, citations=cited),
    corrections=rows(st.builds(CitedText, text=texts, citations=cited), 2),
    verdicts=st.dictionaries(names, verdicts, max_size=5),
    findings=rows(findings, 12),
    counterfactuals=rows(
        st.builds(
            Counterfactual,
            facts=st.dictionaries(short, short, max_size=2),
            verdicts=st.dictionaries(names, verdicts, max_size=2),
        ),
        3,
    ),
    conflicts=rows(st.builds(CitedText, text=texts, citations=cited), 2),
    unanswered=rows(words, 2),
    not_considered=rows(words, 4),
    facts=st.dictionaries(
        short,
        st.builds(
            FactValue,
            value=st.booleans() | st.integers(0, 9) | short | st.just(("bone", "brain")),
            mentions=st.just(()),
        ),
        max_size=5,
    ),
    bounds=st.dictionaries(short, st.just({"in": [1, 2]}), max_size=2),
    assumed=rows(words, 2),
    questions=rows(st.builds(QuestionBack, fact=short, ask=words, changes=words | st.just("")), 3),
    follow_ups=rows(texts, 6),
    degraded=st.none() | words,
    answer_id=st.just("a" * 64),
)


def section_texts(message: Message) -> list[str]:
    return [block["text"]["text"] for block in message.blocks if block["type"] == "section"]


def everything(message: Message) -> str:
    """All text of the blocks, as if a block's end were a blank."""
    return "\n".join(block_rules.texts(list(message.blocks)))


def check_limits(message: Message) -> None:
    blocks = list(message.blocks)
    assert block_rules.faults(blocks, block_rules.MESSAGE) == []
    assert len(blocks) <= 45
    assert block_rules.characters(blocks) <= 12_000
    for block in blocks:
        elements = block.get("elements", [])
        assert len(json.dumps(block)) > 0
        for element in elements:
            assert len(element.get("value", "")) <= 2_000
    assert 0 < len(message.text) <= 3_000
    for text in [message.text, *section_texts(message)]:
        outside = re.sub(r"<https://guideline\.example\.org[^<>|]*\|[^<>]*>", "", text)
        assert "<" not in outside
        assert ">" not in outside
        assert re.search(r"&(?!amp;|lt;|gt;)", outside) is None


@given(answers, st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_answer_fits_and_keeps_what_must_be_seen(answer: Answer, shareable: bool) -> None:
    shown = Shown(answer, URL, ("tiny: its review was due.",), answer.resolved_question)
    message = answer_message(shown, replace(PLACE, shareable=shareable))
    check_limits(message)
    squeezed = "".join(everything(message).split())
    for status in answer.status:
        assert "".join(escaped(status.disclaimer).split()) in squeezed
        assert "".join(f"*{escaped(status.guideline)} ".split()) in squeezed
    for question in answer.questions:
        assert "".join(escaped(question.ask).split()) in squeezed
    for finding in answer.findings:
        whole = "".join(escaped(finding.text).split())
        assert whole in squeezed or "thewordsareontheweb" in squeezed
    for action in answer.verdicts:
        assert f"*{sentence_case(action)}:" in squeezed.replace(JOINER, "")


@given(answers)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_statement_that_is_shown_has_its_chips(answer: Answer) -> None:
    message = answer_message(Shown(answer, URL), PLACE)
    numbers = {c: n for n, c in enumerate(answer.shown_citations(), start=1)}
    squeezed = "".join(everything(message).split())
    # Another passage may happen to have the same words, under chips of its own.
    beside = [c.quote for c in answer.citations()]
    texts = [statement.text for statement in answer.statements]
    for statement in answer.statements:
        if any(statement.text in quote for quote in beside) or texts.count(statement.text) > 1:
            continue
        quote = "".join(escaped(f"“{statement.text}”").split())
        chips = [f"<{URL}|[{numbers[c]}]>" for c in dict.fromkeys(statement.citations)]
        claim = "".join(f"_{escaped(statement.claim_type)}_".split())
        shown = f"{quote}{''.join(chips)}{claim}"
        assert quote not in squeezed or shown in squeezed
        if quote not in squeezed:
            assert "Continueontheweb" in squeezed


def small(**parts: Any) -> Answer:
    citation = Citation("g", "1", "s", ("S",), "s.1", 0, 5, None, "Quote", "0" * 64)
    return Answer(
        outcome=Outcome.ANSWER,
        resolved_question="?",
        statements=(AnswerStatement("Quote", "recommendation", (citation,)),),
        abstention=None,
        status=(Status("g", "1", None, "pending", None, "For professionals."),),
        fingerprint=no_fingerprint(),
        text="-",
        answer_id="a" * 64,
        **parts,
    )


def test_statements_give_way_before_findings_and_the_web_has_the_rest() -> None:
    answer = small()
    citation = answer.statements[0].citations[0]
    many = tuple(
        AnswerStatement(f"Statement {n}: " + "words " * 150, "evidence", (citation,))
        for n in range(20)
    )
    finding = Finding(
        "caution", "r", None, None, None, "met", "Mind this. " * 200, None, (), (), (citation,)
    )
    message = answer_message(
        Shown(replace(answer, statements=many, findings=(finding,)), URL), PLACE
    )
    check_limits(message)
    text = everything(message)
    assert text.count("Mind this.") == 200
    assert "Statement 0:" in text
    assert "Statement 19:" not in text
    assert f"<{URL}|Continue on the web>" in text


def test_what_fits_is_not_cut() -> None:
    message = answer_message(Shown(small(), URL), PLACE)
    assert "Continue on the web" not in everything(message)
    assert f"“Quote” <{URL}|[1]> _recommendation_" in everything(message)


def test_far_too_many_findings_still_make_a_message() -> None:
    answer = small()
    citation = answer.statements[0].citations[0]
    note = Finding("note", "r", "sbrt", "supported", None, "met", "", None, (), (), (citation,))
    findings = tuple(replace(note, text=f"{n} " + "x " * 800) for n in range(300))
    message = answer_message(Shown(replace(answer, findings=findings), URL), PLACE)
    check_limits(message)
    assert "For professionals." in everything(message)
    assert "Continue on the web" in everything(message)


def test_an_emergency_stands_above_all_else() -> None:
    answer = small(direct=Direct("yes", "The text says so.", ()))
    citation = answer.statements[0].citations[0]
    emergency = Finding(
        "emergency", "r", None, None, None, "met", "Not for emergencies.", None, (), (), (citation,)
    )
    message = answer_message(Shown(replace(answer, findings=(emergency,)), URL), PLACE)
    assert "Not for emergencies." in section_texts(message)[0]


@pytest.mark.parametrize("text", ["<!channel>", "<@U1>", "a & b < c > d", "<https://x|y>"])
def test_nothing_of_slacks_markup_comes_of_text(text: str) -> None:
    assert plain_text(escaped(text)) == text


def test_a_leading_greater_than_stays_visible() -> None:
    assert escaped(">5 lesions") == f"{JOINER}&gt;5 lesions"
    assert escaped("more\n> 5") == f"more\n{JOINER}&gt; 5"
    assert escaped("2*3 and snake_case") == "2*3 and snake_case"
    assert escaped("*not bold*") == f"*{JOINER}not bold*"


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@UBOT> PFS &lt; 6 months", "  PFS < 6 months"),
        ("&gt;5 lesions", ">5 lesions"),
        ("see <https://x.org/a|x.org> and <https://y.org>", "see x.org and https://y.org"),
        ("<#C1|general> <!here> ok", "    ok"),
        ("R&amp;D &amp;lt;", "R&D &lt;"),
    ],
)
def test_a_message_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert plain_text(sent).split() == typed.split()


def test_markup_is_split_between_words_and_never_inside_signs_or_links() -> None:
    text = "&amp;" * 50 + " <https://a.example/long|[1]> " + "word " * 30
    parts = split(text, 40)
    assert "".join(parts) == text
    assert all(len(part) <= 40 for part in parts)
    assert all(part.count("<") == part.count(">") for part in parts)
    assert all(re.search(r"&(?!amp;)|&amp?$", part) is None for part in parts)


def test_long_follow_ups_are_buttons_with_short_labels_or_none() -> None:
    answer = small(follow_ups=("q" * 100, "z" * 3_000, "short?"))
    message = answer_message(Shown(answer, URL), PLACE)
    check_limits(message)
    buttons = next(b["elements"] for b in message.blocks if b["type"] == "actions")
    labels = [button["text"]["text"] for button in buttons]
    assert labels == ["q" * 74 + "…", "short?", "Open on the web"]
    assert rendering.read_value(buttons[0]["value"])["q"] == "q" * 100
