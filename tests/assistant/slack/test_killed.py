"""Killed at any step between "received" and the last commit, it answers once after a restart."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.database import open_engine
from assistant.slack.arrival import Arrival, read_arrival
from assistant.store import Store
from tests.assistant.slack import payloads
from tests.assistant.slack.fake_slack import Failure, FakeSlack
from tests.assistant.slack.mortal_bot import Life, live
from tests.assistant.slack.test_ways_in import RELIEF
from tests.postgresql import postgresql

# One fork is enough of a process: what dies holds nothing that its successor could use.
FORKS = multiprocessing.get_context("forkserver")
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def fresh_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """Gives the URL of an empty database, again and again."""
    FORKS.set_forkserver_preload(["tests.assistant.slack.mortal_bot", "alembic.command"])
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield lambda: f"sqlite:///{tmp_path_factory.mktemp('home') / 'assistant.db'}"
            return
        server = stack.enter_context(postgresql())

        def emptied() -> str:
            engine = open_engine(server)
            with engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
            engine.dispose()
            return server

        yield emptied


def arrived() -> Arrival:
    arrival = read_arrival(payloads.event(payloads.mention(RELIEF)))
    assert arrival is not None
    return arrival


def run(life: Life) -> BaseProcess:
    process = FORKS.Process(target=live, args=(life,))
    process.start()
    return process


def ended(process: BaseProcess) -> int | None:
    process.join(30)
    return process.exitcode


def check_answered_once(slack: FakeSlack, database_url: str) -> None:
    (post,) = slack.posted()
    store = Store.open(database_url)
    (stored,) = store.recent(9)
    assert stored.inputs.turns == (RELIEF,)
    assert stored.answer_id in str(post["blocks"])
    assert stored.answer_id in post["text"]
    store.close()


def test_killed_before_each_commit_it_answers_once(
    fresh_database: Callable[[], str], slack: FakeSlack, tmp_path: Path
) -> None:
    died = 0
    for step in range(1, 30):
        slack.messages.clear()
        life = Life(str(tmp_path), fresh_database(), f"{slack.url}/api/", arrived(), step)
        exit_code = ended(run(life))
        if exit_code == 0:
            break
        assert exit_code == KILLED
        died += 1
        assert ended(run(replace(life, arrival=None, dies_at=0))) == 0
        check_answered_once(slack, life.database_url)
    check_answered_once(slack, life.database_url)
    assert died >= 6


@pytest.mark.parametrize("accepted", [False, True])
def test_killed_while_posting_it_answers_once(
    fresh_database: Callable[[], str], slack: FakeSlack, tmp_path: Path, accepted: bool
) -> None:
    life = Life(str(tmp_path), fresh_database(), f"{slack.url}/api/", arrived())
    processes: list[BaseProcess] = []
    kill = Failure(accepted=accepted, act=lambda: processes[0].kill(), hang=0.2)
    slack.fail("chat.postMessage", kill)
    processes.append(run(life))
    assert ended(processes[0]) == KILLED
    assert len(slack.posted()) == int(accepted)
    assert ended(run(replace(life, arrival=None))) == 0
    check_answered_once(slack, life.database_url)
