from pathlib import Path

import pytest

from tests.assistant.selection.material import Material, made_material


@pytest.fixture(scope="package")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder: Path = tmp_path_factory.mktemp("asthma")
    return made_material(folder)
