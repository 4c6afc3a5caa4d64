from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import VARIABLES, Settings


def test_defaults_lie_in_the_users_data_folder() -> None:
    settings = Settings.from_environment({})
    assert settings.home.name == "guideline-assistant"
    assert settings.database_url == f"sqlite:///{settings.home}/assistant.db"
    assert settings.threads == 1
    assert settings.model is None


def test_each_variable_is_read(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "ASSISTANT_HOME": str(tmp_path),
            "ASSISTANT_MODEL": str(tmp_path / "model"),
            "ASSISTANT_THREADS": "2",
            "DATABASE_URL": "sqlite:////elsewhere.db",
            "PATH": "/usr/bin",
        }
    )
    assert settings == Settings(tmp_path, tmp_path / "model", "sqlite:////elsewhere.db", threads=2)


def test_empty_variables_count_as_not_given() -> None:
    assert Settings.from_environment(dict.fromkeys(VARIABLES, "")) == Settings.from_environment({})


def test_a_relative_home_is_made_absolute() -> None:
    assert Settings.from_environment({"ASSISTANT_HOME": "here"}).home == Path.cwd() / "here"


def test_an_unknown_variable_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"ASSISTANT_HOM": "x"})
    assert "ASSISTANT_HOM;" in str(caught.value)
    assert all(name in str(caught.value) for name in VARIABLES)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "257", "²", "9" * 5000])
def test_threads_are_a_small_whole_number(value: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_THREADS"):
        Settings.from_environment({"ASSISTANT_THREADS": value})
