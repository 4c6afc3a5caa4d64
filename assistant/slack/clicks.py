"""Clicks: what the buttons of a message do."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.feedback import FeedbackBook, Kind
from assistant.slack import actions, notices
from assistant.slack.asking import DECIDED, Done, ask, given_answer, refused_here
from assistant.slack.blocks import Place, answer_message, read_value
from assistant.slack.changes import asked_again
from assistant.slack.delivery import deliver, in_thread, to_reader
from assistant.slack.inbox import IGNORED, Entry
from assistant.slack.office import Office
from assistant.slack.workspaces import reader
from assistant.store import UnknownAnswer, UnknownConversation


def click(office: Office, entry: Entry) -> Done:
    """Does what was clicked; a button that is not ours is ignored."""
    action = entry.arrival.action.split(":")[0]
    doings = {
        actions.FEEDBACK: _feedback,
        actions.FOLLOW_UP: ask,
        actions.SHARE: _share,
        actions.ASK_AGAIN: _ask_again,
        actions.NEW_PATIENT: _new_patient,
        actions.SAME_PATIENT: _same_patient,
    }
    doing = doings.get(action)
    return doing(office, entry) if doing else Done(IGNORED)


def _feedback(office: Office, entry: Entry) -> Done:
    arrival = entry.arrival
    answer_id, _, word = arrival.value.partition(":")
    if word not in set(Kind) or not re.fullmatch(r"[0-9a-f]{64}", answer_id):
        return Done(IGNORED)
    said, message = Kind(word), notices.thanks()
    try:
        book = FeedbackBook(office.desk.store)
        book.say_only(answer_id, reader(arrival.team, arrival.user), said)
    except UnknownAnswer:
        message = notices.gone()
    else:
        if said is Kind.NOT_HELPFUL:
            message = notices.what_was_wrong(answer_id)
    deliver(office.line(arrival), entry, message, to_reader(arrival))
    return Done()


def _share(office: Office, entry: Entry) -> Done:
    """Posts a stored answer, unchanged, where everybody in the channel reads it."""
    arrival, value = entry.arrival, read_value(entry.arrival.value)
    conversation_id, turn = value.get("c"), value.get("t")
    if not (isinstance(conversation_id, str) and isinstance(turn, int) and turn >= 0):
        return Done(IGNORED)
    line = office.line(arrival)
    try:
        found = office.desk.store.exchanges(conversation_id)[turn : turn + 1]
    except UnknownConversation:
        found = ()
    refusal = refused_here(office, arrival)
    if not found or found[0].answer_id != value.get("a"):
        refusal = notices.gone()
    if refusal is not None:
        deliver(line, entry, refusal, to_reader(arrival))
        return Done()
    shown = office.shown(given_answer(found[0]), found[0].inputs.turns[-1])
    message = answer_message(shown, Place(conversation_id, turn))
    return Done(reply=deliver(line, entry, message, in_thread(arrival), shown.url))


def _ask_again(office: Office, entry: Entry) -> Done:
    held = _held(office, entry)
    if held is None:
        return _too_late(office, entry)
    done = asked_again(office, entry, held)
    office.inbox.finish(held)
    return done


def _new_patient(office: Office, entry: Entry) -> Done:
    held = _held(office, entry)
    if held is None:
        return _too_late(office, entry)
    office.threads.continue_in(held.arrival, None)
    return _decided(office, held)


def _same_patient(office: Office, entry: Entry) -> Done:
    held = _held(office, entry)
    return _decided(office, held) if held else _too_late(office, entry)


def _decided(office: Office, held: Entry) -> Done:
    """The message that waited is answered next, as one that was addressed to the bot."""
    office.inbox.release(held.id, replace(held.arrival, value=DECIDED))
    return Done()


def _held(office: Office, entry: Entry) -> Entry | None:
    value = entry.arrival.value
    is_id = value.isascii() and value.isdigit() and len(value) < 10
    return office.inbox.held(int(value), entry.arrival.team) if is_id else None


def _too_late(office: Office, entry: Entry) -> Done:
    deliver(office.line(entry.arrival), entry, notices.gone(), to_reader(entry.arrival))
    return Done()
