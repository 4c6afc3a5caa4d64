"""Kept asks: an old answer is held against the questions and labels that it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.answer import Abstention, Answer, Outcome, combined
from assistant.asks import AsksOfAllTimes, KeptAsks
from assistant.cite import citations_of
from assistant.compose.text import render
from assistant.knowledge import asks_of, banks_in_scopes
from assistant.templates import templates
from assistant.verify import Verifier
from corpus.bank import QuestionBank
from corpus.errors import KeepingError
from corpus.lexicon import Lexicon
from corpus.packs import Pack, load_pack
from tests.assistant.consulting import TERMS
from tests.assistant.doubles import Shelf
from tests.assistant.reply_bench import ASSERTIONS, BANK, Bench, made_bench

ASKED = "Is the patch preferred first?"
ASSERTED = "Is the patch preferred?"
ATTRIBUTES = "terms:\n  fee: {label: what it costs, kind: attribute, forms: [fee]}\n"
LEXICON = "c" * 64


@dataclass(frozen=True)
class Then:
    """A bench, answers of it, and a home that keeps what they were made with."""

    bench: Bench
    home: Path
    questions: str

    def answer(self) -> Answer:
        """One that was taken for an assertion, and suggests what to ask next."""
        found = self.bench.reply(
            ASKED, "treatment.patch", near=self.bench.near(**{"preferred?": 0.9})
        )
        assert found.direct
        assert ASSERTED in found.direct.text
        assert found.follow_ups == ("How often is a scan due?",)
        return self._made(found)

    def silence(self, label: str) -> Answer:
        """One that names something as not given."""
        guideline = self.bench.pack.guideline
        nearest = citations_of(guideline, guideline.statements[0])
        found = self.bench.reply(ASKED, "treatment.patch")
        abstained = replace(
            found,
            outcome=Outcome.ABSTAIN,
            direct=None,
            statements=(),
            follow_ups=(),
            not_considered=(),
            abstention=Abstention("not_addressed", (label,), nearest),
        )
        text = render(abstained, (guideline,), templates(), TERMS)
        return self._made(replace(abstained, text=text))

    def _made(self, answer: Answer) -> Answer:
        made_with = replace(answer.fingerprint, questions=self.questions, lexicon=LEXICON)
        return replace(answer, fingerprint=made_with)

    def faults(self, answer: Answer, today: Pack | None = None) -> tuple[str, ...]:
        """What a verifier says for which this pack is the one of today."""
        pack = today or self.bench.pack
        asks = AsksOfAllTimes(
            {pack.guideline.id: pack.bank},
            frozenset({"dose"}),
            asks_of([pack]),
            frozenset(banks_in_scopes([pack])),
            KeptAsks(self.home),
        )
        verifier = Verifier(Shelf(pack.guideline), asks)
        return verifier.faults(answer, [answer.resolved_question])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return made_bench(tmp_path_factory.mktemp("reply"), tmp_path_factory.mktemp("asthma"))


@pytest.fixture
def then(bench: Bench, tmp_path: Path) -> Then:
    home = tmp_path / "home"
    ((questions, packs),) = banks_in_scopes([bench.pack]).items()
    KeptAsks(home).add_questions(questions, packs)
    attributes = tmp_path / "names.yaml"
    attributes.write_text(ATTRIBUTES, encoding="utf-8")
    KeptAsks(home).add_lexicon(LEXICON, attributes)
    return Then(bench, home, questions)


def changed(then: Then, folder: Path, files: Mapping[str, str]) -> Pack:
    """The bench's pack with other files."""
    folder.mkdir()
    assert then.bench.pack.folder is not None
    for file in then.bench.pack.folder.iterdir():
        text = files.get(file.name, file.read_text(encoding="utf-8"))
        (folder / file.name).write_text(text, encoding="utf-8")
    return load_pack(folder)


