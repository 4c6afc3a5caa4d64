"""What the README shows works as it stands there."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.desk import Desk
from assistant.http.app import create_app
from assistant.library import Library

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_python_snippet_answers(prepared_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(prepared_once))
    (snippet,) = re.findall(r"LangChain application:\n\n((?:    .*\n|\n)+)", README)
    *setup, last = re.sub(r"(?m)^    ", "", snippet).strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(setup), names)
    assert "every 6-12 weeks" in eval(last, names)


def test_the_addresses_of_the_server_are_there(desk: Desk, library: Library) -> None:
    client = TestClient(create_app(desk, library, {}))
    (line,) = [line for line in README.splitlines() if line.startswith("| `assistant serve`")]
    addresses = [found for found in re.findall(r"`(/\S*)`", line) if found != "/v1"]
    assert "/" in addresses
    assert {a: client.get(a).status_code for a in addresses} == dict.fromkeys(addresses, 200)
