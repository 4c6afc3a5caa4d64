"""The user's message, cleaned of what its surface added, and judged readable or not.

Everything after this works on the cleaned text: NFC, no control or direction characters,
no Slack mentions, emoji codes or quoted lines. Offsets of mentions count into it.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.answer import NOT_ENGLISH, NOT_WORDS

QUESTION_LIMIT = 20_000
_SLACK_LINK = re.compile(r"<(?:https?|mailto):[^|>\s]*\|([^>]*)>")
_SLACK_MENTION = re.compile(r"<[@#!][^>\s]*>")
_EMOJI_CODE = re.compile(r"(?<!\S):[a-z0-9_+-]+:(?!\S)")
# A quoted line, but not one that starts with a bound such as ">5 lesions".
_QUOTED_LINE = re.compile(r"^[ \t]*(?:>|&gt;)(?!\s*=?\s*\d).*$", re.MULTILINE)
_TERMINAL_CODE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_BLANKS = re.compile(r"[ \t]+")
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_KEPT_CONTROLS = "\n\t"

# Function words that occur in hardly any English message, by language; without "met", which
# is a word of every oncology note.
_FOREIGN = {
    "German": "der die das und ist nicht wie welche bei nach wird eine einen ich für mit sollte",
    "French": "le la les des est une pour avec que quel quelle dans faut après du pas et chez",
    "Spanish": "el los las una que para con después cuál qué es del por tras cuánto según y",
    "Portuguese": "os uma que para com após qual não em do da ou dos trás quanto é",
    "Italian": "il lo gli una che per con dopo quale è del della nel quanto di e",
    "Dutch": "het een van niet voor welke na bij wordt moet hoe en is",
    "Polish": "jest czy nie dla po jak się jaki przy oraz w z",
    "Afrikaans": "die wat vir hoe ná nie moet hoeveel gegee word en",
}
_ENGLISH = frozenset(
    "the a an of is are to in for on and or if it does do what which how when why who can should"
    " with after before not any at be this that i we she he her his from as by there was".split()
)


def clean(message: str) -> str:
    """The message as the pipeline reads it. Cleaned once more it is the same."""
    text = _TERMINAL_CODE.sub("", message[:QUESTION_LIMIT])
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    while (cleaner := _cleaner(text)) != text:
        text = cleaner
    return text


def _cleaner(text: str) -> str:
    """The text composed, cut and without noise; what is cut or joined may need it once more."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(c if _is_kept(c) else " " for c in text)
    while (stripped := _without_noise(text)) != text:
        text = stripped
    return text[:QUESTION_LIMIT].strip()


def _without_noise(text: str) -> str:
    """The text without one layer of what surfaces add; lines joined."""
    text = _SLACK_LINK.sub(r"\1", text)
    text = _SLACK_MENTION.sub(" ", text)
    text = _EMOJI_CODE.sub(" ", text)
    text = _QUOTED_LINE.sub(" ", text)
    lines = (_BLANKS.sub(" ", line).strip() for line in text.splitlines())
    return " ".join(line for line in lines if line)


def _is_kept(character: str) -> bool:
    """Control, format (direction overrides, zero width) and private characters are not."""
    return character in _KEPT_CONTROLS or not unicodedata.category(character).startswith("C")


def why_unreadable(text: str) -> str | None:
    """Why the cleaned text cannot be read as an English question, or None."""
    letters = _LETTERS.findall(text)
    if len(letters) < 2:
        return NOT_WORDS
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    if latin / len(letters) < 0.7:
        return NOT_ENGLISH
    words = [word.casefold() for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH for word in words)
    listed = (set(row.split()) - _ENGLISH for row in _FOREIGN.values())
    foreign = max(_of_language(words, one) for one in listed)
    if foreign >= 2 and foreign > 1.5 * english and foreign / len(words) > 0.15:
        return NOT_ENGLISH
    return None


def _of_language(words: list[str], listed: set[str]) -> int:
    """How many of the words a language lists; one of them, however often, is chance."""
    return sum(word in listed for word in words) if len(listed.intersection(words)) > 1 else 0
