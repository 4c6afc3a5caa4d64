import pytest

from assistant.desk import Desk
from assistant.history import History
from assistant.store import Store, UnknownAnswer, UnknownConversation

MINE, THEIRS = "a" * 32, "b" * 32


@pytest.fixture
def history(store: Store) -> History:
    return History(store)


def begun(desk: Desk, owner: str | None, *questions: str) -> str:
    conversation = None
    for question in questions:
        conversation = desk.ask(question, conversation, owner=owner).stored.conversation_id
    assert conversation is not None
    return conversation


def test_an_owner_s_conversations_are_listed_the_latest_first(desk: Desk, history: History) -> None:
    first = begun(desk, MINE, "one?", "two?")
    second = begun(desk, MINE, "three?")
    begun(desk, THEIRS, "four?")
    begun(desk, None, "five?")
    listed = history.conversations(MINE)
    assert [(p.id, p.question, p.turns) for p in listed] == [
        (second, "three?", 1),
        (first, "one?", 2),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [("relief", 1), ("RELIEF often", 1), ("relief never", 0), ("100%", 1), ("_", 0), ("", 2)],
)
def test_all_words_of_a_search_are_in_one_message(
    desk: Desk, history: History, words: str, found: int
) -> None:
    begun(desk, MINE, "one?", "How often is relief used?")
    begun(desk, MINE, "Is 100% sure?")
    begun(desk, THEIRS, "relief often 100%?")
    assert len(history.conversations(MINE, words)) == found


def test_deleting_takes_messages_and_answers(desk: Desk, history: History, store: Store) -> None:
    kept = begun(desk, MINE, "kept?")
    gone = begun(desk, MINE, "gone?", "also gone?")
    answer_id = store.exchanges(gone, MINE)[0].answer_id
    history.delete(gone, MINE)
    assert [p.id for p in history.conversations(MINE)] == [kept]
    with pytest.raises(UnknownConversation):
        store.turns(gone, MINE)
    with pytest.raises(UnknownAnswer):
        store.answer(answer_id)
    history.delete_all(MINE)
    assert history.conversations(MINE) == ()


def test_another_s_conversation_is_not_there(desk: Desk, history: History, store: Store) -> None:
    mine = begun(desk, MINE, "mine?")
    for owner in (THEIRS, None):
        with pytest.raises(UnknownConversation):
            store.exchanges(mine, owner)
        with pytest.raises(UnknownConversation):
            desk.ask("more?", mine, owner=owner)
    with pytest.raises(UnknownConversation):
        history.delete(mine, THEIRS)
    assert store.turns(mine, MINE) == ("mine?",)
    unowned = begun(desk, None, "api?")
    with pytest.raises(UnknownConversation):
        store.turns(unowned, MINE)
