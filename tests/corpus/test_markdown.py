"""Markdown comes out as blocks with its words, without its markup."""

from __future__ import annotations

from textwrap import dedent

import pytest

from corpus.blocks import Block
from corpus.readers.markdown import read_markdown
from corpus.readers.tidy import tidy
from tests.corpus.making import from_markdown, headings, shown


def blocks(text: str) -> list[Block]:
    document, _, faults = read_markdown(dedent(text), "gout.md")
    assert faults == []
    return list(document.blocks)


def texts(text: str) -> list[str]:
    return [block.text for block in blocks(text)]


def test_headings_of_both_kinds() -> None:
    document, _, _ = read_markdown("Gout\n====\n\nDrugs\n---\n\n### Dose *now* ###\n\ntext", "g.md")
    assert headings(document) == [(1, "Gout"), (2, "Drugs"), (3, "Dose now")]


def test_lists_nest_and_keep_their_numbers() -> None:
    assert [(b.level, b.mark, b.text, b.line) for b in blocks("""\
        1. assess
           with a wrapped line
        lazily continued
        2. adjust:
           - dose
             * in steps
        7) other
        """)] == [
        (1, "1.", "assess with a wrapped line lazily continued", 1),
        (1, "2.", "adjust:", 4),
        (2, "-", "dose", 5),
        (3, "-", "in steps", 6),
        (1, "7)", "other", 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("*Avoid* __all__ `NSAIDs` ~now~", "Avoid all NSAIDs ~now~"),
        ("[the site](http://x.org) and <http://y.org>", "the site and http://y.org"),
        ("a\\\nb  \nc", "a b c"),
        ("5 &lt; 6 &amp; 7 \\* 8", "5 < 6 & 7 * 8"),
        ("10<sup>9</sup>/L, m<sup>2</sup>, CO<sub>2</sub>", "10⁹/L, m², CO2"),
        ("It works.<sup>1, 2</sup>", "It works.¹˒²"),
        ("It works.$^{1,2}$", "It works.¹˒²"),
        ("Risk<sup>a</sup>", "Risk^a"),
        ("It works [3](#ref3).", "It works [3]."),
        ("one<br>two <b>three</b> <!-- four --> five", "one two three five"),
        ("<EGFR positive> patients with p<0.05", "<EGFR positive> patients with p<0.05"),
        ("> quoted", "quoted"),
    ],
)
def test_inline_markup(markdown: str, plain: str) -> None:
    assert texts(markdown) == [plain]


def test_table_rows_are_whole_statements_under_their_columns() -> None:
    guideline = from_markdown("""\
        | Drug | Dose | Grade |
        |------|:----:|-------|
        | Colchicine | 1 mg. Then 0.5 mg. | A [1] |
        | Naproxen | | B [2] |
        """)
    assert [(s.text, s.source_refs) for s in guideline.statements] == [
        ("Drug: Colchicine; Dose: 1 mg. Then 0.5 mg.; Grade: A", ("1",)),
        ("Drug: Naproxen; Grade: B", ("2",)),
    ]


def test_a_table_whose_first_row_is_a_sentence_has_no_column_names() -> None:
    assert texts("| Whom to treat? | All adults. |\n|---|---|\n| When? | Early. |\n") == [
        "Whom to treat?; All adults.",
        "When?; Early.",
    ]


def test_footnotes_are_markers_and_a_reference_list() -> None:
    guideline = from_markdown("""\
        # Gout

        Colchicine works[^1] early.[^smith]

        [^1]: Smith J. Colchicine. 2020.
        [^smith]: http://x.org
            with a second line

        ## Rest

        Rest helps.
        """)
    assert [(s.text, s.source_refs) for s in guideline.statements] == [
        ("Colchicine works early.", ("1", "smith")),
        ("Rest helps.", ()),
        ("Smith J. Colchicine. 2020.", ()),
        ("http://x.org with a second line", ()),
    ]
    assert guideline.text.endswith(
        "## References\n\n[1] Smith J. Colchicine. 2020.\n[smith] http://x.org with a second line\n"
    )


