"""Golden answers, read as Markdown and reviewed as a diff.

`UPDATE_GOLDEN=1 pytest tests/assistant/test_golden.py` writes them anew. An answer that
changed although none of its inputs did means that code changed it: raise ENGINE first.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

from assistant.conversation import Conversation
from assistant.opening import open_assistant
from assistant.settings import Settings

GOLDEN = Path(__file__).parent / "golden" / "answers.md"
CONVERSATIONS = [
    ["What counts as oligoprogression?", "and where is the benefit greatest?"],
    ["Gamma knife or whole brain for two brain mets on Tagrisso?", "why not whole brain?"],
    ["What imaging is needed before SBRT?", "and how often afterwards?"],
    ["Is surgery an option for a growing lung primary when the mets are quiet?"],
    ["Which dose and fractionation for SBRT to an adrenal met?"],
    ["What is the overall survival with this approach?"],
    ["Has this page been approved, and when was it last updated?"],
    ["How strong is the evidence?"],
    ["Who is liable if I follow this text?"],
    ["Recommend a pasta recipe"],
    ["Welche Dosis ist bei der Bestrahlung der Nebenniere und wie viele Fraktionen?"],
    ["?!"],
]


def test_answers_are_the_golden_ones(home: Path) -> None:
    assistant = open_assistant(Settings(home))
    shown, fingerprint = [], ""
    for questions in CONVERSATIONS:
        conversation = Conversation()
        for question in questions:
            response = assistant.respond(question, conversation)
            conversation = response.conversation
            fingerprint = json.dumps(asdict(response.answer.fingerprint), indent=1)
            shown.append(f"## {response.answer.resolved_question}\n\n{response.answer.text}")
    document = f"# Golden answers\n\n```json\n{fingerprint}\n```\n\n" + "\n".join(shown)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(document, encoding="utf-8")
    golden = GOLDEN.read_text(encoding="utf-8")
    if golden == document:
        return
    same_inputs = golden.split("```")[1] == document.split("```")[1]
    assert golden == document, (
        "answers changed although no input did: raise ENGINE in assistant/engine.py"
        if same_inputs
        else "answers or inputs changed: review the diff, then UPDATE_GOLDEN=1"
    )
