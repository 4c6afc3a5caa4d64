"""Changes: a question that was edited or deleted after it was received.

What was answered cannot be unsaid in a conversation, which only grows. So a change begins
a new conversation of the thread, in which the other turns are asked again: the same input
gives the same answers, and what is gone leaves no fact behind.
"""

from __future__ import annotations

from assistant.desk import Scope
from assistant.message import clean
from assistant.slack import actions, notices
from assistant.slack.arrival import Arrival
from assistant.slack.asking import Done, given_answer
from assistant.slack.blocks import Place, answer_message, notice
from assistant.slack.delivery import deliver, in_thread, to_reader
from assistant.slack.inbox import DONE, HELD, IGNORED, RECEIVED, Entry, Reply
from assistant.slack.mrkdwn import plain_text
from assistant.slack.office import Office
from assistant.slack.posting import SlackRefused
from assistant.store import UnknownConversation


def edited(office: Office, entry: Entry) -> Done:
    """Offers to ask an answered question again, where its words changed."""
    arrival = entry.arrival
    reply = office.inbox.reply_to(arrival.team, f"{arrival.channel}/{arrival.ts}")
    if reply is None or reply.state != DONE or reply.conversation_id is None:
        return Done(IGNORED)
    text = clean(plain_text(arrival.text))
    turns = _turns(office, reply)
    if not text or reply.turn is None or reply.turn >= len(turns) or turns[reply.turn] == text:
        return Done(IGNORED)  # Slack also calls it an edit when a link gets a preview
    message = notice(notices.EDITED, [(actions.ASK_AGAIN, "Ask again", str(entry.id))])
    deliver(office.line(arrival), entry, message, to_reader(arrival))
    return Done(HELD)


def asked_again(office: Office, entry: Entry, held: Entry) -> Done:
    """Answers an edited question in the place of its first answer."""
    arrival = held.arrival
    reply = office.inbox.reply_to(arrival.team, f"{arrival.channel}/{arrival.ts}")
    if reply is None or reply.turn is None:
        return Done(IGNORED)
    turns = list(_turns(office, reply))
    turns[reply.turn : reply.turn + 1] = [clean(plain_text(arrival.text))]
    thread = office.threads.thread(arrival)
    conversation_id = _told_anew(office, arrival, turns, Scope(thread.guideline))
    office.inbox.move(reply, conversation_id, reply.turn)
    return _in_place(office, entry, reply, arrival, conversation_id)


def _in_place(
    office: Office, entry: Entry, reply: Reply, arrival: Arrival, conversation_id: str
) -> Done:
    """Rewrites the visible reply, or posts one for the reader where it was seen by them alone."""
    turn = reply.turn or 0
    given = given_answer(office.desk.store.exchanges(conversation_id)[turn])
    line = office.line(arrival)
    shareable = reply.ts is None
    message = answer_message(office.shown(given), Place(conversation_id, turn, shareable))
    if reply.channel and reply.ts:
        content = {"text": message.text, "blocks": list(message.blocks)}
        line.call("chat.update", channel=reply.channel, ts=reply.ts, **content)
        return Done(reply=(reply.channel, reply.ts))
    deliver(line, entry, message, to_reader(arrival) if shareable else in_thread(arrival))
    return Done()


def deleted(office: Office, entry: Entry) -> Done:
    """Deletes the reply to a deleted question, and the question from its conversation."""
    arrival = entry.arrival
    reply = office.inbox.reply_to(arrival.team, f"{arrival.channel}/{arrival.ts}")
    if reply is None:
        return Done(IGNORED)
    if reply.state in (RECEIVED, HELD):
        office.inbox.drop(reply)
        return Done()
    if reply.channel and reply.ts:
        try:
            office.line(arrival).call("chat.delete", channel=reply.channel, ts=reply.ts)
        except SlackRefused as error:
            if error.code != "message_not_found":
                raise
    if reply.turn is not None:
        turns = list(_turns(office, reply))
        del turns[reply.turn : reply.turn + 1]
        thread = office.threads.thread(arrival)
        if turns:
            _told_anew(office, arrival, turns, Scope(thread.guideline))
        else:
            office.threads.continue_in(arrival, None)
        office.inbox.move(reply, None, None)
    return Done()


def _turns(office: Office, reply: Reply) -> tuple[str, ...]:
    if reply.conversation_id is None:
        return ()
    try:
        return office.desk.store.turns(reply.conversation_id)
    except UnknownConversation:
        return ()


def _told_anew(office: Office, arrival: Arrival, turns: list[str], scope: Scope) -> str:
    """A new conversation of the thread with these turns, each answered in it."""
    conversation_id = office.desk.store.new_conversation()
    for turn in turns:
        office.desk.ask(turn, conversation_id, scope)
    office.threads.continue_in(arrival, conversation_id)
    return conversation_id
