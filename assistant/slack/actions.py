"""The names by which Slack hands back what was clicked; they stand in blocks and listeners."""

from __future__ import annotations

COMMAND = "/guideline"
ASK_GUIDELINE = "ask_guideline"

FEEDBACK = "feedback"
FOLLOW_UP = "follow_up"
SHARE = "share"
ASK_AGAIN = "ask_again"
NEW_PATIENT = "new_patient"
SAME_PATIENT = "same_patient"
OPEN_WEB = "open_web"

# Clicked twice, these count once: the click's key is its value.
KEYED_BY_VALUE = frozenset({SHARE, ASK_AGAIN, NEW_PATIENT, SAME_PATIENT})
ACTIONS = (FEEDBACK, FOLLOW_UP, SHARE, ASK_AGAIN, NEW_PATIENT, SAME_PATIENT, OPEN_WEB)
