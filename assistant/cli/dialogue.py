"""The dialogue of `assistant chat`: what is typed, line by line, and what is printed for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.cli.screen import Screen
from assistant.desk import Desk, Given, QuestionTooLong, Scope
from assistant.intake import intake_of
from assistant.library import Library
from assistant.passage import QuoteNotFound
from assistant.render import outline, source_line, visible
from assistant.sheet import sheet_of
from assistant.store import TurnTaken
from corpus.errors import UnknownGuideline

HELP = (
    "/sources      the passages that the last answer cites",
    "/sources N    passage [N] in its section, the quote marked",
    "/facts        what was read of the patient, with the words that it came from",
    "/why          how the last answer was chosen",
    "/json         the last answer as JSON",
    "/new          forget this conversation: another question, another patient",
    "/help         this list",
    "/quit         leave",
)

TO_CORRECT = "To correct it, say so: “actually ALK, not EGFR”. /new begins another patient."


@dataclass
class Dialogue:
    """One person's conversation; `line` takes what they type."""

    desk: Desk
    library: Library
    screen: Screen
    scope: Scope
    today: Callable[[], date]
    conversation_id: str | None = None
    last: Given | None = None

    def greet(self) -> None:
        """Prints what can be asked about, and how far that text is reviewed."""
        for guideline in self.library.guidelines():
            if self.scope.guideline in (None, guideline.id):
                meta = guideline.meta
                self.screen.lines([f"{meta.title} ({meta.version}; {meta.review.label})"])
        self.screen.lines(["Ask a question; /help lists the commands.", ""])

    def line(self, line: str) -> bool:
        """Answers a line or does what it commands; false when the chat is over."""
        text = line.strip()
        if not text.startswith("/"):
            if text:
                self._ask(text)
            return True
        name, _, argument = text.partition(" ")
        if name in ("/quit", "/exit"):
            return False
        self._command(name, argument.strip())
        self.screen.lines([""])
        return True

    def _command(self, name: str, argument: str) -> None:
        about_the_answer = {
            "/facts": self._facts,
            "/json": self._json,
            "/sources": self._sources,
            "/why": self._why,
        }
        if name == "/new":
            self.conversation_id = self.last = None
            self.screen.lines(["A new conversation."])
        elif name not in about_the_answer:
            unknown = [] if name == "/help" else [f"There is no command {name}."]
            self.screen.lines([*unknown, *HELP])
        elif self.last is None:
            self.screen.lines(["Nothing has been asked yet."])
        else:
            about_the_answer[name](self.last, argument)

    def _ask(self, question: str) -> None:
        try:
            self.last = self.desk.ask(question, self.conversation_id, self.scope)
        except (QuestionTooLong, TurnTaken, UnknownGuideline) as error:
            self.screen.lines([str(error), ""])
            return
        self.conversation_id = self.last.stored.conversation_id
        self.screen.answer(self.last.answer, self.today())
        self.screen.lines([""])

    def _facts(self, given: Given, _: str) -> None:
        patient = sheet_of(given.answer, intake_of(self.library)).patient()
        if patient.lines:
            self.screen.lines([*map(visible, patient.lines), "", TO_CORRECT])
        else:
            self.screen.lines(["Nothing was read of a patient."])

    def _json(self, given: Given, _: str) -> None:
        self.screen.lines([given.stored.body.decode("utf-8")])

    def _why(self, given: Given, _: str) -> None:
        self.screen.lines(outline(given.stored.trace))

    def _sources(self, given: Given, number: str) -> None:
        citations = given.answer.shown_citations()
        if not citations:
            self.screen.lines(["The last answer cites nothing."])
        elif not number:
            self.screen.lines(source_line(n, c) for n, c in enumerate(citations, start=1))
        elif number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= len(citations):
            citation = citations[int(number) - 1]
            try:
                guideline = self.library.guideline(citation.guideline, citation.version)
                self.screen.passage(guideline, int(number), citation)
            except (QuoteNotFound, UnknownGuideline) as error:
                self.screen.lines([str(error)])
        else:
            self.screen.lines([f"The sources are numbered 1 to {len(citations)}."])
