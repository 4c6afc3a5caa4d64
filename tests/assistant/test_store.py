import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import exc

import assistant.slack.tables  # noqa: F401 - its tables belong to the metadata
from assistant.database import HEAD, MIGRATIONS, metadata, open_engine
from assistant.errors import StoreError
from assistant.store import (
    AnswerInputs,
    NewAnswer,
    Store,
    TurnTaken,
    UnknownAnswer,
    UnknownConversation,
)


def url(folder: Path, name: str = "a.db") -> str:
    return f"sqlite:///{folder / name}"


def new_answer(answer_id: str = "a" * 64, *turns: str) -> NewAnswer:
    inputs = AnswerInputs(turns or ("one?",), guideline="tiny", as_of=date(2025, 1, 2))
    return NewAnswer(answer_id, inputs, b'{"text":"\xe2\x89\xa45"}', {"candidates": [1.5]})


def test_an_answer_comes_back_as_it_was_stored(tmp_path: Path) -> None:
    store = Store.open(url(tmp_path))
    conversation = store.new_conversation()
    added = store.add(conversation, 0, new_answer())
    store.close()
    again = Store.open(url(tmp_path))
    assert again.answer("a" * 64) == added
    assert again.exchanges(conversation) == (added,)
    assert added.created_at.tzinfo is UTC
    assert again.turns(conversation) == ("one?",)
    again.close()


def test_only_its_owner_reads_a_new_database(tmp_path: Path) -> None:
    """Also in a folder that another step made first, open to all."""
    store = Store.open(url(tmp_path))
    store.new_conversation()
    files = sorted(tmp_path.glob("a.db*"))
    assert len(files) == 3
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    store.close()


def test_times_come_back_in_utc_whatever_zone_they_had(tmp_path: Path) -> None:
    moment = datetime(2025, 7, 28, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    store = Store(open_engine(url(tmp_path)), clock=lambda: moment)
    store.add(store.new_conversation(), 0, new_answer())
    stored = store.recent(1)[0].created_at
    assert stored == moment
    assert stored.utcoffset() == timedelta(0)
    store.close()


def test_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    store = Store(open_engine(url(tmp_path)), clock=lambda: datetime(2025, 7, 28))
    with pytest.raises(exc.StatementError, match="without a zone"):
        store.new_conversation()
    store.close()


def test_the_same_answer_may_be_given_twice_and_the_latest_counts(tmp_path: Path) -> None:
    store = Store.open(url(tmp_path))
    store.add(store.new_conversation(), 0, new_answer())
    second = store.new_conversation()
    store.add(second, 0, new_answer())
    assert store.answer("a" * 64).conversation_id == second
    assert [a.conversation_id for a in store.recent(1)] == [second]
    store.close()


def test_conversation_ids_are_long_and_random(tmp_path: Path) -> None:
    store = Store.open(url(tmp_path))
    ids = {store.new_conversation() for _ in range(20)}
    assert len(ids) == 20
    assert {len(i) for i in ids} == {32}
    store.close()


@pytest.mark.parametrize("hostile", ["", "nope", "0" * 32, "\0", "\ud800", "' OR 1=1 --"])
def test_unknown_ids_are_said_to_be_unknown(tmp_path: Path, hostile: str) -> None:
    store = Store.open(url(tmp_path))
    with pytest.raises(UnknownConversation):
        store.turns(hostile)
    with pytest.raises(UnknownConversation):
        store.exchanges(hostile)
    with pytest.raises(UnknownAnswer):
        store.answer(hostile)
    with pytest.raises(UnknownAnswer):
        store.find(hostile)
    store.close()


def test_an_answer_is_found_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    store = Store.open(url(tmp_path))
    for answer_id in ("abcdef0" + "0" * 57, "abcdef1" + "0" * 57):
        store.add(store.new_conversation(), 0, new_answer(answer_id))
    assert store.find("abcdef1").answer_id.startswith("abcdef1")
    with pytest.raises(UnknownAnswer, match="several answers"):
        store.find("abcdef")
    with pytest.raises(UnknownAnswer, match="at least its first 6"):
        store.find("abc")
    store.close()


def test_a_turn_is_answered_once(tmp_path: Path) -> None:
    store = Store.open(url(tmp_path))
    conversation = store.new_conversation()
    store.add(conversation, 0, new_answer())
    with pytest.raises(TurnTaken):
        store.add(conversation, 0, new_answer("b" * 64))
    assert len(store.recent(10)) == 1
    store.close()


def test_many_writers_in_threads_and_two_stores_lose_nothing(tmp_path: Path) -> None:
    stores = [Store.open(url(tmp_path)) for _ in range(2)]
    failures: list[Exception] = []

    def write(store: Store) -> None:
        try:
            for _ in range(10):
                store.add(store.new_conversation(), 0, new_answer())
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(s,)) for s in stores for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(stores[0].recent(100)) == 60
    for store in stores:
        store.close()


