from pathlib import Path

from assistant.cli.parts import Parts
from tests.assistant.commands import failed, run


def test_nothing_is_encoded_twice(real: Parts, home: Path) -> None:
    result = run(real, "index", "build")
    assert result.exit_code == 0
    assert "Index up to date: 0 encoded" in result.stdout
    for _ in range(2):
        again = run(real, "setup")
        assert again.exit_code == 0
        assert "0 encoded" in again.stdout
        assert again.stdout.endswith(f"Ready in {home}\n")


def test_the_status_of_a_fresh_index(real: Parts) -> None:
    result = run(real, "index", "status")
    assert result.exit_code == 0
    assert result.stdout.startswith("fresh: the index is up to date")
    assert "nsclc-oligoprogression: 56 statements" in result.stdout


def test_a_missing_index_names_the_command(tmp_path: Path) -> None:
    empty = Parts(environment={"ASSISTANT_HOME": str(tmp_path / "empty")})
    failed(run(empty, "ask", "x"), "assistant index build")
    status = run(empty, "index", "status")
    assert status.exit_code == 1
    assert "missing: " in status.stdout


def test_a_damaged_index_is_rebuilt_on_request(real: Parts, home: Path) -> None:
    matrix = next((home / "index").glob("*/matrix.npy"))
    content = matrix.read_bytes()
    matrix.unlink()
    matrix.write_bytes(content[:-100])
    failed(run(real, "ask", "x"), "damaged", "assistant index build --force")
    failed(run(real, "index", "build"), "damaged", "--force")
    assert run(real, "index", "status").stdout.startswith("damaged: ")
    assert "0 reused" in run(real, "index", "build", "--force").stdout
    assert run(real, "index", "status").exit_code == 0


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    empty = Parts(environment={"ASSISTANT_HOME": str(tmp_path / "empty")})
    failed(run(empty, "index", "build", "--model", str(tmp_path)), "model.safetensors")


def test_a_home_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    wrong = Parts(environment={"ASSISTANT_HOME": str(tmp_path / "file" / "home")})
    failed(run(wrong, "setup"), str(tmp_path / "file"))
