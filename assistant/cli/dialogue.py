"""The dialogue of `assistant chat`: what is typed, line by line, and what is printed for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.cli.screen import Screen
from assistant.desk import Desk, Given, QuestionTooLong, Scope
from assistant.library import Library
from assistant.passage import QuoteNotFound
from assistant.render import outline, source_line
from assistant.store import TurnTaken
from corpus.errors import UnknownGuideline

HELP = (
    "/sources      the passages that the last answer cites",
    "/sources N    passage [N] in its section, the quote marked",
    "/why          how the last answer was chosen",
    "/json         the last answer as JSON",
    "/new          forget this conversation and start another",
    "/help         this list",
    "/quit         leave",
)


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
        about_the_answer = {"/json": self._json, "/why": self._why, "/sources": self._sources}
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
