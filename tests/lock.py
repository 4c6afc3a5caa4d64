"""The lock file anew: `make lock`. Every version that pyproject.toml leads to, with hashes.

    pyproject.toml --resolve--> pins --hash--> requirements.lock

torch has two builds of one version: the general one of the package index, which brings
gigabytes of CUDA along, and the CPU one of PyTorch's own index. The pins are resolved with
the CPU build; torch is then written without its local version ("+cpu") and with the hashes
of both, so that either installs.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
HEAD = """\
# Every version that the project is run and tested with, with the hashes of its files.
# torch is written without its local version: both the general and the CPU build have a hash.
# Made by `make lock`.
"""
COMPILE = (
    *(sys.executable, "-m", "piptools", "compile", "--quiet", "--allow-unsafe", "--strip-extras"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
)
PIN = re.compile(r"^([\w.-]+)==([^\s\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")

Pins = Mapping[str, str]
Hashes = dict[str, set[str]]


def requirements(pyproject: str) -> list[str]:
    """What the project itself asks for: to run, with each extra, and to be built."""
    content = tomllib.loads(pyproject)
    project = content["project"]
    extras = project["optional-dependencies"].values()
    asked = [*project["dependencies"], *(line for extra in extras for line in extra)]
    asked += content["build-system"]["requires"]
    return [line for line in asked if not line.startswith(project["name"])]


def compiled(lines: Iterable[str], *options: str) -> str:
    """What pip-compile makes of requirements, from the index that pip is configured to."""
    with tempfile.TemporaryDirectory() as folder:
        asked, made = Path(folder) / "asked.in", Path(folder) / "made.txt"
        asked.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [*COMPILE, *options, "--output-file", str(made), str(asked)]
        if subprocess.run(command, check=False).returncode:
            raise SystemExit("pip-compile failed; the lock file is as it was")
        return made.read_text(encoding="utf-8")


def pins_of(text: str) -> dict[str, str]:
    """The version of each package, without the local part that names a build."""
    return {name: version.partition("+")[0] for name, version in PIN.findall(text)}


def hashes_of(text: str) -> Hashes:
    """The hashes that stand behind each pin."""
    name, *rest = PIN.split(text)[1:]
    names, blocks = [name, *rest[2::3]], rest[1::3]
    return {name: set(HASH.findall(block)) for name, block in zip(names, blocks, strict=True)}


def cpu_hashes(page: str, version: str) -> set[str]:
    """The hashes of torch's CPU wheels for this Python, from its page in their index."""
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    wheel = re.compile(
        rf"torch-{re.escape(version)}\+cpu-{python}-{python}-[^/#]+\.whl#sha256=(\w+)"
    )
    return {f"sha256:{digest}" for digest in wheel.findall(unquote(page))}


def lock_text(pins: Pins, hashes: Hashes) -> str:
    """The lock file; a package without a hash is a mistake of its making."""
    blocks = []
    for name in sorted(pins):
        lines = [f"{name}=={pins[name]}", *(f"    --hash={h}" for h in sorted(hashes[name]))]
        if len(lines) == 1:
            raise SystemExit(f"{name} {pins[name]} has no hash")
        blocks.append(" \\\n".join(lines) + "\n")
    return HEAD + "".join(blocks)


def locked(asked: Iterable[str], cpu_index: str) -> str:
    """The lock file of requirements, from pip's index and that of torch's CPU build."""
    pins = pins_of(compiled(asked, "--extra-index-url", cpu_index))
    exact = [f"{name}=={version}" for name, version in pins.items()]
    hashes = hashes_of(compiled(exact, "--generate-hashes"))
    with urlopen(f"{cpu_index}/torch/") as page:
        of_cpu_build = cpu_hashes(page.read().decode("utf-8"), pins["torch"])
    if not of_cpu_build:
        raise SystemExit(f"{cpu_index} has no wheel of torch {pins['torch']} for this Python")
    hashes["torch"] |= of_cpu_build
    return lock_text(pins, hashes)


def main() -> None:
    """Writes the lock file."""
    parser = argparse.ArgumentParser(description="Write requirements.lock anew.")
    parser.add_argument("--cpu-index", required=True, help="address of torch's CPU builds")
    parser.add_argument("--out", type=Path, default=LOCK)
    given = parser.parse_args()
    asked = requirements((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    given.out.write_text(locked(asked, given.cpu_index), encoding="utf-8")


if __name__ == "__main__":
    main()
