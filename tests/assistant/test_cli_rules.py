"""`assistant rules …` and the rules' part of `corpus check`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from assistant.cli.parts import Parts
from corpus.packs import BUNDLED
from tests.assistant.commands import failed, run

PACK = "nsclc-oligoprogression"
CASE = (
    "progressing_sites=2",
    "other_disease_controlled=true",
    "progressing_locations=bone",
    "systemic_therapy=targeted",
    "proposed=sbrt",
)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """The parts over an empty home."""
    return Parts(environment={"ASSISTANT_HOME": str(tmp_path / "home")})


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the bundled pack, to be broken."""
    return Path(shutil.copytree(BUNDLED / PACK, tmp_path / PACK))


def test_explain_prints_verdict_question_and_every_rule(parts: Parts) -> None:
    result = run(parts, "rules", "explain", *CASE)
    assert result.exit_code == 0
    assert result.stdout.startswith("Verdicts:\n  SBRT: conditional\n")
    assert "To be asked:\n  Has the brain been imaged?" in result.stdout
    assert "progressing lesions is more than 5: SBRT becomes not supported. [def" in result.stdout
    assert "imaging-first: cannot tell because CNS imaging done: unknown" in result.stdout
    assert "sbrt-outside-the-brain: fired as progressing lesions: 2" in result.stdout
    assert "another-cancer: not applicable because histology: NSCLC (assumed)" in result.stdout


def test_a_drug_implies_the_class_of_its_therapy(parts: Parts) -> None:
    told = run(parts, "rules", "explain", "drug=Tagrisso", "progressing_sites=2", "proposed=sbrt")
    assert "The text recommends continuing the same TKI beside local therapy." in told.stdout


def test_explain_refuses_what_is_no_fact(parts: Parts) -> None:
    failed(run(parts, "rules", "explain", "ecog=7"), "ecog cannot be '7'", "from 0 to 4")
    failed(run(parts, "rules", "explain", "ecog=1", "--pack", "nothing"), "there is no pack")


def test_a_rule_switched_off_is_not_explained(parts: Parts) -> None:
    off = Parts(environment={**parts.environment, "ASSISTANT_RULES_OFF": "imaging-first"})
    result = run(off, "rules", "explain", *CASE)
    assert result.stdout.startswith("Verdicts:\n  SBRT: supported\n")
    assert "imaging-first" not in result.stdout
    unknown = Parts(environment={**parts.environment, "ASSISTANT_RULES_OFF": "x"})
    failed(run(unknown, "rules", "explain", *CASE), "there is no rule x")


def test_the_rules_are_proved(parts: Parts) -> None:
    pytest.importorskip("z3")
    result = run(parts, "rules", "prove")
    assert result.exit_code == 0
    assert re.match(rf"{PACK}: \d+ rules proved: no contradiction", result.stdout)


def test_a_broken_proof_is_reported_with_a_witness(parts: Parts, copied: Path) -> None:
    pytest.importorskip("z3")
    rules = copied / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    changed = text.replace(
        "{brain_metastases: {from: 4}}]}\n    verdict: conditional",
        "{brain_metastases: {from: 5}}]}\n    verdict: conditional",
        1,
    )
    assert changed != text
    rules.write_text(changed, encoding="utf-8")
    result = run(parts, "rules", "prove", str(copied))
    assert result.exit_code == 2
    assert "gap: no rule speaks of srs inside its declared scope" in result.stderr
    assert "brain_metastases: 4" in result.stderr


@pytest.mark.parametrize(
    ("option", "start"), [((), "# Decision table: "), (("--html",), "<!doctype")]
)
def test_the_table_has_every_rule_and_a_place_to_sign(
    parts: Parts, option: tuple[str, ...], start: str
) -> None:
    result = run(parts, "rules", "table", PACK, *option)
    assert result.exit_code == 0
    assert result.stdout.startswith(start)
    assert re.search(r"\d\d rules, 0 approved", result.stdout)
    assert "imaging-first" in result.stdout
    assert "Signature ____" in result.stdout
    assert "<script" not in result.stdout


def test_corpus_check_reads_the_rules(parts: Parts, copied: Path) -> None:
    rules = copied / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    broken = text.replace("{histology: [sclc, other]}", "{histologie: sclc}", 1)
    rules.write_text(broken.replace("proposed: rebiopsy}", "proposed: dance}", 1), encoding="utf-8")
    result = run(parts, "corpus", "check", str(copied))
    assert result.exit_code == 2
    line = broken[: broken.index("histologie")].count("\n") + 1
    assert f"{rules}:{line}: unknown fact 'histologie'" in result.stderr
    assert "unknown proposed 'dance'" in result.stderr


def test_corpus_check_finds_a_statement_that_changed(parts: Parts, copied: Path) -> None:
    guideline = copied / "guideline.md"
    text = guideline.read_text(encoding="utf-8")
    changed = text.replace("is essential. {#imaging", "is advisable. {#imaging", 1)
    assert changed != text
    guideline.write_text(changed, encoding="utf-8")
    result = run(parts, "corpus", "check", str(copied))
    assert result.exit_code == 2
    assert "'workup.imaging' has changed since rules were written on it" in result.stderr
    assert "read imaging-first against it" in result.stderr


def test_rules_without_facts_are_a_fault(parts: Parts, copied: Path) -> None:
    (copied / "facts.yaml").unlink()
    result = run(parts, "corpus", "check", str(copied))
    assert result.exit_code == 2
    assert "facts.yaml is not beside them" in result.stderr
