"""The page, JUnit and the manifest: what a clinician and CI read of the same run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

from evals.answerer import Answerer, Chances
from evals.evaluation import Evaluation, evaluate
from evals.question_set import load_set
from evals.report import Beside, to_json, write_report
from evals.report.junit import to_junit
from evals.report.manifest import commit_of, manifest
from evals.report.page import to_html
from evals.report.turns import observed, read_turns
from tests.assistant.doubles import tiny_guideline
from tests.evals.sets import loaded, turn, write_set
from tests.evals.stub import StubAnswerer, StubDialogue, StubSource

STUB = StubAnswerer({"brain?": ["cns", "about"], "<b>dose</b>?": ["about"]})


class SureDialogue(StubDialogue):
    """The stub's, and as sure of everything as one can be."""

    def chances(self) -> Chances:
        return Chances(0.25, {"cns": 0.9, "timing": 0.1})


class SureAnswerer:
    """Opens dialogues that are sure."""

    def dialogue(self) -> SureDialogue:
        return SureDialogue(STUB.sections)


def evaluation(folder: Path, answerer: Answerer = STUB) -> Evaluation:
    hostile = write_set(
        folder / "test" / "hostile.jsonl", h=[turn("<b>dose</b>?", expect="abstain")]
    )
    sets = [load_set(hostile), loaded(folder / "test"), loaded(folder / "tuning", "writer-y")]
    return evaluate(sets, answerer, StubSource())


def page(folder: Path, **more: Any) -> str:
    found = evaluation(folder, **more)
    return to_html(
        found, manifest(found, ["python -m evals", "run"]), Beside([tiny_guideline(folder / "p")])
    )


def test_the_page_needs_nothing_else_and_escapes_what_was_asked(tmp_path: Path) -> None:
    text = page(tmp_path)
    assert not re.search(r"<script|<link|<img|url\(|https?://(?!www\.w3\.org)", text)
    assert "&lt;b&gt;dose&lt;/b&gt;?" in text
    assert "<b>dose" not in text


def test_the_page_has_every_part_with_the_fitted_one_last(tmp_path: Path) -> None:
    text = page(tmp_path)
    headings = re.findall(r"<h2>(.*?)</h2>", text)
    assert headings[:2] == ["Questions in “test”", "Questions in “tuning”"]
    assert "its figures here flatter it" in text
    for words in (
        "goal missed",
        "cite everything",
        "always abstain",
        "scope missed",
        "Which section is taken for which",
        "expected say that the guideline does not answer this",
        "Every miss: 5 of 6 turns",
    ):
        assert words in text


def test_the_reliability_curve_is_drawn_where_chances_are_known(tmp_path: Path) -> None:
    assert "<svg" not in page(tmp_path)
    text = page(tmp_path, answerer=SureAnswerer())
    assert text.count("<svg") == 4
    assert "Chance that the guideline is silent" in text
    curves = to_json(evaluation(tmp_path, SureAnswerer()))["reliability"]["test"]
    silent = {curve["name"]: curve for curve in curves}["the guideline is silent"]
    assert silent["bins"][0]["predicted"] == 0.25
    assert silent["bins"][0]["observed"]["value"] == 0.4


def test_junit_has_a_case_a_turn_with_failures_and_errors_apart(tmp_path: Path) -> None:
    root = fromstring(to_junit(evaluation(tmp_path)))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("11", "7", "2")
    first = root.find("testsuite/testcase/failure")
    assert first is not None
    assert first.get("type") == "scope missed"


def test_junit_holds_no_character_that_xml_forbids(tmp_path: Path) -> None:
    path = write_set(tmp_path / "odd.jsonl", odd=[turn("a\x00b\x1b", "cns")])
    found = evaluate([load_set(path)], STUB, StubSource())
    text = fromstring(to_junit(found)).findtext("testsuite/testcase/failure")
    assert text is not None
    assert text.startswith("a\ufffdb\ufffd")


def test_the_manifest_says_what_was_measured_with_what(tmp_path: Path) -> None:
    found = evaluation(tmp_path)
    made = manifest(found, ["python -m evals", "run"])
    assert made["sets"]["hostile"]["sha256"] == found.sets[0].sha256
    assert made["versions"]["python"].startswith("3.11")
    assert commit_of(tmp_path) == {"commit": None, "changed": None}


def test_the_folder_holds_every_file_and_the_turns_read_back(tmp_path: Path) -> None:
    found = evaluation(tmp_path)
    paths = write_report(tmp_path / "report", found, ["evals"])
    assert [path.name for path in paths] == [
        "report.json",
        "report.md",
        "report.html",
        "junit.xml",
        "turns.jsonl",
        "manifest.json",
    ]
    assert read_turns(tmp_path / "report") == observed(found)
    assert json.loads(paths[-1].read_bytes())["command"] == ["evals"]