CHANGES = {
    "an assertion in other words": {
        "assertions.yaml": ASSERTIONS.replace(ASSERTED, "Does the patch come before the pill?")
    },
    "an assertion that is gone": {
        "assertions.yaml": ASSERTIONS.replace(f"{ASSERTED}, ", "").replace("forbidden", "out")
    },
    "no assertions": {"assertions.yaml": "statements: {}\n"},
    "a follow-up in other words": {
        "questions.yaml": BANK.replace("How often is a scan due?", "When is a scan due?")
    },
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_answer_verifies_after_what_it_was_taken_for_changed(
    then: Then, tmp_path: Path, name: str
) -> None:
    today = changed(then, tmp_path / "today", CHANGES[name])
    answer = then.answer()
    assert then.faults(answer, today) == ()
    assert Verifier(Shelf(today.guideline), asks_of([today])).faults(answer, [ASKED])


def test_what_no_pack_of_then_asked_is_forged(then: Then, tmp_path: Path) -> None:
    """The kept bank counts instead of that of today, not beside it."""
    other = BANK.replace("How often is a scan due?", "When is a scan due?")
    today = changed(then, tmp_path / "today", {"questions.yaml": other})
    forged = replace(then.answer(), follow_ups=("When is a scan due?",))
    assert any("not in the bank" in fault for fault in then.faults(forged, today))


def test_what_is_not_kept_is_said_before_what_does_not_hold(then: Then, tmp_path: Path) -> None:
    today = changed(then, tmp_path / "today", {"assertions.yaml": "statements: {}\n"})
    answer = then.answer()
    for identity in ("a" * 64, "../home", ""):
        unknown = replace(answer.fingerprint, questions=identity)
        first, *others = then.faults(replace(answer, fingerprint=unknown), today)
        assert f"questions that this answer was made with ({identity[:12]}) are not kept" in first
        assert others
        assert then.faults(replace(answer, fingerprint=unknown)) == (), "those of today say it, too"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("questions.yaml", "Patch or pill?", "Pill or patch?"),
        ("assertions.yaml", "Is the pill the first", "Is the patch the first"),
        ("assertions.yaml", "statements:", "statements: ["),
    ],
)
def test_a_kept_bank_that_was_changed_is_not_read(
    then: Then, name: str, before: str, after: str
) -> None:
    kept = KeptAsks(then.home)
    file = then.home / "questions" / then.questions / then.bench.pack.guideline.id / name
    text = file.read_text(encoding="utf-8")
    assert kept.banks(then.questions) is not None
    file.write_text(text.replace(before, after), encoding="utf-8")
    assert kept.banks(then.questions) is None
    KeptAsks(then.home).add_questions(then.questions, [then.bench.pack])
    assert kept.banks(then.questions) is None, "what is kept is not written over"


def test_a_label_of_then_may_be_named(then: Then) -> None:
    silence = then.silence("what it costs")
    assert then.faults(silence) == ()
    unknown = replace(silence, fingerprint=replace(silence.fingerprint, lexicon="d" * 64))
    first, *others = then.faults(unknown)
    assert f"lexicon that this answer was made with ({'d' * 12}) is not kept here" in first
    assert others
    assert then.faults(then.silence("dose")), "a label of today is none of then"
    (then.home / "lexicons" / LEXICON / "attributes.yaml").write_text("terms: [", encoding="utf-8")
    assert "is not kept here" in then.faults(silence)[0]


def test_guidelines_without_a_bank_count_in_the_identity(then: Then, tmp_path: Path) -> None:
    pack = then.bench.pack
    meta = replace(pack.guideline.meta, id="another")
    bare = Pack(replace(pack.guideline, meta=meta), Lexicon(), QuestionBank())
    home = tmp_path / "both"
    kept = KeptAsks(home)
    for identity, packs in banks_in_scopes([bare, pack]).items():
        kept.add_questions(identity, packs)
    both = combined(one.bank.sha256 for one in (bare, pack))
    assert kept.banks(both) == {"another": QuestionBank(), pack.guideline.id: pack.bank}
    assert kept.banks(then.questions) == {pack.guideline.id: pack.bank}
    assert len(list((home / "questions").iterdir())) == 2, "nothing to keep of the bare one alone"


def test_a_disk_that_does_not_keep_is_one_line(then: Then, tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("a file", encoding="utf-8")
    with pytest.raises(KeepingError, match="questions are not kept"):
        KeptAsks(home).add_questions(then.questions, [then.bench.pack])
    with pytest.raises(KeepingError, match="names of attributes are not kept"):
        KeptAsks(home).add_lexicon(LEXICON, tmp_path / "names.yaml")
