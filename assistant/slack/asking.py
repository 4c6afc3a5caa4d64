"""Asking: from a message of a person to the answer in its place.

    may it be answered here? → does it ask? → about whom? → answer → who may see it? → post

The same question twice (after a crash) is the same turn: which turn it becomes is noted
before it is asked, and an answer that stands there already is posted, not asked for again.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from assistant.answer import Answer
from assistant.desk import Given, QuestionTooLong, Scope, check_length, respond
from assistant.errors import StoreError, VerificationError
from assistant.message import clean
from assistant.slack import actions, manners, notices
from assistant.slack.arrival import Arrival, Kind
from assistant.slack.blocks import Message, Place, answer_message, notice, read_value
from assistant.slack.channels import is_external, is_public
from assistant.slack.delivery import deliver, in_thread, to_reader
from assistant.slack.inbox import DONE, HELD, IGNORED, Entry
from assistant.slack.mrkdwn import plain_text
from assistant.slack.office import Office
from assistant.slack.posting import Line
from assistant.slack.threads import Thread
from assistant.store import StoredAnswer, TurnTaken, UnknownConversation
from corpus.errors import UnknownGuideline

_answers = TypeAdapter(Answer)
# Decisions about a message that waited for one, kept in the arrival's value.
DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an entry: its state, and where the visible reply is."""

    state: str = DONE
    reply: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its conversation. `echo`: nobody sees it asked, so the answer repeats it."""

    text: str
    turns: tuple[str, ...]
    conversation_id: str | None
    scope: Scope
    echo: bool = False


def ask(office: Office, entry: Entry) -> Done:
    """Answers a question, where it asks one; what keeps it from that is said to its author."""
    arrival, typed = entry.arrival, _typed(entry.arrival)
    text = clean(typed)
    refusal = refused_here(office, arrival) or _too_long(typed)
    if arrival.kind is Kind.MESSAGE and (refusal is not None or not text):
        return Done(IGNORED)
    if refusal is None and not text:
        refusal = notices.nothing_asked()
    if refusal is not None:
        return _told(office, entry, refusal)
    asked = _asked(office, arrival, text)
    if arrival.kind is Kind.MESSAGE and not _is_wanted(office, asked):
        return Done(IGNORED)
    if arrival.value != DECIDED and _is_another_patient(office, entry, asked):
        return _choice(office, entry)
    return answer(office, entry, asked)


def answer(office: Office, entry: Entry, asked: Asked) -> Done:
    """Answers, stores and posts; a question that cannot be taken is sent back."""
    line = office.line(entry.arrival)
    _set_status(line, entry.arrival)
    try:
        given = _given(office, entry, asked)
    except (UnknownGuideline, TurnTaken) as error:
        return _told(office, entry, notices.rejected(str(error)))
    except VerificationError:
        return _told(office, entry, notices.failed())
    if given.stored.conversation_id != asked.conversation_id and entry.arrival.thread_ts:
        office.threads.continue_in(entry.arrival, given.stored.conversation_id)
    office.inbox.answered(entry, given.answer.answer_id)
    return _post(office, line, entry, given, asked)


def given_answer(stored: StoredAnswer) -> Given:
    """A stored answer as the object that it was."""
    return Given(_answers.validate_json(stored.body), stored)


def _typed(arrival: Arrival) -> str:
    """What the person typed; a modal's text is as typed already."""
    if arrival.kind is Kind.SUBMISSION:
        return arrival.text
    if arrival.kind is Kind.ACTION:
        question = read_value(arrival.value).get("q", "")
        return question if isinstance(question, str) else ""
    return plain_text(arrival.text)


def refused_here(office: Office, arrival: Arrival) -> Message | None:
    """Why the bot may not answer in this channel, or None."""
    if not is_external(office.line(arrival), arrival):
        return None
    decided = office.threads.channel(arrival.team, arrival.channel)
    return notices.external_channel() if decided.external_allowed_by is None else None


def _too_long(typed: str) -> Message | None:
    try:
        check_length(typed)
    except QuestionTooLong as error:
        return notices.rejected(str(error))
    return None


