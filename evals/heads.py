"""The heads as committed: fitted to the tuning questions and written where they are read.

`python -m evals fit SET…` writes the trained head of one guideline into its pack and the
general head beside the code that reads it. The same sets give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.conversation import Question
from assistant.errors import HeadError
from assistant.knowledge import WEIGHTS, knowledge_of
from assistant.library import open_library
from assistant.opening import open_index
from assistant.selection.evidence import Evidence, views_of
from assistant.selection.head import GENERAL_WEIGHTS, Judgement
from assistant.settings import Settings
from corpus.errors import UnknownGuideline
from corpus.guideline import Guideline
from corpus.lexicon_file import general_lexicon
from evals.encoders import RememberingEncoder
from evals.fit import Fitted, Material, examples, fit, fit_general, questions_of
from evals.question_set import QuestionSet


class Unfitted:
    """In the place of a head that is about to be replaced, and may be one of another text."""

    fingerprint = ""
    follow_ups = None

    def judge(self, _: Evidence, guideline: Guideline, /) -> Judgement:
        raise HeadError(f"the head of {guideline.id} is not fitted; run: python -m evals fit")


def material_of(settings: Settings, guideline: str) -> tuple[Material, Path]:
    """What fitting to a bundled guideline needs, and the folder of its pack."""
    library = open_library(settings.home)
    packs = {pack.guideline.id: pack for pack in library.packs}
    pack = packs.get(guideline)
    if pack is None or pack.folder is None:
        raise UnknownGuideline(f"there is no bundled guideline {guideline!r} to fit a head to")
    index, encoder = open_index(settings, library)
    knowledge = knowledge_of(pack, Unfitted(), english=encoder.words)
    return Material(knowledge, index, RememberingEncoder(encoder)), pack.folder


def write_heads(settings: Settings, sets: Sequence[QuestionSet], guideline: str) -> list[Path]:
    """Fits both heads to the sets and writes them; returns their files."""
    material, folder = material_of(settings, guideline)
    trained, general = fit_heads(material, sets)
    trained.write(folder / WEIGHTS)
    general.write(GENERAL_WEIGHTS)
    return [folder / WEIGHTS, GENERAL_WEIGHTS]


def fit_heads(material: Material, sets: Sequence[QuestionSet]) -> tuple[Fitted, Fitted]:
    """The head of the material's guideline and the general one, fitted to the sets."""
    _encode_ahead(material, sets)
    seen = [e for part in sets for e in examples(part.writer, part.cases, material)]
    return fit(seen, material), fit_general(seen, material)


def _encode_ahead(material: Material, sets: Sequence[QuestionSet]) -> None:
    """Lets the encoder remember every text of a fit: together, and alike in length, they take
    a fraction of the time that they take one by one."""
    knowledge = material.knowledge
    asked = [question for part in sets for _, question in questions_of(part.cases)]
    bank = [Question(text) for _, text in (*knowledge.bank.questions, *knowledge.bank.silent)]
    hearing = knowledge.hearing
    views = [views_of(q, knowledge.lexicon, hearing) for q in (*asked, *bank)]
    views += [views_of(q, general_lexicon(), hearing) for q in asked]
    texts = {text for view in views for text in view.texts}
    material.encoder.encode(sorted(texts, key=lambda text: (len(text), text)))
