"""Kept templates: an answer is read back in the words that it was written in.

The answer here has every kind of part about a patient. `EARLIER_TEXT` is what the program
wrote before a layout was named, kept as it was: it must verify for ever.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer, Fingerprint
from assistant.asks import Asks
from assistant.templates import EARLIER, TEMPLATES, KeptTemplates, Templates, templates
from assistant.verify import Verifier
from corpus.errors import KeepingError
from corpus.guideline import Guideline, sha256
from tests.assistant.consulting import TURN, Rules
from tests.assistant.doubles import Shelf
from tests.assistant.plan_bench import planned
from tests.assistant.selection.material import made_material

FIRST = "4bbddf56a8293d8e1aa64f948e03ccdd6e54e63bf32302e6623909a7068685cb"
EARLIER_TEXT = (
    "**This text does not cover emergencies.** [1]\n"
    "\n"
    "- **An inhaled steroid: supported** by the text (review status not stated). [2] [3]\n"
    "- **Relief: not decided yet** (review status not stated)."
    " [5]\n"
    "- **Waiting: not supported**, the text says otherwise (review status not stated)."
    " [2] [3] [4]\n"
    "\n"
    "Missing: Is there wheeze? This decides whether relief is supported.\n"
    "\n"
    "Caution: Relief above twice a week is a sign of poor control. [4]\n"
    "\n"
    "Why:\n"
    "\n"
    "- This text does not cover emergencies. [1]\n"
    "- After attacks the text adds a steroid, it does not wait. [2] [3] [4]\n"
    "- Relief is recommended for wheeze; whether there is wheeze is not said. [5]\n"
    "- Two attacks or more: an inhaled steroid is added."
    " Reading of this pack: An attack is one that was treated. [2] [3]\n"
    "- Relief above twice a week is a sign of poor control. [4]\n"
    "\n"
    "These passages of the text pull in different directions; both are shown: [5] [4]\n"
    "\n"
    "What the text says:\n"
    "\n"
    "- A review of control is recommended every 3-12 months. [1] *Follow-up*\n"
    "- Add an inhaled steroid: after two attacks in a year [2] [3] *Prevention*\n"
    "- Relief above twice a week is a sign of poor control. [4] *Relief*\n"
    "- A short-acting beta agonist is recommended for relief of wheeze. [5] *recommendation*\n"
    "\n"
    "What would change this:\n"
    "\n"
    "- If there is wheeze: relief becomes supported.\n"
    "- If attacks: 0 or 1: an inhaled steroid becomes not supported, waiting becomes not"
    " addressed.\n"
    "\n"
    "Read from the message: attacks: 3 (“3 attacks”); devices: spacer (“spacer”);"
    " age: 7 or 8 or 9.\n"
    "Assumed: asthma yes.\n"
)
FINGERPRINT = Fingerprint(**dict.fromkeys(Fingerprint.__dataclass_fields__, "-"))
WORDS = TEMPLATES.read_text(encoding="utf-8")
OTHER_WORDS = WORDS.replace("**{action}: supported** by the text", "**{action}: backed** by it")
FALSE_WORDS = WORDS.replace("**{action}: not supported**, the text says otherwise", "**{action}**")


@pytest.fixture(scope="module")
def guideline(tmp_path_factory: pytest.TempPathFactory) -> Guideline:
    folder: Path = tmp_path_factory.mktemp("asthma")
    return made_material(folder).guideline


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def kept(home: Path, text: str) -> Templates:
    """The table of these words, kept in the home as opening keeps it."""
    home.mkdir(exist_ok=True)
    file = home / "templates.yaml"
    file.write_text(text, encoding="utf-8")
    table = Templates.of(text, "templates.yaml")
    KeptTemplates(home).add(table.sha256, file)
    return table


def faults(guideline: Guideline, home: Path, answer: Answer) -> tuple[str, ...]:
    verifier = Verifier(Shelf(guideline), Asks(), Rules(), phrases=KeptTemplates(home))
    return verifier.faults(answer, [TURN])


def test_an_answer_verifies_after_the_templates_changed(guideline: Guideline, home: Path) -> None:
    answer = planned(guideline, kept(home, OTHER_WORDS))
    assert "An inhaled steroid: backed** by it" in answer.text
    assert answer.fingerprint.templates != templates().sha256
    assert faults(guideline, home, answer) == ()


def test_todays_words_under_an_earlier_hash_are_forged(guideline: Guideline, home: Path) -> None:
    today = planned(guideline, templates())
    assert faults(guideline, home, today) == ()
    then = kept(home, OTHER_WORDS).sha256
    forged = replace(today, fingerprint=replace(today.fingerprint, templates=then))
    assert any("neither quote nor closed phrase" in f for f in faults(guideline, home, forged))


def test_a_table_that_nobody_kept_makes_nothing_true(guideline: Guideline, home: Path) -> None:
    """Whoever forges an answer may name the hash of words of his own."""
    false = Templates.of(FALSE_WORDS, "forged")
    found = faults(guideline, home, planned(guideline, false))
    assert f"written with ({false.sha256[:12]}) are not kept here" in found[0]
    assert any("neither quote nor closed phrase: '- **Waiting**" in fault for fault in found)


def test_a_kept_table_that_was_changed_is_not_read(guideline: Guideline, home: Path) -> None:
    table = kept(home, OTHER_WORDS)
    (home / "templates" / f"{table.sha256}.yaml").write_text(FALSE_WORDS, encoding="utf-8")
    assert KeptTemplates(home).templates(table.sha256) is None
    forged = replace(
        planned(guideline, Templates.of(FALSE_WORDS, "forged")),
        fingerprint=replace(FINGERPRINT, templates=table.sha256),
    )
    assert faults(guideline, home, forged)


def test_a_line_of_a_kept_table_cannot_be_changed(guideline: Guideline, home: Path) -> None:
    answer = planned(guideline, kept(home, OTHER_WORDS))
    forged = replace(answer, text=answer.text.replace("steroid: backed", "steroid: supported"))
    assert faults(guideline, home, forged)


def test_an_answer_of_a_layout_to_come_is_held_to_today(guideline: Guideline, home: Path) -> None:
    table = kept(home, WORDS.replace("layout: 2", "layout: 99"))
    assert table.layout == 99
    answer = planned(guideline, table)
    assert faults(guideline, home, answer) == (), "its lines are still those of today"
    forged = replace(answer, text=answer.text.replace("Caution:", "By the way:"))
    assert "not kept here" in faults(guideline, home, forged)[0]


def test_what_was_written_before_layouts_had_a_name_verifies(
    guideline: Guideline, home: Path
) -> None:
    first = KeptTemplates(home).templates(FIRST)
    assert first is not None
    assert first.layout == 1
    answer = planned(guideline, templates())
    ending = answer.text[answer.text.index("Asthma in adults, version") :]
    earlier = replace(
        answer,
        fingerprint=replace(FINGERPRINT, templates=FIRST),
        text=f"{EARLIER_TEXT}\n{ending}",
    )
    assert faults(guideline, home, earlier) == ()
    assert faults(guideline, home, replace(earlier, fingerprint=answer.fingerprint))
    for line in filter(None, earlier.text.split("\n")):
        without = replace(earlier, text=earlier.text.replace(f"{line}\n", "", 1))
        assert faults(guideline, home, without), line


@pytest.mark.parametrize("file", sorted(EARLIER.glob("*.yaml")), ids=lambda f: f.stem[:12])
def test_the_earlier_tables_are_what_their_names_say(file: Path) -> None:
    assert sha256(file.read_text(encoding="utf-8")) == file.stem


@pytest.mark.parametrize("identity", ["", "../x", "a" * 64, "A" * 64])
def test_what_is_not_kept_is_none(home: Path, identity: str) -> None:
    assert KeptTemplates(home).templates(identity) is None


def test_a_disk_that_does_not_keep_is_one_line(home: Path) -> None:
    home.write_text("a file", encoding="utf-8")
    with pytest.raises(KeepingError, match="templates are not kept"):
        KeptTemplates(home).add("a" * 64, TEMPLATES)
