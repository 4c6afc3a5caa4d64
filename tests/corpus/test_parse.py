"""Blocks become a stored text with sections and statements; faults are collected."""

from __future__ import annotations

from corpus.blocks import Attributes, Block, BlockKind, Document
from corpus.parse import parse
from corpus.slugs import slug
from tests.corpus.making import META, from_markdown, from_plain, parsed, shown


def test_the_stored_text_is_readable_and_spans_fit_it() -> None:
    guideline = from_markdown("""\
        # Gout

        It is common. It is painful.

        ## Drugs

        Choose one of:

        1. colchicine
           - low dose
        2. steroids

        Then review.
        """)
    assert guideline.text == (
        "# Gout\n\nIt is common. It is painful.\n\n## Drugs\n\nChoose one of:\n\n"
        "1. colchicine\n  - low dose\n2. steroids\n\nThen review.\n"
    )
    assert [(s.id, s.heading_path) for s in guideline.sections] == [
        ("gout", ("Gout",)),
        ("drugs", ("Drugs",)),
    ]
    assert [shown(guideline, s) for s in guideline.statements] == [
        "It is common.",
        "It is painful.",
        "Choose one of: > colchicine",
        "Choose one of: > colchicine > low dose",
        "Choose one of: > steroids",
        "Then review.",
    ]
    for section in guideline.sections:
        assert guideline.quote(section.span).startswith("#")


def test_section_ids_are_the_slugs_of_the_heading_path() -> None:
    guideline = from_markdown("""\
        # Gout

        ## 2. Drugs & doses

        ### (a) Colchicine™

        Give it.

        ### β-Blocker

        Avoid it.
        """)
    assert [s.id for s in guideline.sections] == [
        "drugs-doses/a-colchicinetm",
        "drugs-doses/blocker",
    ]
    assert slug("痛风").startswith("section-")


def test_with_several_top_headings_none_is_the_title() -> None:
    guideline = from_markdown(
        "# Gout\n\nOne.\n\n## Drugs\n\nTwo.\n\n# Asthma\n\n## Drugs\n\nThree.\n"
    )
    assert [s.id for s in guideline.sections] == ["gout", "gout/drugs", "asthma/drugs"]


def test_headings_that_stand_twice_are_numbered() -> None:
    guideline = from_markdown("# G\n\n## Drugs\n\nOne.\n\n## Drugs\n\nTwo.\n\n## Drugs\n\nThree.\n")
    assert [s.id for s in guideline.sections] == ["drugs", "drugs-2", "drugs-3"]


def test_a_sentence_that_stands_twice_has_two_ids() -> None:
    first, second = from_plain("Drug Choice\n\nRepeat it.\n\nRepeat it.\n").statements
    assert second.id == f"{first.id}-2"
    assert first.span != second.span


def test_ids_do_not_depend_on_what_stands_elsewhere() -> None:
    before = from_plain("A Title Here\n\nDrug Choice\n\nGive colchicine.\n\nGive rest.\n")
    after = from_plain("A Title Here\n\nNew Text\n\nMore.\n\nDrug Choice\n\nGive rest.\n")
    assert before.statements[1].id == after.statements[1].id


def test_text_above_the_first_heading_is_under_the_title() -> None:
    guideline = from_markdown("Stray text.\n\n## Drugs\n\nGive one.\n")
    assert guideline.sections[0].heading_path == (META.title,)
    assert guideline.sections[0].span.start == 0


def test_markers_of_a_sentence_and_of_a_lead_in() -> None:
    guideline = from_markdown("""\
        It is common [1]. It is painful.

        Options include [2]:

        - colchicine [3]
        - rest
        """)
    assert [(s.text, s.source_refs) for s in guideline.statements] == [
        ("It is common.", ("1",)),
        ("It is painful.", ()),
        ("colchicine", ("2", "3")),
        ("rest", ("2",)),
    ]


def test_the_reference_list_is_entries_not_claims() -> None:
    guideline = from_markdown("""\
        Colchicine works [1]. Rest helps [2].

        ## References

        1. Smith J. Colchicine. Lancet. 2020;1:1-2.
        2. Jones A. Rest. BMJ. 2021.
        """)
    entries = [s for s in guideline.statements if s.section_id == "references"]
    assert [(s.text, s.claim_type.value) for s in entries] == [
        ("Smith J. Colchicine. Lancet. 2020;1:1-2.", "administrative"),
        ("Jones A. Rest. BMJ. 2021.", "administrative"),
    ]


def test_an_authors_block_is_one_statement_as_it_stands() -> None:
    guideline = from_markdown("""\
        ## Drugs {#drugs}

        - Give one. Then rest 1, 2. {#first .recommendation refs=4,5 lines=3-4,7}
        """)
    (statement,) = guideline.statements
    assert statement.id == "drugs.first"
    assert statement.text == "Give one. Then rest 1, 2."
    assert statement.source_refs == ("4", "5")
    assert statement.source_lines == (3, 4, 7)


def test_faults_are_collected_with_their_lines() -> None:
    def block(
        kind: BlockKind, text: str, line: int, id: str | None = None, claim_type: str | None = None
    ) -> Block:
        return Block(kind, text, line, 1, None, Attributes(id, claim_type))

    item, heading = BlockKind.ITEM, BlockKind.HEADING
    document = Document(
        {},
        (
            block(heading, "Empty", 1, id="empty"),
            block(heading, "Drugs", 2, id="drugs"),
            block(item, "Give one.", 3, id="one", claim_type="advice"),
            block(item, "Give two.", 4, id="one"),
            block(heading, "Drugs", 5, id="drugs"),
            block(item, "Give three.", 6, id="three"),
        ),
    )
    _, faults = parse(document, META, "gout.md")
    assert [(fault.line, fault.message.split(";")[0]) for fault in sorted(faults)] == [
        (1, "the section 'empty' is empty"),
        (3, "unknown claim type 'advice'"),
        (4, "the statement id 'drugs.one' is there twice"),
        (5, "the section id 'drugs' is there twice"),
    ]


def test_a_text_without_a_statement_is_a_fault() -> None:
    _, faults = parse(Document({}, ()), META, "gout.md")
    assert [str(fault) for fault in faults] == [
        "gout.md:1: there is no statement in this guideline"
    ]


def test_a_number_or_a_rule_alone_is_no_statement() -> None:
    guideline = parsed(
        Document({}, tuple(Block(BlockKind.PARAGRAPH, t, 1) for t in ("12.", "—", "Rest.")))
    )
    assert [s.text for s in guideline.statements] == ["Rest."]
    assert "12." in guideline.text
