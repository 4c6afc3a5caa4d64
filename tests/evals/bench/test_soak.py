"""What a soak tells of what it saw; the server of a soak is `make soak`'s."""

import subprocess
from dataclasses import dataclass

import pytest

from evals.bench.cold import ChildFailed
from evals.bench.soak import Level, Seen, figures, soak

STEADY = [Level(200.0, 20)] * 9


def seen() -> Seen:
    found = Seen()
    for n in range(10):
        found.answered(("a?",), "same", float(n))
    return found


def kept(found: Seen, levels: list[Level]) -> dict[str, bool | None]:
    return {figure.name: figure.kept for figure in figures(found, levels)}


def test_a_steady_server_keeps_every_bound() -> None:
    assert False not in kept(seen(), STEADY).values()


@dataclass(frozen=True)
class Fault:
    """A wrong turn and the figure that must show it."""

    figure: str
    levels: tuple[Level, ...] = tuple(STEADY)
    answer_id: str = "same"
    failed: bool = False
    lost: bool = False


@pytest.mark.parametrize(
    "fault",
    [
        Fault("not answered", failed=True),
        Fault("answered otherwise the next time", answer_id="other"),
        Fault("not there when fetched again", lost=True),
        Fault("memory, last third / second third", (*STEADY[:6], *[Level(260.0, 20)] * 3)),
        Fault("open files, last third − second third", (*STEADY[:6], *[Level(200.0, 60)] * 3)),
    ],
    ids=lambda fault: fault.figure,
)
def test_each_fault_breaks_its_own_bound(fault: Fault) -> None:
    found = seen()
    found.answered(("a?",), fault.answer_id, 1.0)
    if fault.failed:
        found.count_failed()
    if fault.lost:
        found.count_lost()
    broken = [name for name, is_kept in kept(found, list(fault.levels)).items() if is_kept is False]
    assert broken == [fault.figure]


def test_what_grows_while_caches_fill_is_no_fault() -> None:
    assert False not in kept(seen(), [*[Level(100.0, 10)] * 3, *STEADY[:6]]).values()


def test_too_short_a_soak_tells_nothing() -> None:
    with pytest.raises(ChildFailed, match="too short"):
        figures(seen(), STEADY[:4])


def test_a_server_that_ended_is_said() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    with pytest.raises(ChildFailed, match="ended"):
        soak((process, "http://127.0.0.1:9"), [("a?",)], 0.5, 1)
