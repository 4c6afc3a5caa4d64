"""Agreement: a refusal that the rules and the head take back together.

"Keep pembrolizumab going with SBRT?" looks like the many questions on a drug that the text
leaves open, "can I use SBRT for an adrenal met?" like those on how it is done. Where a message
asks for nothing but whether to go on with a systemic therapy, or is a bare proposal of local
therapy, the rules have a verdict on all that it proposes, and the section that is likeliest is
one that this verdict rests on, that section answers, unless the head is quite sure of silence.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.compose.direct import is_about, whether
from assistant.compose.outcome import Weighing
from assistant.compose.plan import UNADDRESSED
from assistant.selection.evidence import attribute_lexicon
from assistant.selection.select import DOUBTED_SILENCE, Selection
from corpus.guideline import Guideline, Statement
from corpus.lexicon import Lexicon
from index.tokens import words

# Two that agree need not each be sure.
LIKELY = 0.5
SYSTEMIC = frozenset(
    ("continue_tki", "stop_tki", "switch_systemic", "continue_systemic", "stop_systemic")
)


def agreed(weighing: Weighing, guideline: Guideline, lexicon: Lexicon) -> Selection:
    """The selection, with what answers a general question although the head refuses it."""
    selection = weighing.selection
    found = _ruled(weighing, guideline, lexicon) if selection.refused else ()
    return replace(selection, refused=False, statements=found, nearest=()) if found else selection


def _ruled(weighing: Weighing, guideline: Guideline, lexicon: Lexicon) -> tuple[Statement, ...]:
    """The statements of the likeliest section that the verdicts rest on."""
    consultation, chances = weighing.consultation, weighing.selection.judgement.sections
    proposed = set(consultation.proposed_now)
    if consultation.case.about_patient or not proposed or _asks_for_more(weighing):
        return ()
    at_issue = proposed & SYSTEMIC
    if not at_issue:
        sentence = whether(weighing.asked)
        at_issue = proposed if sentence and is_about(sentence, consultation, lexicon) else set()
    section = max(chances, key=lambda name: (chances[name], name))
    verdicts = [f for f in consultation.checked.findings if f.kind == "verdict"]
    ruled = {f.action for f in verdicts if f.verdict != UNADDRESSED}
    if chances[section] < LIKELY or not proposed <= ruled:
        return ()
    drawn = {name for f in verdicts if f.action in at_issue for name in f.statements}
    return tuple(s for s in guideline.statements if s.id in drawn and s.section_id == section)


def _asks_for_more(weighing: Weighing) -> bool:
    """Whether something else is asked for than whether to do it, or of something else."""
    if weighing.selection.missing or weighing.asks_in_vain or weighing.asks_for_more:
        return True
    is_sure = weighing.selection.judgement.silent >= DOUBTED_SILENCE
    return is_sure or _has_foreign(weighing) or bool(attribute_lexicon().find(weighing.asked))


def _has_foreign(weighing: Weighing) -> bool:
    """Whether a word is neither the guideline's nor one that the plan was read from."""
    consultation = weighing.consultation
    said = (m.text for action in consultation.case.actions for m in action.mentions)
    read = {word for text in said for word in words(text)}
    return any(set(words(word)) - read for word in weighing.evidence.uncovered)
