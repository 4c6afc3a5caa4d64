"""The assistant's retrieval as a ranker of sections: the index, before any head chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.conversation import Conversation, resolve
from assistant.message import clean
from assistant.respond import Assistant
from corpus.errors import UnknownGuideline
from evals.ranking import Ranking
from index.retrieve import query_of
from index.search import search


class SectionRanker:
    """Ranks one guideline's sections by the best of their statements."""

    def __init__(self, assistant: Assistant, guideline: str) -> None:
        known = {k.guideline.id: k for k in assistant.knowledge}
        if guideline not in known:
            raise UnknownGuideline(
                f"there is no guideline {guideline!r}; there are: {', '.join(known)}"
            )
        self._assistant = assistant
        self._knowledge = known[guideline]

    def rank(self, messages: Sequence[str]) -> Mapping[str, Ranking]:
        """Fused, by vectors alone, and by words alone."""
        conversation = Conversation()
        for message in messages[:-1]:
            conversation = conversation.asked(resolve(clean(message), conversation))
        text = resolve(clean(messages[-1]), conversation).in_context
        index, guideline = self._assistant.index, self._knowledge.guideline
        expanded = self._knowledge.lexicon.expand(text)
        query = query_of(text, self._assistant.encoder, index, expanded)
        found = search(index, query, len(guideline.statements), guideline.id)
        return {
            "fused": _best([(hit.section_id, hit.score) for hit in found]),
            "vectors": _best([(hit.section_id, hit.dense) for hit in found]),
            "words": _best([(hit.section_id, hit.lexical) for hit in found]),
        }


def _best(scored: Sequence[tuple[str, float]]) -> Ranking:
    """Each section with the best score of its statements, ties by id."""
    best: dict[str, float] = {}
    for section, score in scored:
        best[section] = max(score, best.get(section, score))
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))
