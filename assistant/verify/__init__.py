"""Verify: an answer held against the stored text and rules, part by part, line by line.

Independent of how the answer was made: this package knows the answer's types, the stored
guidelines, what their packs declare and the closed phrases, and nothing of retrieval,
selection or the rule checker. It recomputes every offset and hash and folds the verdicts
anew; the answer's parts then say which lines `text` must have, in which order, and each
must be that closed phrase with its slots holding stored quotes, declared words, stored
front matter, known labels or words of the message. A part that nothing here can check
must be empty.
"""

from assistant.verify.sources import AskSource, NoTemplates, RuleSource, TemplateSource, TextSource
from assistant.verify.verifier import UNCHECKED, Verifier

__all__ = [
    "UNCHECKED",
    "AskSource",
    "NoTemplates",
    "RuleSource",
    "TemplateSource",
    "TextSource",
    "Verifier",
]
