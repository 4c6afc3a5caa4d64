"""Set-up that fails half-way must not be in the way of the next try."""

import subprocess
import sys
from pathlib import Path

MAKEFILE = Path(__file__).parents[1] / "Makefile"
# Debian without python3-venv: the folder is made, then there is no pip to put into it.
WITHOUT_PIP = """#!/bin/sh
[ "$2" = venv ] || exec {python} "$@"
{python} -m venv --without-pip "$3"
exit 1
"""


def test_an_environment_without_pip_is_not_left_behind(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(WITHOUT_PIP.format(python=sys.executable), encoding="utf-8")
    python.chmod(0o755)
    command = ["make", "-f", str(MAKEFILE), ".venv/bin/python", f"PYTHON={python}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stdout
    assert not (tmp_path / ".venv").exists()