def _asked(office: Office, arrival: Arrival, text: str) -> Asked:
    """The question in the conversation of its thread, or of the answer that was clicked."""
    echo = arrival.kind in (Kind.COMMAND, Kind.ACTION, Kind.SUBMISSION)
    if arrival.thread_ts and not (arrival.kind is Kind.ACTION and not _is_visible(office, arrival)):
        thread = office.threads.thread(arrival)
        conversation_id = thread.conversation_id
    else:
        found = read_value(arrival.value).get("c") if arrival.kind is Kind.ACTION else None
        conversation_id = found if isinstance(found, str) else None
        default = office.threads.channel(arrival.team, arrival.channel).guideline
        thread = Thread(conversation_id, default)
    turns: tuple[str, ...] = ()
    if conversation_id:
        try:
            turns = office.desk.store.turns(conversation_id)
        except UnknownConversation:  # deleted on the web meanwhile
            conversation_id = None
    return Asked(text, turns, conversation_id, Scope(thread.guideline), echo)


def _is_visible(office: Office, arrival: Arrival) -> bool:
    """Whether a click belongs to a thread that the bot takes part in."""
    return office.threads.is_engaged(arrival)


def _is_wanted(office: Office, asked: Asked) -> bool:
    """Whether an unaddressed message is to be answered at all."""
    turns = (*asked.turns, asked.text)
    if not manners.deserves_reply(turns, office.reading.read_case):
        return False
    try:
        preview = respond(office.desk.assistant, turns, asked.scope).answer
    except (VerificationError, UnknownGuideline):  # what is wrong is said when it is answered
        return True
    return not manners.is_chatter(preview)


def _is_another_patient(office: Office, entry: Entry, asked: Asked) -> bool:
    turns = (*asked.turns, asked.text)
    if entry.turn is not None or entry.arrival.kind is Kind.ACTION:
        return False  # decided before a crash, or asked about this very answer
    return manners.begins_another_patient(turns, office.reading.read_case)


def _choice(office: Office, entry: Entry) -> Done:
    """Asks whose facts these are, and keeps the message until it is told."""
    value = str(entry.id)
    message = notice(
        notices.ANOTHER_PATIENT,
        [
            (actions.NEW_PATIENT, "New patient", value),
            (actions.SAME_PATIENT, "Same patient", value),
        ],
    )
    deliver(office.line(entry.arrival), entry, message, to_reader(entry.arrival))
    return Done(HELD)


def _given(office: Office, entry: Entry, asked: Asked) -> Given:
    """The answer to the question, which becomes at most one turn however often it is tried."""
    store = office.desk.store
    conversation_id, turn = entry.conversation_id, entry.turn
    if conversation_id is None or turn is None:
        conversation_id = asked.conversation_id or store.new_conversation()
        turn = len(asked.turns)
        office.inbox.plan(entry, conversation_id, turn)
    else:
        try:
            there = store.exchanges(conversation_id)[turn : turn + 1]
        except UnknownConversation:
            raise StoreError("the conversation of a received message is gone") from None
        if there and there[0].inputs.turns[-1] == asked.text:
            return given_answer(there[0])
    given = office.desk.ask(asked.text, conversation_id, asked.scope)
    if given.stored.turn != turn:  # somebody asked in the same conversation on the web
        office.inbox.plan(entry, conversation_id, given.stored.turn)
    return given


def _post(office: Office, line: Line, entry: Entry, given: Given, asked: Asked) -> Done:
    arrival, stored = entry.arrival, given.stored
    turns = stored.inputs.turns
    is_case = manners.is_about_patient(given.answer, turns, office.reading.read_case)
    alone = arrival.kind is Kind.COMMAND or not arrival.thread_ts
    alone = alone or (is_case and is_public(line, arrival))
    place = Place(stored.conversation_id, stored.turn, shareable=alone)
    shown = office.shown(given, asked.text if asked.echo else None)
    target = to_reader(arrival) if alone else in_thread(arrival)
    reply = deliver(line, entry, answer_message(shown, place), target, shown.url)
    return Done(DONE, reply)


def _told(office: Office, entry: Entry, message: Message) -> Done:
    """A word to the author alone: why there is no answer."""
    deliver(office.line(entry.arrival), entry, message, to_reader(entry.arrival))
    return Done(DONE)


def _set_status(line: Line, arrival: Arrival) -> None:
    """Shows that the answer is on its way; only the agent view has a place for that."""
    if arrival.is_direct and arrival.thread_ts:
        line.try_once(
            "assistant.threads.setStatus",
            channel_id=arrival.channel,
            thread_ts=arrival.thread_ts,
            status="is reading the guideline…",
        )
