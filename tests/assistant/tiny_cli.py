"""The command line over the tiny assistant, as a process of its own."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from assistant.cli import main
from assistant.cli.parts import Parts
from tests.assistant.conftest import TODAY
from tests.assistant.doubles import TinyAssistant, tiny_guideline, tiny_library

if __name__ == "__main__":
    # A test run in the background of a shell has it ignored, and hands that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    guideline = tiny_guideline(Path(os.environ["ASSISTANT_HOME"]) / "pack")
    main(
        Parts(
            today=lambda: TODAY,
            open_assistant=lambda *_: TinyAssistant(guideline),
            open_library=lambda _: tiny_library(guideline),
        )
    )
