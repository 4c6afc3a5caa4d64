"""Old answers hold after their pack was edited, from the command line and over the real index."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from assistant.cli.parts import Parts
from assistant.library import Library
from assistant.preparation import prepare
from corpus.packs import BUNDLED, load_pack
from tests.assistant.commands import run

ID = "nsclc-oligoprogression"
ASKED = "Has a human reviewed this content?"
PATIENT = "EGFR, on osimertinib, ECOG 1, two progressing lesions in the lung: SBRT?"
EDITS = {
    "assertions.yaml": (ASKED, "Has any human yet reviewed this content?"),
    "facts.yaml": ("label: progressing lesions", "label: lesions that grow"),
}


def edited(folder: Path) -> Library:
    """A library of the bundled pack with another assertion and another word for a fact."""
    shutil.copytree(BUNDLED / ID, folder)
    for name, (before, after) in EDITS.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after), encoding="utf-8")
    return Library([load_pack(folder)])


def test_an_old_answer_verifies_and_a_replay_says_what_differs(real: Parts, tmp_path: Path) -> None:
    told, patient = (run(real, "ask", "--json", text) for text in (ASKED, PATIENT))
    answer = json.loads(told.stdout)
    assert ASKED in answer["direct"]["text"]
    assert "progressing lesions: 2" in json.loads(patient.stdout)["text"]
    library = edited(tmp_path / "pack")
    today = replace(real, open_library=lambda _: library)
    for stored, message in ((told, ASKED), (patient, PATIENT)):
        verified = run(today, "verify", "-", "--message", message, stdin=stored.stdout)
        assert (verified.exit_code, verified.stdout[:9]) == (0, "verified;"), verified.stdout

    forgotten = tmp_path / "forgotten"
    shutil.copytree(real.settings().home, forgotten)
    for name in ("questions", "rules"):
        shutil.rmtree(forgotten / name)
    without = replace(today, environment={"ASSISTANT_HOME": str(forgotten)})
    assert "are not kept here" in run(without, "verify", "-", stdin=told.stdout).stdout
    assert "are not kept here" in run(without, "verify", "-", stdin=patient.stdout).stdout

    prepare(today.settings(), library)
    replayed = run(today, "answers", "replay", answer["answer_id"])
    assert replayed.exit_code == 1
    first, *others = replayed.stdout.splitlines()
    assert first.startswith("different bytes; changed since: facts (")
    assert " questions (" in first
    assert any(line.startswith("  - ") and ASKED in line for line in others)
