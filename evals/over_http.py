"""An answerer that asks a running server, as any client of its API would.

    POST /v1/conversations             → {"id"}
    POST /v1/answers {"question", "conversation_id", "guideline"?}  → the answer

The conversation is opened with its first question, so that a server that is down for a
moment costs that turn and no other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from corpus.errors import AssistantError
from evals.answerer import AnswerJson

TIMEOUT_SECONDS = 60.0


class ServerError(AssistantError):
    """The server cannot be reached, or answers something that is not an answer."""


def _direct() -> OpenerDirector:
    """Requests straight to the server that was named, past any proxy of the environment."""
    return build_opener(ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Server:
    """An assistant's server at a base URL, and the guideline it is asked about, if one."""

    url: str
    guideline: str | None = None
    opener: OpenerDirector = field(default_factory=_direct, compare=False, repr=False)

    @classmethod
    def reached(cls, url: str, guideline: str | None = None) -> Server:
        """The server, after it has said that it is well. Raises ServerError otherwise."""
        if urlsplit(url).scheme not in ("http", "https"):
            raise ServerError(f"{url} is not a server's address; give http://HOST:PORT")
        server = cls(url.rstrip("/"), guideline)
        server.request("GET", "/healthz")
        return server

    def dialogue(self) -> ServerDialogue:
        """A new conversation on the server, opened with its first question."""
        return ServerDialogue(self)

    def request(self, method: str, path: str, body: AnswerJson | None = None) -> Any:
        """The JSON that the server answers."""
        data = None if body is None else json.dumps(body).encode("ascii")
        request = Request(f"{self.url}{path}", data=data, method=method)
        request.add_header("Accept", "application/json")
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                return json.loads(response.read())
        except HTTPError as error:
            problem = error.read(2000).decode("utf-8", "replace")
            raise ServerError(f"{method} {path}: {error.code} {_title(problem)}") from error
        except (URLError, TimeoutError, ConnectionError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            raise ServerError(f"{self.url} does not answer ({reason}); is it running?") from error
        except json.JSONDecodeError as error:
            raise ServerError(f"{method} {path}: the answer is not JSON") from error


@dataclass(slots=True)
class ServerDialogue:
    """One conversation on the server."""

    server: Server
    conversation_id: str | None = None

    def ask(self, question: str) -> AnswerJson:
        """The server's answer to the next turn."""
        if self.conversation_id is None:
            self.conversation_id = str(self.server.request("POST", "/v1/conversations")["id"])
        body: AnswerJson = {"question": question, "conversation_id": self.conversation_id}
        if self.server.guideline is not None:
            body["guideline"] = self.server.guideline
        answer = self.server.request("POST", "/v1/answers", body)
        if not isinstance(answer, dict) or "outcome" not in answer:
            raise ServerError("POST /v1/answers: what came back is not an answer")
        return answer


def _title(problem: str) -> str:
    """The title and detail of a problem document, or the first words of any other body."""
    try:
        content = json.loads(problem)
    except json.JSONDecodeError:
        return problem[:200]
    if not isinstance(content, dict):
        return problem[:200]
    return ": ".join(str(content[key]) for key in ("title", "detail") if content.get(key))
