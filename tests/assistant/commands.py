"""Commands run in this process, and what a failed one must look like."""

from __future__ import annotations

from click.testing import CliRunner, Result

from assistant.cli import cli
from assistant.cli.parts import Parts


def run(parts: Parts, *arguments: str, stdin: str | bytes | None = None) -> Result:
    """What a command prints, and its exit code."""
    return CliRunner().invoke(cli, list(arguments), obj=parts, input=stdin)


def failed(result: Result, *words: str) -> None:
    """Asserts that a command failed with one line that has these words."""
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("assistant: ")
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr
