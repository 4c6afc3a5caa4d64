"""The assistant as a LangChain Runnable, to drop into an existing LangChain application.

    from assistant.langchain import GuidelineRunnable
    chain = GuidelineRunnable.open(Settings.from_environment(os.environ))
    chain.invoke("How often is imaging repeated after local therapy?")["text"]

The output is the public answer JSON, as every surface gives it. Earlier user messages may
be handed in; nothing is stored. `open_retriever` is the retrieval alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.conversation import Conversation
from assistant.errors import Misasked
from assistant.library import open_library
from assistant.message import clean
from assistant.opening import open_assistant, open_index
from assistant.respond import Assistant
from assistant.settings import Settings
from index.langchain import GuidelineRetriever


class Asked(TypedDict):
    """A question with what may come with it; `earlier` are the user's messages before it."""

    question: str
    earlier: NotRequired[Sequence[str]]
    guideline: NotRequired[str]
    as_of: NotRequired[date]


class GuidelineRunnable(Runnable[str | Asked, dict[str, Any]]):
    """Questions in, verified answers out."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    @classmethod
    def open(cls, settings: Settings) -> GuidelineRunnable:
        """The runnable over the index in a home."""
        return cls(open_assistant(settings))

    def invoke(
        self,
        input: str | Asked,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ARG002 - the signature is LangChain's
    ) -> dict[str, Any]:
        """The answer JSON; AssistantError where there is none."""
        return self._call_with_config(self._answer, input, config, run_type="chain")

    def _answer(self, asked: str | Asked) -> dict[str, Any]:
        if isinstance(asked, str):
            asked = {"question": asked}
        if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
            raise Misasked('ask with a text, or with a mapping that has "question": a text')
        response = self.assistant.respond(
            asked["question"],
            Conversation.of(clean(message) for message in asked.get("earlier", ())),
            guideline=asked.get("guideline"),
            as_of=asked.get("as_of"),
        )
        return response.answer.to_json()


def open_retriever(settings: Settings, k: int = 4) -> GuidelineRetriever:
    """The `k` best statements for a question, over the index in a home, as a retriever."""
    library = open_library(settings.home)
    index, encoder = open_index(settings, library)
    return GuidelineRetriever(index=index, encoder=encoder, guidelines=library.guidelines(), k=k)
