"""Preferences of the display, in a cookie: theme, reader, shortcuts, the first-use notice.

None of them changes an answer. The server reads them before it writes the page, so that
the right theme is there with the first paint.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from assistant.http.browser import set_cookie
from assistant.web.reading import Reader

COOKIE = "display"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Preferences:
    """How the page is shown to one browser."""

    theme: str = "auto"
    reader: Reader = Reader.ONCOLOGIST
    shortcuts: bool = True
    noticed: bool = False

    def changed(self, form: FormData, readers: tuple[Reader, ...]) -> Preferences:
        """With what a form sets; what it does not name, or nobody can choose, stays."""
        changed = self
        theme, reader = form.get("theme"), form.get("reader")
        if theme in THEMES:
            changed = replace(changed, theme=str(theme))
        if reader in readers:
            changed = replace(changed, reader=Reader(str(reader)))
        if "shortcuts" in form:
            changed = replace(changed, shortcuts=form.getlist("shortcuts")[-1] == "on")
        if form.get("noticed") == "yes":
            changed = replace(changed, noticed=True)
        return changed

    def remember(self, request: Request, response: Response) -> None:
        """Sets the cookie that `preferences_of` reads."""
        content = {
            "theme": self.theme,
            "reader": self.reader.value,
            "shortcuts": "on" if self.shortcuts else "off",
            "noticed": "yes" if self.noticed else "no",
        }
        set_cookie(request, response, COOKIE, urlencode(content))


def preferences_of(request: Request, readers: tuple[Reader, ...]) -> Preferences:
    """The preferences in a request's cookie; the defaults for all that is not in it."""
    given = dict(parse_qsl(request.cookies.get(COOKIE, "")))
    return Preferences().changed(FormData(given), readers)


def local_path(text: object) -> str:
    """A path on this server, as a form names the page to go back to; "/" for all else."""
    is_path = isinstance(text, str) and text.startswith("/") and text.isascii()
    if not isinstance(text, str) or not is_path or text.startswith("//"):
        return "/"
    return text if text.isprintable() and "\\" not in text and " " not in text else "/"