def test_two_openings_of_a_new_database_at_once_migrate_it_once(tmp_path: Path) -> None:
    for attempt in range(20):  # one in ten failed before the change to WAL mode was asked again
        new = url(tmp_path, f"{attempt}.db")
        with ThreadPoolExecutor(3) as pool:
            opened = list(pool.map(Store.open, [new] * 3))
        for store in opened:
            store.check_writable()
            store.close()


def test_head_is_the_last_migration_and_the_tables_are_what_it_makes(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
    engine = open_engine(url(tmp_path, "with % in its name.db"))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Store.open(url(tmp_path)).close()
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match=r"revision 9999.*upgrade the program"):
        Store.open(url(tmp_path))


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match=r"a\.db cannot be used: .*move it away"):
        Store.open(url(tmp_path))


def test_a_full_disk_is_a_clear_error_and_stores_nothing(tmp_path: Path) -> None:
    engine = open_engine(url(tmp_path))
    store = Store(engine)
    conversation = store.new_conversation()
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="free some disk space"):
        store.add(conversation, 0, new_answer("a" * 64, "long? " * 20_000))
    assert store.turns(conversation) == ()
    assert store.recent(1) == ()
    store.close()


def test_a_first_answer_is_stored_with_its_conversation(tmp_path: Path) -> None:
    store = Store.open(url(tmp_path))
    begun = store.begin(new_answer(), "browser")
    assert store.exchanges(begun.conversation_id, "browser") == (begun,)
    with pytest.raises(UnknownConversation):
        store.turns(begun.conversation_id)
    store.close()


def test_a_first_answer_that_cannot_be_stored_leaves_no_conversation(tmp_path: Path) -> None:
    engine = open_engine(url(tmp_path))
    store = Store(engine)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="free some disk space"):
        store.begin(new_answer("a" * 64, "long? " * 20_000))
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM conversations").scalar() == 0
    store.close()


def test_a_read_only_database_is_a_clear_error(tmp_path: Path) -> None:
    Store.open(url(tmp_path)).close()
    store = Store.open(f"sqlite:///file:{tmp_path / 'a.db'}?mode=ro&uri=true")
    with pytest.raises(StoreError, match="make the file and its folder writable"):
        store.new_conversation()
    with pytest.raises(StoreError, match="make the file and its folder writable"):
        store.check_writable()
    store.close()
    assert not Path("file:").exists()


def test_a_file_where_the_folder_should_be_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(StoreError, match="set ASSISTANT_HOME"):
        Store.open(url(tmp_path / "home"))


@pytest.mark.parametrize(
    ("database_url", "words"),
    [
        ("nonsense", "not the URL of a known database"),
        ("oracle9://x", "not the URL of a known database"),
        ("postgresql+pg8000://user:secret@127.0.0.1/x", "needs the package 'pg8000'"),
    ],
)
def test_an_unusable_database_url_is_explained(database_url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        Store.open(database_url)
