"""Compose: what was selected and what the rules say, or the silence, as an answer.

Nothing is written here but quotes, the declared words of rules and the closed phrases of
`templates.yaml`. `answering` chooses the outcome and puts the parts together, `patient`
and `plan` turn a case and its findings into parts, `text` writes them as Markdown,
`said` knows which phrase says a verdict, `seal` gives the id.
"""

from assistant.compose.answering import (
    FOREIGN_SIMILARITY,
    MOST_WORDS,
    NOT_ASKED,
    Draft,
    compose,
    plain_words,
    unreadable,
)
from assistant.compose.asserted import asks_whether
from assistant.compose.claims import assumed
from assistant.compose.matching import Near
from assistant.compose.patient import Terms
from assistant.compose.plan import Consultation
from assistant.compose.premise import Claim
from assistant.compose.seal import sealed
from assistant.compose.text import FOLD_WORDS, above_the_fold, banner_lines

__all__ = [
    "FOLD_WORDS",
    "FOREIGN_SIMILARITY",
    "MOST_WORDS",
    "NOT_ASKED",
    "Claim",
    "Consultation",
    "Draft",
    "Near",
    "Terms",
    "above_the_fold",
    "asks_whether",
    "assumed",
    "banner_lines",
    "compose",
    "plain_words",
    "sealed",
    "unreadable",
]
