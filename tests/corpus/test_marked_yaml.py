"""YAML comes with its lines, and what is wrong with it is said with file and line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from corpus.errors import CorpusError
from corpus.marked_yaml import DEEPEST, plain_values, read_yaml, validate

TEXT = """# vocabulary
terms:
  drug: {label: TKI, forms: [tki, "TKIs"]}
  site:
    label: brain
    forms:
      - CNS
      - brain
"""


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    label: str
    forms: list[str] = []


class File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    terms: dict[str, Entry]


def faults_of(text: str) -> list[str]:
    """What is wrong with a text, of its YAML and of its model together."""
    with pytest.raises(CorpusError) as caught:
        validate(File, read_yaml(text, "a.yaml"))
    return str(caught.value).split("\n")


def test_values_come_with_the_line_of_their_key_or_item() -> None:
    marked = read_yaml(TEXT, "a.yaml")
    assert marked.faults == []
    assert marked.value["terms"]["drug"] == {"label": "TKI", "forms": ["tki", "TKIs"]}
    assert marked.line(("terms",)) == 2
    assert marked.line(("terms", "drug", "forms", 1)) == 3
    assert marked.line(("terms", "site", "forms", 0)) == 7
    assert marked.line(("terms", "site", "forms", 1)) == 8


def test_a_place_that_is_not_there_has_the_line_of_what_it_would_be_in() -> None:
    marked = read_yaml(TEXT, "a.yaml")
    assert marked.line(("terms", "site", "kind", "x")) == 4
    assert marked.line(("nothing",)) == 2
    assert read_yaml("", "a.yaml").line(("nothing",)) == 1


def test_lines_count_from_where_the_text_begins() -> None:
    marked = read_yaml("id: x\nid: y", "guideline.md", first_line=2)
    assert [str(fault) for fault in marked.faults] == [
        "guideline.md:3: the key 'id' is there twice"
    ]


def test_of_a_key_that_is_there_twice_the_first_value_and_line_count() -> None:
    marked = read_yaml("a: {b: 1}\nc: 2\na: {b: 3}\n", "a.yaml")
    assert marked.value == {"a": {"b": 1}, "c": 2}
    assert marked.line(("a", "b")) == 1
    assert [fault.line for fault in marked.faults] == [3]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [1", "a.yaml:2: this is not valid YAML: did not find expected"),
        ("a: 1\n\tb: 2", "a.yaml:2: this is not valid YAML: found a tab"),
        ('a: "\x01"', "a.yaml:1: this is not valid YAML: unacceptable character"),
        ("a: *b", "a.yaml:1: this refers to a value elsewhere (*); write the value out"),
        ("a: &b [*b]", "a.yaml:1: this refers to a value elsewhere (*)"),
        ("a: !!python/name:os.system x", "a.yaml:1: this is not valid YAML: could not"),
        ("? [1, 2]\n: 3", "a.yaml:1: a key is a word, not a list or a mapping"),
        ("a: 1\n---\nb: 2", "a.yaml:2: a second document begins here"),
        ("[" * 50_000, f"a.yaml:1: this is nested more than {DEEPEST} deep"),
        ("- " * 50_000 + "x", f"a.yaml:1: this is nested more than {DEEPEST} deep"),
        ("{a: " * 50_000, f"a.yaml:1: this is nested more than {DEEPEST} deep"),
    ],
)
def test_what_is_no_plain_yaml_is_one_fault(text: str, fault: str) -> None:
    (found,) = read_yaml(text, "a.yaml").faults
    assert str(found).startswith(fault)
    with pytest.raises(CorpusError):
        plain_values(text, "a.yaml")


def test_nesting_up_to_the_bound_is_read() -> None:
    marked = read_yaml("[" * DEEPEST + "]" * DEEPEST, "a.yaml")
    assert marked.faults == []


@pytest.mark.parametrize("written", ["2025-02-30", "0000-00-00", "!!int twelve"])
def test_what_only_looks_like_a_date_or_number_is_text(written: str) -> None:
    marked = read_yaml(f"a: {written}", "a.yaml")
    assert marked.faults == []
    assert isinstance(marked.value["a"], str)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="ascii")),
        lambda values: st.lists(values) | st.dictionaries(st.text("abc", min_size=1), values),
        max_leaves=8,
    )
)
def test_values_are_those_that_the_library_reads(value: object) -> None:
    import yaml

    text = yaml.safe_dump(value, width=10_000)
    assert plain_values(text, "a.yaml") == yaml.safe_load(text)


def test_faults_of_yaml_and_of_the_model_are_reported_together() -> None:
    text = """terms:
  drug: {label: TKI, forms: TKI}
  drug: {label: TKI}
  site: {labl: brain}
  gene: {label: 1}
  2: x
colour: red
"""
    assert faults_of(text) == [
        "a.yaml:2: 'terms.drug.forms': input should be a valid list",
        "a.yaml:3: the key 'drug' is there twice",
        "a.yaml:4: 'terms.site.label' is missing",
        "a.yaml:4: unknown key 'terms.site.labl'",
        "a.yaml:5: 'terms.gene.label' is text; put it in quotes: '1'",
        "a.yaml:6: 'terms.2': lines `key: value` belong here",
        "a.yaml:7: unknown key 'colour'",
    ]


@pytest.mark.parametrize("text", ["- 1", "x", "2025-07-28"])
def test_a_file_that_is_no_mapping_is_one_fault(text: str) -> None:
    assert faults_of(text) == ["a.yaml:1: 'the file': lines `key: value` belong here"]


def test_of_a_text_that_is_no_yaml_only_that_is_said() -> None:
    assert len(faults_of("terms: [")) == 1
