"""Text as Markdown is shown by a renderer as it stands."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.markdown import as_markdown

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(markdown: str) -> list[str]:
    """The texts of a document's paragraphs as a renderer shows them, images left out."""
    tokens = RENDERER.parse(markdown)
    assert {t.type for t in tokens} <= {
        "paragraph_open", "paragraph_close", "inline", "bullet_list_open", "bullet_list_close",
        "list_item_open", "list_item_close",
    }, markdown  # fmt: skip
    assert sum(t.type == "list_item_open" for t in tokens) == markdown.startswith("- ")
    return [
        "".join(child.content for child in token.children or [] if child.type == "text")
        for token in tokens
        if token.type == "inline"
    ]


SIGNS = "*_`~<>&[]()!#+-=|\\\"':;.,/?{}^$ aB1é≤½–\u00a0"
VISIBLE = st.characters(exclude_categories=["C"])
LINES = st.text(st.sampled_from(SIGNS) | VISIBLE, min_size=1)
LINES = LINES.map(lambda text: " ".join(text.split())).filter(bool)


@settings(max_examples=1_000)
@given(LINES)
@example("Give 2*3*4 mg to <EGFR> with [never](x), `a` &lt;5 ~~not~~ of C:\\_x\\_ ![not](a.png)")
@example("> 5 lesions")
@example("1. first")
@example("- - x")
@example("---")
@example("===")
@example("[ ] done")
@example("[a b]: y")
@example("[a]: /y 'z'")
@example("__init__ a_b_c _x_ *")
@example("&#x202e; &nbsp; &amp")
@example("<https://example.org> <a@b.de>")
def test_a_line_is_shown_as_it_stands(text: str) -> None:
    assert shown(f"- {as_markdown(text)} [1] *x*")[0].startswith(text)
    assert shown(as_markdown(text)) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "SBRT in <5 lesions, >3 of them (≤5), p<0.05, 1-3 sites, 10.0 months",
        "EGFR/ALK: 2 & 3; ~5 weeks, 50%, a_b, [1], \"x\", 'y' – z… T, version 2025-07-28.2.",
        "-5 mg, +2, 1.5 cm",
    ],
)
def test_what_is_no_markup_stays_as_it_stands(text: str) -> None:
    assert as_markdown(text) == text
