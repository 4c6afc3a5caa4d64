"""The assistant inside a LangChain chain gives what it gives outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from assistant.errors import Misasked
from assistant.langchain import Asked, GuidelineRunnable, open_retriever
from assistant.opening import open_assistant
from assistant.settings import Settings

QUESTION = "How often is imaging repeated after local therapy?"


def test_a_chain_gives_the_same_answer(home: Path) -> None:
    assistant = open_assistant(Settings(home))
    chain = GuidelineRunnable(assistant) | RunnableLambda(lambda answer: answer["answer_id"])
    assert chain.invoke(QUESTION) == assistant.respond(QUESTION).answer.answer_id
    assert chain.batch([QUESTION, QUESTION])[0] == chain.invoke(QUESTION)


def test_earlier_messages_are_the_conversation(home: Path) -> None:
    assistant = open_assistant(Settings(home))
    first = assistant.respond(QUESTION)
    second = assistant.respond("why that often?", first.conversation)
    asked: Asked = {"question": "why that often?", "earlier": [QUESTION]}
    assert GuidelineRunnable(assistant).invoke(asked) == second.answer.to_json()


@pytest.mark.parametrize("asked", [None, 3, {"q": QUESTION}, {"question": None}])
def test_what_is_no_question_is_one_clear_line(home: Path, asked: Asked) -> None:
    with pytest.raises(Misasked, match='a mapping that has "question"'):
        GuidelineRunnable.open(Settings(home)).invoke(asked)


def test_the_retriever_alone_quotes_the_best_statements(home: Path) -> None:
    found = open_retriever(Settings(home), k=2).invoke(QUESTION)
    assert len(found) == 2
    assert found[0].metadata["section"] == "follow-up"
