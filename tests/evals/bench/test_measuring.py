"""What the benchmarks run and count; how long it takes is not asserted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from evals.answerer import AnswerJson
from evals.bench.cold import ChildFailed, bare_command, cold_start, wall_seconds
from evals.bench.figure import BenchFigure
from evals.bench.memory import served, server_memory
from evals.bench.side_by_side import against_plain
from evals.bench.warm import warm_answer
from evals.encoders import CountingEncoder
from evals.over_http import Server
from tests.evals.sets import loaded
from tests.evals.stub import StubAnswerer


@dataclass
class NotingEncoder:
    """Encodes everything to zeros and notes what it was asked for."""

    asked: list[tuple[str, ...]] = field(default_factory=list)
    fingerprint: str = "noting"
    dimension: int = 2

    def encode(
        self,
        texts: Sequence[str],
        *,
        batch_size: int = 32,
        progress: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        del batch_size, progress
        self.asked.append(tuple(texts))
        return np.zeros((len(texts), self.dimension), dtype=np.float32)


@dataclass
class EncodingAnswerer:
    """Encodes each question twice, once together with its words."""

    encoder: CountingEncoder

    def dialogue(self) -> EncodingAnswerer:
        return self

    def ask(self, question: str) -> AnswerJson:
        self.encoder.encode([question])
        self.encoder.encode([question, *question.split()])
        return {"outcome": "abstain"}


def by_name(figures: Sequence[BenchFigure]) -> dict[str, BenchFigure]:
    return {figure.name: figure for figure in figures}


def test_a_warm_answer_is_held_against_encoding_exactly_what_it_encoded(tmp_path: Path) -> None:
    inner = NotingEncoder()
    encoder = CountingEncoder(inner)
    cases = loaded(tmp_path).cases[:1]
    figures = by_name(warm_answer(EncodingAnswerer(encoder), encoder, cases, rounds=2))
    one_turn = [("brain?",), ("brain?", "brain?")] * 2
    assert inner.asked == (one_turn + [("when?",), ("when?", "when?")] * 2) * 3
    assert figures["warm answer / encoding"].bound is not None
    assert str(figures["warm answer / encoding"].bound) == "≤ 1.5"
    assert figures["warm answer"].detail == "median of 2 turns, each its best of 2"


def test_sections_are_compared_turn_by_turn(tmp_path: Path) -> None:
    ours = StubAnswerer({"brain?": ["cns"], "when?": ["timing"]})
    plain = StubAnswerer({"brain?": ["cns", "about"], "when?": ["about", "pitfalls"]})
    figures = by_name(against_plain([loaded(tmp_path)], ours, plain))
    assert figures["citation_recall, gain over plain"].value == pytest.approx(0.25)
    assert figures["citation_precision, gain over plain"].detail == "0.750 against 0.250, 4 turns"
    assert figures["answer / plain retrieval"].detail == "median of 5 turns, in turn"


def test_a_cold_start_is_a_ratio_of_processes() -> None:
    nothing = (sys.executable, "-S", "-c", "pass")
    figures = cold_start(nothing, nothing, runs=1)
    assert [figure.unit for figure in figures] == ["×", "s", "s"]
    assert "onnxruntime" in bare_command(Path("m"), Path("t"))[2]


def test_a_process_that_fails_is_an_error_not_a_time() -> None:
    with pytest.raises(ChildFailed, match="ended with exit code 1: boom"):
        wall_seconds((sys.executable, "-S", "-c", "raise SystemExit('boom')"))
    with pytest.raises(ChildFailed, match="run `make setup` first"):
        wall_seconds(("/nowhere/assistant", "ask"))


def test_a_server_that_does_not_get_ready_is_said(tmp_path: Path) -> None:
    command = tmp_path / "assistant"
    command.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    command.chmod(0o755)
    with pytest.raises(ChildFailed, match="did not get ready"):
        server_memory(command)


SERVER = """#!{python} -S
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self): self.reply(b"{{}}")
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.reply(b'{{"id": "c", "outcome": "answer"}}')
    def reply(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
HTTPServer(("127.0.0.1", int(sys.argv[-1])), Handler).serve_forever()
"""


def test_the_memory_of_a_server_that_answered_is_read_and_the_server_stopped(
    tmp_path: Path,
) -> None:
    command = tmp_path / "assistant"
    command.write_text(SERVER.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)
    now, peak = server_memory(command)
    assert 1 < now.value <= peak.value < 500
    with served(command) as (process, url):
        assert Server(url).request("GET", "/readyz") == {}
    assert process.poll() is not None
