"""The lock file is what `make lock` writes, and satisfies all that pyproject.toml asks for."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.lock import LOCK, ROOT, cpu_hashes, hashes_of, lock_text, pins_of, requirements

A, B, C = ("sha256:" + letter * 64 for letter in "abc")
COMPILED = f"""\
numpy==2.4.1 \\
    --hash={B} \\
    --hash={A}
torch==2.13.0+cpu \\
    --hash={C}
"""


def test_pins_are_read_without_the_name_of_a_build() -> None:
    assert pins_of(COMPILED) == {"numpy": "2.4.1", "torch": "2.13.0"}


def test_hashes_are_read_behind_their_pins() -> None:
    assert hashes_of(COMPILED) == {"numpy": {A, B}, "torch": {C}}


def test_the_lock_is_sorted_and_read_back_as_written() -> None:
    text = lock_text({"torch": "2.13.0", "numpy": "2.4.1"}, hashes_of(COMPILED))
    assert pins_of(text) == {"numpy": "2.4.1", "torch": "2.13.0"}
    assert hashes_of(text) == {"numpy": {A, B}, "torch": {C}}
    assert text.index(A) < text.index(B)


def test_a_package_without_a_hash_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"numpy 2\.4\.1 has no hash"):
        lock_text({"numpy": "2.4.1"}, {"numpy": set()})


def test_of_the_cpu_wheels_those_of_this_version_and_python_count() -> None:
    page = "\n".join(
        f'<a href="/whl/cpu/{name}#sha256={digest * 64}">{name}</a>'
        for name, digest in (
            ("torch-2.13.0%2Bcpu-cp311-cp311-manylinux_2_28_x86_64.whl", "a"),
            ("torch-2.13.0%2Bcpu-cp311-cp311-win_amd64.whl", "b"),
            ("torch-2.13.0%2Bcpu-cp312-cp312-manylinux_2_28_x86_64.whl", "c"),
            ("torch-2.13.1%2Bcpu-cp311-cp311-manylinux_2_28_x86_64.whl", "d"),
            ("torch-2.13.0%2Bcu126-cp311-cp311-manylinux_2_28_x86_64.whl", "e"),
        )
    )
    assert cpu_hashes(page, "2.13.0") == {A, B}


def test_what_is_asked_for_is_everything_but_the_project_itself() -> None:
    asked = requirements("""
        [build-system]
        requires = ["hatchling"]
        [project]
        name = "guideline-assistant"
        dependencies = ["numpy>=2"]
        [project.optional-dependencies]
        evals = ["scipy"]
        dev = ["guideline-assistant[evals]", "pytest"]
        """)
    assert asked == ["numpy>=2", "scipy", "pytest", "hatchling"]


def test_the_committed_lock_satisfies_the_project() -> None:
    pins = {canonicalize_name(k): v for k, v in pins_of(LOCK.read_text("utf-8")).items()}
    for line in requirements((ROOT / "pyproject.toml").read_text("utf-8")):
        asked = Requirement(line)
        assert asked.specifier.contains(pins[canonicalize_name(asked.name)]), line


def test_the_committed_lock_is_as_it_is_written() -> None:
    text = LOCK.read_text("utf-8")
    assert lock_text(pins_of(text), hashes_of(text)) == text
    assert "+" not in "".join(pins_of(text).values())
    assert len(hashes_of(text)["torch"]) > 1
