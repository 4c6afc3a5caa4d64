"""Words that mean the same thing are found as one, and no word is taken for another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.lexicon import Lexicon
from corpus.lexicon_file import general_lexicon, parse_lexicon
from corpus.packs import bundled_packs

TEXT = """terms:
  osimertinib: {label: osimertinib, kind: drug, forms: [Tagrisso], broader: [egfr-tki]}
  egfr-tki: {label: EGFR TKI, forms: [EGFR inhibitor], broader: [targeted-therapy]}
  targeted-therapy: {label: targeted therapy, forms: [TKI, tki therapy]}
  met-gene: {label: MET gene, cased: [MET]}
  metastasis: {label: metastasis, forms: [met, mets, metastases]}
  brain-metastasis: {label: brain metastasis, forms: [brain met, brain mets]}
  capmatinib: {label: capmatinib, kind: drug}
  crizotinib: {label: crizotinib, kind: drug}
  surgery: {label: surgery, forms: [résection]}
"""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return parse_lexicon(TEXT, "lexicon.yaml")


def terms(lexicon: Lexicon, text: str) -> list[str]:
    return [occurrence.term for occurrence in lexicon.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tagrisso", ["osimertinib"]),
        ("TAGRISSO or osimertinib?", ["osimertinib", "osimertinib"]),
        ("the EGFR inhibitor's dose", ["egfr-tki"]),
        ("EGFR inhibitors", ["egfr-tki"]),
        ("two brain mets, one met", ["brain-metastasis", "metastasis"]),
        ("brain-metastasis", ["brain-metastasis"]),
        ("a brain. Mets", ["brain-metastasis"]),
        ("MET amplified, met the criteria", ["metastasis", "metastasis"]),
        ("TKI therapy, then a TKI", ["targeted-therapy", "targeted-therapy"]),
        ("resection and Résections", ["surgery", "surgery"]),
        ("ＴＫＩ", ["targeted-therapy"]),
        ("metformin, tkis2, EGFR", []),
        ("", []),
    ],
)
def test_a_term_is_found_by_its_forms_the_longest_first(
    lexicon: Lexicon, text: str, found: list[str]
) -> None:
    assert terms(lexicon, text) == found


def test_a_cased_form_is_found_only_as_it_is_written() -> None:
    lexicon = parse_lexicon("terms: {gene: {label: gene, cased: [RET, ALK]}}", "a.yaml")
    assert terms(lexicon, "RET, ret, Ret, ALK+, alks") == ["gene", "gene"]


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("osimertinb", "osimertinib"),  # one letter lost
        ("osimretinib", "osimertinib"),  # two changed places
        ("osimertininbs", "osimertinib"),  # two too many, in the plural
        ("osmretinb", None),  # three edits
        ("xsimertinib", None),  # another first letter
        ("tagriso", "osimertinib"),  # seven letters
        ("tagris", None),  # too short to be told from another word
    ],
)
def test_a_long_word_may_be_misspelt(lexicon: Lexicon, word: str, term: str | None) -> None:
    found = lexicon.find(f"is {word} stopped?")
    assert [(o.term, o.form, o.misspelt) for o in found] == ([(term, word, True)] if term else [])


def test_a_misspelling_between_two_terms_is_neither() -> None:
    text = "terms: {a: {label: a, forms: [abcdefgx]}, b: {label: b, forms: [abcdefgy]}}"
    lexicon = parse_lexicon(text, "a.yaml")
    assert terms(lexicon, "abcdefgz") == []
    assert terms(lexicon, "abcdefgx") == ["a"]
    assert terms(lexicon, "abcdefx") == ["a"]


def test_what_is_broader_comes_with_a_term(lexicon: Lexicon) -> None:
    assert lexicon.concepts("Tagrisso") == {"osimertinib", "egfr-tki", "targeted-therapy"}
    assert lexicon.with_broader(["egfr-tki", "unknown"]) == {"egfr-tki", "targeted-therapy"}


def test_terms_that_are_broader_than_each_other_end() -> None:
    text = "terms: {a: {label: a, broader: [b]}, b: {label: b, broader: [a]}}"
    assert parse_lexicon(text, "a.yaml").with_broader(["a"]) == {"a", "b"}


def test_a_query_is_expanded_by_labels_in_the_place_of_forms(lexicon: Lexicon) -> None:
    expanded = lexicon.expand("Stop Tagrisso for 2 brain mets?")
    assert expanded == "Stop osimertinib / EGFR TKI for 2 brain metastasis?"
    assert lexicon.expand("nothing of it") == "nothing of it"


def test_what_is_laid_over_wins_and_the_rest_stays(lexicon: Lexicon) -> None:
    other = parse_lexicon("terms: {surgery: {label: operation, forms: [op]}}", "b.yaml")
    both = lexicon.overlaid(other)
    assert both.expand("op and Tagrisso") == "operation and osimertinib / EGFR TKI"
    assert terms(both, "résection") == []
    assert both.sha256 not in (lexicon.sha256, other.sha256)
    assert lexicon.overlaid(other).sha256 == both.sha256
    assert other.overlaid(lexicon).sha256 != both.sha256


@given(st.text(max_size=60) | st.lists(st.sampled_from(TEXT.split())).map(" ".join))
def test_occurrences_are_where_they_say_apart_and_in_order(text: str) -> None:
    lexicon = parse_lexicon(TEXT, "lexicon.yaml")
    end = 0
    for occurrence in lexicon.find(text):
        assert text[occurrence.start : occurrence.end] == occurrence.form
        assert end <= occurrence.start < occurrence.end
        end = occurrence.end


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_a_lexicon_may_be_empty(text: str) -> None:
    lexicon = parse_lexicon(text, "lexicon.yaml")
    assert lexicon == Lexicon()
    assert lexicon.find("Tagrisso") == ()


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("x: {label: x, forms: [tagrisso]}", "'tagrisso' of 'x' is also a form of 'osimertinib'"),
        ("x: {label: x, forms: [brain MET]}", "'brain MET' of 'x' is also a form of 'brain-met"),
        ("x: {label: x, forms: [Capmatinib]}", "'Capmatinib' of 'x' is also a form of 'capmat"),
        ("x: {label: x, cased: [MET]}", "'MET' of 'x' is also a form of 'met-gene'"),
        ("tagrissos: {label: x}", "'Tagrisso' of 'osimertinib' is also a form of 'tagrissos'"),
        ("x: {label: x, cased: [c-MET]}", "cased form 'c-MET' has 2 words, 1 at most"),
        ("x: {label: x, forms: [a b c d e f g]}", "form 'a b c d e f g' has 7 words, 6 at most"),
        ('x: {label: x, forms: ["+"]}', "the form '+' has no letter or digit"),
        ('x: {label: x, cased: ["+"]}', "the form '+' has no letter or digit"),
        ("x: {label: x, broader: [tkis]}", "unknown broader term 'tkis' of 'x'"),
        ("x: {label: x, form: [y]}", "unknown key 'terms.x.form'"),
        ("x: {forms: [y]}", "'terms.x.label' is missing"),
        ('x: {label: ""}', "'terms.x.label': string should have at least 1 character"),
        ("surgery: {label: x}", "the key 'surgery' is there twice"),
    ],
)
def test_a_faulty_entry_is_named(entry: str, fault: str) -> None:
    with pytest.raises(CorpusError) as caught:
        parse_lexicon(f"{TEXT}  {entry}\n", "lexicon.yaml")
    (line,) = str(caught.value).split("\n")
    assert line.startswith("lexicon.yaml:")
    assert fault in line


def test_all_faults_are_reported_at_once_with_their_lines() -> None:
    text = TEXT + "  x: {label: x, forms: [mets], broader: [y]}\n  z: {label: z, cased: [MET]}\n"
    with pytest.raises(CorpusError) as caught:
        parse_lexicon(text, "lexicon.yaml")
    assert [fault.line for fault in caught.value.faults] == [11, 11, 12]


def test_a_broader_term_may_be_one_of_the_lexicon_beneath() -> None:
    parse_lexicon("terms: {x: {label: x, broader: [tumour]}}", "a.yaml")
    with pytest.raises(CorpusError, match="unknown broader term 'tumour'"):
        parse_lexicon("terms: {x: {label: x, broader: [tumour]}}", "a.yaml", base=Lexicon())


def test_british_and_american_spelling_meet_in_the_bundled_lexicons() -> None:
    for pack in bundled_packs():
        lexicon = general_lexicon().overlaid(pack.lexicon)
        for british, american in (("tumour", "tumor"), ("randomised", "randomized")):
            assert lexicon.concepts(british) == lexicon.concepts(american) != frozenset()
