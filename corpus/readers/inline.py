"""Inline Markdown to plain text: emphasis, links and tags away, every word kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from corpus.readers.typography import raised, with_superscripts

# Tags that only say how a text looks; what else stands in angle brackets is text: "<EGFR>".
_TAG = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|br|button|center|cite|code|del|dfn|div|em|font|form|h[1-6]"
    r"|hr|i|iframe|img|input|ins|kbd|label|li|mark|meta|nobr|ol|p|q|s|samp|script|section|small"
    r"|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul|var|video|wbr)\b"
    r"|<!--|<\?|<!\[CDATA\[",
    re.IGNORECASE,
)
_BREAKING = re.compile(r"</?(?:br|p|div|li|td|th|tr|h[1-6]|hr)\b", re.IGNORECASE)


def plain(token: Token) -> str:
    """The inline text without its markup, breaks as blanks, raised digits as such."""
    parts: list[str] = []
    sup_at: int | None = None
    link_at: int | None = None
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "link_open":
            link_at = len(parts)
        elif child.type == "link_close" and link_at is not None:
            parts[link_at:] = [_citing("".join(parts[link_at:]))]
            link_at = None
        elif child.type == "html_inline":
            tag = child.content.lower()
            if tag.startswith("<sup"):
                sup_at = len(parts)
            elif tag.startswith("</sup") and sup_at is not None:
                parts[sup_at:] = [raised("".join(parts[sup_at:]))]
                sup_at = None
            else:
                parts.append(_tag_text(child.content))
    return " ".join(with_superscripts("".join(parts)).split())


def images(token: Token) -> Iterator[str]:
    """What stands for each image: its description, else its address."""
    for child in token.children or []:
        if child.type == "image":
            yield child.content.strip() or str(child.attrs.get("src", "image"))


def _citing(text: str) -> str:
    """The text of a link; a bare number that links somewhere cites: [3](#ref3)."""
    return f"[{text}]" if re.fullmatch(r"\d{1,3}(?:\s?[,–-]\s?\d{1,3})*", text) else text


def _tag_text(tag: str) -> str:
    if _BREAKING.match(tag):
        return " "
    return "" if _TAG.match(tag) else tag