def test_footnotes_join_a_reference_list_that_is_there() -> None:
    guideline = from_markdown("# Gout\n\nIt works[^1].\n\n## References\n\n[^1]: Smith J. 2020.\n")
    assert guideline.text.count("References") == 1
    assert guideline.statements[-1].section_id == "references"


def test_what_is_no_prose_is_dropped_and_reported() -> None:
    document, _, _ = read_markdown(
        "Give it.\n\n```\ncode\n```\n\n    more code\n\n<div>raw</div>\n\n![A chart](c.png)\n\n"
        "Text ![](d.png) here.\n",
        "g.md",
    )
    assert [block.text for block in document.blocks] == ["Give it.", "Text here."]
    assert [(d.line, d.text, d.why) for d in document.dropped] == [
        (3, "code", "code"),
        (7, "more code", "code"),
        (9, "<div>raw</div>", "raw HTML"),
        (11, "A chart", "image"),
        (13, "d.png", "image"),
    ]


def test_a_second_paragraph_of_an_item_has_no_number() -> None:
    assert [(b.mark, b.text) for b in blocks("1. one\n\n   more\n\n2. two\n")] == [
        ("1.", "one"),
        ("-", "more"),
        ("2.", "two"),
    ]


def test_front_matter_is_kept_raw_with_lines() -> None:
    document, front, _ = read_markdown("---\nid: gout\ntitle: Gout\n---\n\nGive it.\n", "g.md")
    assert document.front_matter == {"id": "gout", "title": "Gout"}
    assert front.line(("title",)) == 3
    assert document.blocks[0].line == 6


def test_front_matter_that_is_not_closed() -> None:
    _, front, _ = read_markdown("---\nid: gout\n\nGive it.\n", "g.md")
    assert [str(f) for f in front.faults] == [
        "g.md:1: the front matter is not closed; add a line ---"
    ]


def test_attributes_and_their_faults() -> None:
    document, _, faults = read_markdown(
        "- Give it. {#one .caveat refs=1,2 lines=3}\n- Rest {see below}\n- A {lines=x}\n"
        "- B {size=3}\n",
        "g.md",
    )
    first, second, *_ = document.blocks
    assert first.text == "Give it."
    assert first.attributes is not None
    assert first.attributes.refs == ("1", "2")
    assert (second.text, second.attributes) == ("Rest {see below}", None)
    assert [str(fault) for fault in faults] == [
        "g.md:3: not line numbers: lines=x",
        "g.md:4: unknown attribute 'size'",
    ]


def test_lead_ins_of_nested_lists() -> None:
    guideline = from_markdown("Consider:\n\n- surgery for\n  - single lesions\n- rest\n")
    assert [shown(guideline, s) for s in guideline.statements] == [
        "Consider: > surgery for",
        "Consider: > surgery for > single lesions",
        "Consider: > rest",
    ]


def test_an_item_is_a_lead_in_although_it_ends_in_a_full_stop() -> None:
    guideline = from_markdown(
        "Adjust the dose.\n\n- In an eGFR below 30.\n  - Halve the dose.\n- In others.\n"
    )
    assert [shown(guideline, s) for s in guideline.statements] == [
        "Adjust the dose.",
        "In an eGFR below 30.",
        "In an eGFR below 30. > Halve the dose.",
        "In others.",
    ]


def test_an_undeclared_document_is_tidied() -> None:
    document, _, _ = read_markdown(
        dedent("""\
        # Gout

        Share this page

        Medical Advisory BoardAll articles are reviewed

        Last updated: 3 May 2024

        Have a follow-up question?
        """),
        "g.md",
    )
    tidied = tidy(document)
    assert [b.text for b in tidied.blocks] == [
        "Gout",
        "Medical Advisory Board",
        "All articles are reviewed",
        "Last updated: 3 May 2024",
    ]
    assert tidied.front_matter["title"] == "Gout"
    assert tidied.front_matter["last_updated"].isoformat() == "2024-05-03"
    assert [(d.line, d.why) for d in tidied.dropped] == [
        (3, "sharing buttons"),
        (9, "advertisement"),
    ]
