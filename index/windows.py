"""Windows: the parts of a long statement, each with a vector of its own.

The encoder reads the first 256 word pieces of a text and makes one vector of all of them;
what a long statement says in a late or a single sentence is lost in it. A statement of
more than `LONGEST_CHARACTERS` therefore has windows as well: runs of whole sentences of
about equal length that together are the statement.
"""

from __future__ import annotations

from itertools import groupby

# Shorter statements are read whole, and one vector says what they say.
LONGEST_CHARACTERS = 800
# About 120 word pieces. Single sentences are no better and need three times the vectors.
WINDOW_CHARACTERS = 600


def windows(text: str) -> tuple[str, ...]:
    """The windows of a statement's text in order; none for a short one."""
    if len(text) <= LONGEST_CHARACTERS:
        return ()
    # Reads its word lists with pydantic; a guideline without long statements needs neither.
    from corpus.sentences import sentence_spans

    count = -(-len(text) // WINDOW_CHARACTERS)

    def window(span: tuple[int, int]) -> int:
        return sum(span) * count // (2 * len(text))

    runs = [list(run) for _, run in groupby(sentence_spans(text), key=window)]
    return tuple(text[run[0][0] : run[-1][1]] for run in runs) if len(runs) > 1 else ()
