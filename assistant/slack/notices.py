"""Notices: what the bot says of itself, never of a guideline or a patient."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.feedback import WRONG
from assistant.slack import actions
from assistant.slack.blocks import Message, notice, plain_message
from assistant.slack.mrkdwn import escaped
from corpus.guideline import Guideline

ANOTHER_PATIENT = (
    "This seems to be about another patient than the one of this thread. Whose facts are they?"
)
EDITED = "You edited a question that was answered. Shall it be asked again as it reads now?"
HELP = (
    "Ask in a sentence, for example:\n`/guideline how often is imaging repeated?`\n"
    "`/guideline use ID` makes this channel quote one guideline, `/guideline use all` all of"
    " them.\n`/guideline allow external` lets an admin allow answers in a channel that is"
    " shared with another organisation."
)


def nothing_asked() -> Message:
    """For a mention without words."""
    return plain_message("What is your question? Write it behind the mention.")


def external_channel() -> Message:
    """For a channel in which people of other organisations read."""
    return plain_message(
        "This channel is shared with another organisation. An admin must allow answers here"
        " first, with `/guideline allow external`."
    )


def rejected(reason: str) -> Message:
    """For a question that cannot be taken."""
    return plain_message(f"This was not answered: {escaped(reason)}.")


def failed() -> Message:
    """For an answer that is not there because something broke."""
    return plain_message(
        ":warning: The assistant cannot answer this now; the server's log says why."
    )


def expired() -> Message:
    """For a click that came too late."""
    return plain_message("That took too long. Please try it once more.")


def gone() -> Message:
    """For a button whose answer or message is not there any more."""
    return plain_message("That is not there any more. Please ask again.")


def thanks() -> Message:
    """For feedback."""
    return plain_message("Thank you; this is stored with the answer.")


def what_was_wrong(answer_id: str) -> Message:
    """For an answer that did not help: what was wrong with it, if the reader cares to say."""
    offered = [
        (f"{actions.FEEDBACK}:{n}", label, f"{answer_id}:{kind.value}")
        for n, (kind, label) in enumerate(WRONG.items())
    ]
    return notice("Thank you; this is stored with the answer. What was wrong with it?", offered)


def admins_only() -> Message:
    """For a consent that only an admin can give."""
    return plain_message("Only an admin of this workspace can allow that.")


def external_allowed(user: str) -> Message:
    """For a consent given; it is said to everybody who reads there."""
    return plain_message(f"<@{user}> allows answers in this shared channel.")


def using(guideline: Guideline | None) -> Message:
    """For a channel's guideline."""
    if guideline is None:
        return plain_message("New threads here quote all guidelines.")
    return plain_message(f"New threads here quote only: {escaped(guideline.meta.title)}.")


def unknown_guideline(known: Sequence[str]) -> Message:
    """For a guideline that there is none of."""
    return plain_message(f"There is no such guideline. There are: {escaped(', '.join(known))}.")


def help_text() -> Message:
    """For a command without a question."""
    return plain_message(HELP)
