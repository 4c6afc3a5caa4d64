"""Ids of sections whose author gave none: their headings' slugs, joined by `/`."""

from __future__ import annotations

import re
import unicodedata

from corpus.guideline import sha256

_LIST_NUMBER = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.)]?|[A-Za-z][.)]|[IVX]+\.)\s+")


def section_slug(heading_path: tuple[str, ...]) -> str:
    """A section's id where the author gave none: its headings' slugs joined by `/`."""
    return "/".join(slug(heading) for heading in heading_path)


def slug(heading: str) -> str:
    """Lower-case words joined by hyphens, without a leading list number."""
    plain = unicodedata.normalize("NFKD", _LIST_NUMBER.sub("", heading))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    if words:
        return "-".join(words)
    return f"section-{sha256(heading)[:6]}"
