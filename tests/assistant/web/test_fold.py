"""At most 120 words above the fold, counted as the browser shows them, over real answers too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Page

from assistant.desk import Scope, respond, sent
from assistant.library import Library
from assistant.opening import open_assistant
from assistant.settings import Settings
from assistant.store import AnswerInputs, StoredAnswer
from assistant.web.around import WORDS_OF_ABBREVIATIONS
from assistant.web.blocks import Block, VerdictLine
from assistant.web.fold import CUT, asked, asked_in, folded
from assistant.web.names import names_of
from assistant.web.reading import Reader
from assistant.web.view import Shown, show
from tests.assistant.web.conftest import CASE, TODAY, Opening, ask
from tests.assistant.web.material import WholeAnswers, first_pack

SETS = Path(__file__).parents[3] / "evals" / "sets"
LIMIT = 120
EVERY = 25
LONG_NOTE = f"{CASE} " + "Nothing else of note in the report. " * 60 + "Which of them?"
WORDS = r"""(turn) => {
  const found = [], article = document.getElementById(`turn-${turn}`);
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, parent = text.parentElement;
    const isAnswer = parent.closest(".question, .whole-question, .answer");
    if (!isAnswer || parent.closest("option, .unseen") || !parent.checkVisibility()) continue;
    found.push(...text.data.split(/\s+/).filter((word) => /[\p{L}\p{N}…›]/u.test(word)));
  }
  for (const select of article.querySelectorAll("select"))
    if (select.checkVisibility()) found.push(...select.selectedOptions[0].text.split(/\s+/));
  return found;
}"""


def statement(words: int) -> Block:
    return Block("statement", words, words)


def lines(blocks: tuple[Block, ...]) -> list[VerdictLine]:
    return [block.item for block in blocks if isinstance(block.item, VerdictLine)]


def test_as_much_stands_above_as_fits_in_order() -> None:
    fold = folded([statement(n) for n in (20, 21, 22, 1)], 50)
    assert [b.item for b in fold.above] == [20, 21]
    assert [b.item for b in fold.below] == [22, 1]
    assert fold.left == 7
    assert folded([statement(20), statement(21)], 41).below == ()


def test_something_that_speaks_is_above_however_long() -> None:
    fold = folded([Block("question", 0, 30, 30), statement(500)], 10)
    assert [b.item for b in fold.above] == [0, 500]


def test_what_is_needed_is_above_however_much_there_is() -> None:
    needed = [Block("finding", n, 60, 60) for n in range(3)]
    fold = folded([*needed, statement(5)], 100)
    assert [b.item for b in fold.above] == [0, 1, 2]
    assert [b.item for b in fold.below] == [5]
    assert fold.left < 0


def test_a_reason_that_does_not_fit_unfolds_from_its_line_or_is_referred_to() -> None:
    why, other, *_ = WholeAnswers(first_pack().guideline).findings()[1:]
    blocks = [
        Block("verdict", VerdictLine("sbrt", "conditional", why), 30, 5),
        Block("verdict", VerdictLine("srs", "conditional", why), 30, 5),
        Block("verdict", VerdictLine("wbrt", "not_preferred", other), 30, 5),
        Block("verdict", VerdictLine("observe", "conditional", None), 3, 3),
    ]
    shown = lines(folded(blocks, 60).above)
    assert [line.is_as_above for line in shown] == [False, True, False, False]
    assert [line.is_folded for line in shown] == [False, False, True, False]
    assert shown[1].citations == why.citations
    assert shown[2].finding == other


def test_a_long_question_tells_how_it_begins_and_ends() -> None:
    text = " ".join(map(str, range(50)))
    brief = asked(text, 20, 4)
    assert (brief.text, brief.whole) == (f"0 1 {CUT} 48 49", text)
    assert asked(text, 50, 4).text == text
    grown = asked_in(text, 13, brief)
    assert grown.words == 13
    assert asked_in("a b c d e f", 6, asked("a b c d e f", 4, 4)).text == "a b c d e f"


@pytest.mark.parametrize("question", [CASE, "plain", "How many Gy?", "unclear", LONG_NOTE])
@pytest.mark.parametrize("reader", ["oncologist", "nurse_or_pharmacist"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_words_above_the_fold_are_counted_as_the_browser_shows_them(
    opening: Opening, question: str, reader: str, width: int
) -> None:
    page = opening(width)
    page.goto("/")
    page.context.request.post("/preferences", form={"reader": reader, "back": "/"})
    ask(page, question)
    seen = page.evaluate(WORDS, 0)
    shown = made(question, Reader(reader))
    kept_for_others = 0 if shown.page.is_tight else WORDS_OF_ABBREVIATIONS
    assert len(seen) <= shown.words <= LIMIT, seen
    if reader == "oncologist":
        assert len(seen) == shown.words - kept_for_others, seen


def test_everything_that_is_folded_away_unfolds_and_is_printed(answered: Page) -> None:
    folds = answered.locator(".exchange details:not([open]) > summary")
    while folds.count():
        folds.first.focus()
        answered.keyboard.press("Enter")
    words = " ".join(answered.evaluate(WORDS, 0))
    for part in ("SRS alone, or resection", "Good performance status is read", "warfarin"):
        assert part in words
    answered.reload()
    answered.emulate_media(media="print")
    printed = answered.locator(".exchange").inner_text()
    for part in ("SRS alone, or resection", "Good performance status is read", "warfarin"):
        assert part in printed


def made(question: str, reader: Reader) -> Shown:
    """The exchange as the test server shows it."""
    pack = first_pack()
    answer = WholeAnswers(pack.guideline).respond(question).answer
    return shown_of((question,), sent(answer), Library([pack]), reader)


def shown_of(turns: tuple[str, ...], body: bytes, library: Library, reader: Reader) -> Shown:
    stored = StoredAnswer(
        answer_id="a" * 64,
        conversation_id="c" * 32,
        turn=len(turns) - 1,
        inputs=AnswerInputs(turns),
        body=body,
        trace={},
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    return show(stored, library, TODAY, reader, names_of(library))


def test_no_answer_to_the_tuning_questions_has_more_words_above_the_fold(home: Path) -> None:
    assistant, library = open_assistant(Settings(home)), Library([first_pack()])
    asked_of, crowded = 0, []
    for folder in (SETS / "tuning", SETS / "cases" / "tuning"):
        for file in sorted(folder.glob("*.jsonl")):
            with file.open(encoding="utf-8") as rows:
                for row in islice(map(json.loads, rows), 0, None, EVERY):
                    given = row.get("turns") or ([row] if "text" in row else [])
                    turns = tuple(turn["text"] for turn in given)
                    for count in range(1, len(turns) + 1):
                        told = turns[:count]
                        body = sent(respond(assistant, told, Scope(None)).answer)
                        asked_of += 1
                        for reader in Reader:
                            one = shown_of(told, body, library, reader)
                            if one.words > LIMIT or any(is_urgent(b) for b in one.below):
                                crowded.append((row["id"], count, reader.value, one.words))
    assert asked_of > 80
    assert crowded == []


def is_urgent(block: Block) -> bool:
    """Whether it must not be folded away."""
    return block.kind in ("verdict", "direct", "correction", "abstention") or getattr(
        block.item, "kind", ""
    ) in ("caution", "emergency")
