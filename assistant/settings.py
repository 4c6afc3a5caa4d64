"""The settings: one frozen object, read from the environment once, at a surface.

Everything else is handed this object or a part of it. There are few settings on purpose;
a variable that starts with `ASSISTANT_` and is not one of them is a typing error waiting
to be noticed, so it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_dir

from assistant.errors import SettingsError

PREFIX = "ASSISTANT_"
VARIABLES = {
    "ASSISTANT_HOME": "folder of imported guidelines, encoder, index and database",
    "ASSISTANT_MODEL": "folder of the all-MiniLM-L6-v2 model, where it is not installed",
    "ASSISTANT_RULES_OFF": "ids of rules to switch off, with commas between; it is logged",
    "ASSISTANT_THREADS": "threads of the encoder, 1 unless given",
    "ASSISTANT_PATIENT_READING": "1 lets readers choose the reading for patients and families",
    "DATABASE_URL": "database of conversations and answers, SQLite in ASSISTANT_HOME unless given",
}
MAX_THREADS = 256


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how many threads may work. Only `rules_off` changes answers."""

    home: Path
    model: Path | None = None
    database_url: str = ""
    threads: int = 1
    rules_off: tuple[str, ...] = ()
    patient_reading: bool = False

    def __post_init__(self) -> None:
        if not self.database_url:
            url = f"sqlite:///{self.home / 'assistant.db'}"
            object.__setattr__(self, "database_url", url)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """The settings of these variables; empty ones count as not given.

        SettingsError for an unknown `ASSISTANT_…` variable or an unusable value.
        """
        _refuse_unknown(environment)
        home = environment.get("ASSISTANT_HOME") or user_data_dir("guideline-assistant", False)
        model = environment.get("ASSISTANT_MODEL")
        return cls(
            home=Path(home).expanduser().absolute(),
            model=Path(model).expanduser().absolute() if model else None,
            database_url=environment.get("DATABASE_URL") or "",
            threads=_threads(environment.get("ASSISTANT_THREADS") or "1"),
            rules_off=_names(environment.get("ASSISTANT_RULES_OFF") or ""),
            patient_reading=_switch("ASSISTANT_PATIENT_READING", environment),
        )


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    unknown = sorted(n for n in environment if n.startswith(PREFIX) and n not in VARIABLES)
    if unknown:
        known = ", ".join(VARIABLES)
        raise SettingsError(f"unknown setting {', '.join(unknown)}; the settings are {known}")


def _threads(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= MAX_THREADS):
        raise SettingsError(
            f"ASSISTANT_THREADS is {value!r}; give a whole number from 1 to {MAX_THREADS}"
        )
    return int(value)


def _names(value: str) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in value.split(",") if name.strip()}))


def _switch(name: str, environment: Mapping[str, str]) -> bool:
    value = environment.get(name) or "0"
    if value not in ("0", "1"):
        raise SettingsError(f"{name} is {value!r}; give 1 for on or 0 for off")
    return value == "1"
