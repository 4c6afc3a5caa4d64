"""The files of cues: faults are all told, each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.facts.cues import load_cues, parse_cues
from assistant.facts.marks import marks_of
from assistant.facts.read import read_case
from corpus.errors import CorpusError


def test_two_faults_are_both_told_with_their_lines() -> None:
    text = 'sites:\n  bone: ["rib"]\n  liver: ["rib", "--"]\n'
    with pytest.raises(CorpusError) as caught:
        parse_cues(text, "cues.yaml")
    said = str(caught.value)
    assert "cues.yaml:3: the form 'rib' of 'liver' is also of 'bone'" in said


def test_an_unknown_key_is_a_fault() -> None:
    with pytest.raises(CorpusError, match=r"cues\.yaml:1: unknown key 'sights'"):
        parse_cues("sights: {}\n", "cues.yaml")


def test_a_regimen_of_an_unknown_drug_is_a_fault() -> None:
    text = "regimens:\n  ab: {drugs: [nodrug], forms: [ab]}\n"
    with pytest.raises(CorpusError, match="names an unknown drug 'nodrug'"):
        parse_cues(text, "cues.yaml")


def test_a_pack_without_cues_reads_without_facts(tmp_path: Path) -> None:
    cues = load_cues(tmp_path)
    assert "driver" not in read_case(["EGFR+ on osimertinib"], cues).facts


def test_a_misspelt_drug_is_repaired_and_a_tie_is_not() -> None:
    text = "drugs:\n  abcdefgib: {class: targeted}\n  abcdefhib: {class: targeted}\n"
    cues = parse_cues(text, "cues.yaml")
    assert marks_of("abcdefgibb", cues)[0].has("drug")
    assert not marks_of("abcdefxib", cues)[0].has("drug")


def test_case_tells_a_gene_from_a_word() -> None:
    cues = parse_cues("drivers:\n  met:\n    cased: [MET]\n", "cues.yaml")
    assert marks_of("MET", cues)[0].has("driver")
    assert not marks_of("met", cues)[0].has("driver")
