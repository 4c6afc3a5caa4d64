"""Killed at any step between "received" and the last commit, it answers once after a restart."""

import itertools
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

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
# More steps than an answer has, so that the last ones are lived to the end.
STEPS = 10
AT_ONCE = 5


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
        numbers = itertools.count(1)

        def another() -> str:
            name = f"database_{next(numbers)}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            return server.removesuffix("postgres") + name

        yield another


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


def check_answered_once(slack: FakeSlack, life: Life, arrival: Arrival) -> None:
    (post,) = [post for post in slack.posted() if post["thread_ts"] == arrival.thread_ts]
    store = Store.open(life.database_url)
    (stored,) = store.recent(9)
    assert stored.inputs.turns == (RELIEF,)
    assert stored.answer_id in str(post["blocks"])
    assert stored.answer_id in post["text"]
    store.close()


def lived(lives: list[Life]) -> list[int | None]:
    """The exit codes of these lives, a few of which are lived at once."""
    codes: list[int | None] = []
    for at in range(0, len(lives), AT_ONCE):
        processes = [run(life) for life in lives[at : at + AT_ONCE]]
        codes += [ended(process) for process in processes]
    return codes


def test_killed_before_each_commit_it_answers_once(
    fresh_database: Callable[[], str], slack: FakeSlack, tmp_path: Path
) -> None:
    url = f"{slack.url}/api/"
    lives = [
        Life(str(tmp_path), fresh_database(), url, arrived(), step) for step in range(1, STEPS + 1)
    ]
    codes = lived(lives)
    died = [life for life, code in zip(lives, codes, strict=True) if code == KILLED]
    assert set(codes) == {KILLED, 0}
    assert 6 <= len(died) < STEPS
    assert codes == [KILLED] * len(died) + [0] * (STEPS - len(died))
    restarted = lived([replace(life, arrival=None, dies_at=0) for life in died])
    assert restarted == [0] * len(died)
    for life in lives:
        assert life.arrival is not None
        check_answered_once(slack, life, life.arrival)


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
    assert life.arrival is not None
    check_answered_once(slack, life, life.arrival)
