"""The command line: `assistant …`. It translates; what it says comes from elsewhere.

Every error the program knows is one line on stderr (faults of files: one line each) and
exit code 2. Interrupted, it exits with 130; with nobody reading its output, with 141.
"""

from __future__ import annotations

import atexit
import io
import os
import sys
import threading
from typing import Any, NoReturn

import click

from assistant.cli.answers import answers, explain, verify
from assistant.cli.ask import ask
from assistant.cli.case import case
from assistant.cli.cases import cases
from assistant.cli.chat import chat
from assistant.cli.corpus import corpus
from assistant.cli.feedback import feedback
from assistant.cli.index import index, setup
from assistant.cli.parts import Parts
from assistant.cli.rules import rules
from assistant.cli.serve import serve
from assistant.cli.slack import slack
from corpus.errors import AssistantError, CorpusError

INTERRUPTED = 130
NOBODY_READS = 141


class Reported(click.ClickException):
    """An error of the program's own, as its user sees it."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Prints the message to stderr, faults of files with nothing before the file."""
        click.echo(self.message, err=True, file=file)


class Commands(click.Group):
    """A group whose commands may raise any AssistantError."""

    def invoke(self, ctx: click.Context) -> Any:
        """What the command returns; its errors as one line and exit code 2."""
        try:
            return super().invoke(ctx)
        except CorpusError as error:
            raise Reported(str(error)) from error
        except AssistantError as error:
            raise Reported(f"assistant: {error}") from error
        except BrokenPipeError:
            _silence_stdout()
            ctx.exit(NOBODY_READS)
        except OSError as error:
            where = f": {error.filename}" if error.filename else ""
            raise Reported(f"assistant: {error.strerror or error}{where}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guideline-assistant", prog_name="assistant")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Answers clinicians' questions from guideline text alone, every sentence cited."""
    ctx.ensure_object(Parts)


for command in (
    *(ask, case, cases, chat, serve, slack, corpus, index, rules),
    *(answers, explain, verify, feedback, setup),
):
    cli.add_command(command)


def main(parts: Parts | None = None) -> None:
    """Runs the command line and exits with its code."""
    # A plugin of pydantic, which any installed package may bring, would see what is validated,
    # and send it where it likes; looking for one takes time besides.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(prog_name="assistant", standalone_mode=False, obj=parts)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        code = NOBODY_READS
    _leave(code or 0)


def _leave(code: int) -> NoReturn:
    """Ends the process. With no thread left to wait for it ends at once, after what asked to be
    called at exit: Python would take every module apart first, a twentieth of a cold start, to
    free memory that the system frees anyway."""
    if threading.active_count() > 1:
        sys.exit(code)
    try:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = NOBODY_READS
    os._exit(code)


def _silence_stdout() -> None:
    """Python flushes stdout once more at exit, and would complain there."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
