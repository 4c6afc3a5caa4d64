"""The database under the store: its tables, how it is opened, and its migrations.

SQLAlchemy's Core without the ORM: half the import time, and the rows are of a few kinds.
SQLite runs in WAL mode with a busy timeout, and every writing transaction begins
IMMEDIATE, so that writers wait for each other instead of failing half-way. Alembic is
imported only when the database is not at `HEAD`, which one SELECT tells.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    create_engine,
    event,
    exc,
    make_url,
    text,
)

from assistant.errors import StoreError

HEAD = "0004_slack_feedback"
BUSY_SECONDS = 10
MIGRATION_LOCK = 712_384_001
MIGRATIONS = Path(__file__).parent / "migrations"


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, aware and in UTC on both sides; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored; use datetime.now(UTC)")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("owner", String(32)),
    Index("ix_conversations_owner", "owner"),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer_id", String(64), nullable=False),
    Column("conversation_id", String(32), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("trace", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["conversation_id", "turn"], ["turns.conversation_id", "turns.number"]),
    Index("ix_answers_answer_id", "answer_id"),
    Index("ix_answers_conversation_id", "conversation_id", "turn"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer_id", String(64), nullable=False),
    Column("owner", String(100), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("answer_id", "owner", "kind", name="uq_feedback_answer_id"),
)

keys = Table(
    "keys",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)


def open_engine(url: str) -> Engine:
    """An engine on a database that is there and at `HEAD`; StoreError when it cannot be."""
    with store_errors(url):
        engine = _engine(url)
        try:
            _migrate(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def store_errors(url: str) -> Iterator[None]:
    """Turns the database's errors into one line that names the database and the way out."""
    try:
        yield
    except (exc.OperationalError, exc.DatabaseError, exc.InterfaceError) as error:
        if isinstance(error, exc.IntegrityError):
            raise
        raise StoreError(_explained(url, str(error.orig))) from error
    except ModuleNotFoundError as error:
        message = f"DATABASE_URL needs the package {error.name!r}; install it beside the program"
        raise StoreError(message) from error
    except (exc.NoSuchModuleError, exc.ArgumentError) as error:
        example = "sqlite:////var/lib/assistant/assistant.db"
        message = f"DATABASE_URL is not the URL of a known database; for example {example}"
        raise StoreError(message) from error
    except exc.TimeoutError as error:
        raise StoreError("the database is busy; try again in a moment") from error


_REMEDIES = {
    "readonly": "make the file and its folder writable or set DATABASE_URL",
    "unable to open": "make its folder writable or set ASSISTANT_HOME or DATABASE_URL",
    "disk is full": "free some disk space; nothing of this answer was stored",
    "disk i/o error": "look at the disk: it cannot be written or read there",
    "locked": "another program is writing to it; try again in a moment",
    "not a database": "it is damaged or another file; move it away and a new one is made",
    "malformed": "it is damaged; put a backup in its place or move it away",
}


def _explained(url: str, reason: str) -> str:
    remedy = next((text for key, text in _REMEDIES.items() if key in reason.lower()), None)
    line = f"the database {_shown(url)} cannot be used: {' '.join(reason.split())}"
    return f"{line}; {remedy}" if remedy else line


def _shown(url: str) -> str:
    """The file, or the URL without its password."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or "in memory"
    return parsed.render_as_string(hide_password=True)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    database = parsed.database or ":memory:"
    if is_sqlite and database != ":memory:" and not database.startswith("file:"):
        folder = Path(database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreError(
                f"the folder {folder} cannot be made: {error.strerror}; set ASSISTANT_HOME"
            ) from error
        _make_private(Path(database))
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=not is_sqlite)
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """Makes a new database for its owner alone: it holds what people ask about patients.

    SQLite gives its other files the same mode. What cannot be made is SQLite's to explain.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Puts the file in WAL mode, where it stays.

    Openings of a new file that do so at the same moment hold each other up, and SQLite
    answers with an error at once instead of waiting out the busy timeout: it is asked again.
    """
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    """Brings the tables to `HEAD`; a second process that opens meanwhile waits its turn."""
    with engine.execution_options(reading=True).connect() as connection:
        if _revision(connection) == HEAD:
            return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite's writers wait for each other anyway
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        revision = _revision(connection)
        if revision == HEAD:
            return
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                f"the database {_shown(str(engine.url))} is at revision {revision}, which this"
                " program does not know: a newer one wrote it; upgrade the program"
            ) from error


def _revision(connection: Connection) -> str | None:
    """The migration the tables are at, or None for an empty database."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
