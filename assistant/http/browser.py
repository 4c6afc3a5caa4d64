"""The browser: who asks, as far as the page knows: a random number in a signed cookie.

The cookie is set when a browser first asks and says nothing about its user. Its signature
is checked before it counts; the key lies in the database, so that all processes share it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import exc, insert, select
from starlette.requests import Request
from starlette.responses import Response

from assistant.database import keys
from assistant.errors import StoreError
from assistant.store import Store

COOKIE = "browser"
LIFETIME_SECONDS = 400 * 24 * 3600
_SIGNED = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{64})")
_KEY_NAME = "browser"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser: the owner of its conversations."""

    owner: str
    is_new: bool = False


class Browsers:
    """Tells browsers apart by their cookies."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._key = b""

    def of(self, request: Request) -> Browser:
        """The browser that sent a request, a new one where its cookie does not hold."""
        signed = _SIGNED.fullmatch(request.cookies.get(COOKIE, ""))
        if signed and hmac.compare_digest(self._signature(signed[1]), signed[2]):
            return Browser(signed[1])
        return Browser(secrets.token_hex(16), is_new=True)

    def remember(self, browser: Browser, request: Request, response: Response) -> None:
        """Sets the cookie by which the browser is known the next time, if it is new."""
        if browser.is_new:
            value = f"{browser.owner}.{self._signature(browser.owner)}"
            set_cookie(request, response, COOKIE, value)

    def _signature(self, owner: str) -> str:
        if not self._key:
            self._key = signing_key(self._store)
        return hmac.new(self._key, owner.encode("ascii"), hashlib.sha256).hexdigest()


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Sets a cookie that no script reads and no other site sends in a form."""
    response.set_cookie(
        name,
        value,
        max_age=LIFETIME_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def signing_key(store: Store) -> bytes:
    """The key of this database, made when it is first wanted."""
    wanted = select(keys.c.value).where(keys.c.name == _KEY_NAME)
    with store.reading() as connection:
        found = connection.scalar(wanted)
    if found is None:
        row = {"name": _KEY_NAME, "value": secrets.token_bytes(_KEY_BYTES)}
        try:
            with store.writing() as connection:
                connection.execute(insert(keys), row)
        except exc.IntegrityError:
            pass  # another process made it first, and that one counts
        with store.reading() as connection:
            found = connection.scalar(wanted)
    if found is None:
        raise StoreError("the database keeps no key; look at its table `keys`")
    return bytes(found)
