"""The OpenAPI, held against the running server by schemathesis as a user would run it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.library import Library
from tests.assistant.conftest import TODAY
from tests.assistant.doubles import tiny_pack
from tests.assistant.serving import served

RUN = (
    *(sys.executable, "-m", "schemathesis.cli", "run"),
    *("--max-examples=15", "--seed=1", "--generation-deterministic", "--no-color"),
)


@pytest.mark.parametrize("has_facts", [False, True])
def test_schemathesis_finds_nothing(
    desk: Desk, library: Library, tmp_path: Path, has_facts: bool
) -> None:
    library = tiny_pack(tmp_path / "pack") if has_facts else library
    app = create_app(desk, library, {"store": desk.store.check_writable}, lambda: TODAY)
    with served(app) as address:
        run = subprocess.run(
            [*RUN, f"{address}/openapi.json"],
            cwd=tmp_path,
            env=dict(os.environ) | {"PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Tested: 8" in run.stdout
