"""The vector store of record: every unit with its vector and origin, in Chroma.

The only file that imports chromadb, and only inside functions, since the import takes
over a second: a build writes here, and a search opens it only where the corpus is too
large to be searched exactly. Chroma's HNSW graph is approximate and differs from build
to build, so it supplies candidates and never a score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from index.encoder import Vectors
from index.errors import BUILD, IndexDamaged, IndexFailure, IndexUnwritable
from index.units import Unit, UnitKind

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

FOLDER = "chroma"
COLLECTION = "units"


def is_stored(index_folder: Path) -> bool:
    """Whether an index folder has a vector store at all; told without opening it."""
    return (index_folder / FOLDER / "chroma.sqlite3").is_file()


class VectorStore:
    """The Chroma collection of one index folder; ids are the rows of the matrix.

    Use it as a context manager: Chroma holds its SQLite file open until it is closed.
    """

    def __init__(self, client: ClientAPI, collection: Any) -> None:
        self._client = client
        self._collection = collection

    @classmethod
    def create(cls, index_folder: Path) -> VectorStore:
        """A new, empty store in an index folder; IndexUnwritable."""
        configuration: Any = {"hnsw": {"space": "ip"}}
        with _faults_as(_unwritable):
            client = _client(index_folder / FOLDER)
            collection = client.create_collection(
                COLLECTION, embedding_function=None, configuration=configuration
            )
        return cls(client, collection)

    @classmethod
    def open(cls, index_folder: Path, units: int) -> VectorStore:
        """The store of a built index; IndexDamaged unless it has that many units."""
        if not is_stored(index_folder):
            raise IndexDamaged("the vector store is missing")
        with ExitStack() as on_fault, _faults_as(_damaged):
            client = _client(index_folder / FOLDER)
            on_fault.callback(client.close)
            collection = client.get_collection(COLLECTION, embedding_function=None)
            if (found := collection.count()) != units:
                raise IndexDamaged(f"the vector store has {found} of {units} units")
            on_fault.pop_all()
        return cls(client, collection)

    def __enter__(self) -> VectorStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def add(self, rows: Sequence[int], units: Sequence[Unit], matrix: Vectors) -> None:
        """Add some rows of the matrix, with what `units` says of them; IndexUnwritable.

        The texts stay in the index's own file: Chroma would index every three letters of
        them, at four times the cost of all the rest and with the interpreter lock held.
        """
        step = self._client.get_max_batch_size()
        with _faults_as(_unwritable):
            for start in range(0, len(rows), step):
                part = list(rows[start : start + step])
                self._collection.add(
                    ids=[str(row) for row in part],
                    embeddings=matrix[part],
                    metadatas=[_metadata(units[row]) for row in part],
                )

    def nearest(
        self, vector: Vectors, count: int, kind: UnitKind, guideline: str | None = None
    ) -> list[int]:
        """About the `count` nearest rows of a kind, in ascending order, to be rescored."""
        where: dict[str, Any] = {"kind": str(kind)}
        if guideline is not None:
            where = {"$and": [where, {"guideline": guideline}]}
        with _faults_as(_damaged):
            found = self._collection.query(
                query_embeddings=vector[None, :], n_results=count, where=where, include=[]
            )
        return sorted(int(row) for row in found["ids"][0])


@contextmanager
def _faults_as(error_of: Callable[[Exception], IndexFailure]) -> Iterator[None]:
    """Chroma's errors as the index's own."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise error_of(error) from error


def _unwritable(error: Exception) -> IndexFailure:
    return IndexUnwritable(
        f"the vector store cannot be written: {error}; make room and run {BUILD}"
    )


def _damaged(error: Exception) -> IndexFailure:
    return IndexDamaged(f"the vector store cannot be read ({error})")


def _client(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False)
    )


def _metadata(unit: Unit) -> dict[str, str]:
    fields = {
        "guideline": unit.guideline,
        "kind": str(unit.kind),
        "statement": unit.statement_id,
        "attribute": unit.attribute,
    }
    return {key: value for key, value in fields.items() if value is not None}
