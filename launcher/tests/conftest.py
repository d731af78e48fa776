"""A data folder of one test's own, with a space in its path."""

from pathlib import Path

import pytest

from launcher.data import Data


@pytest.fixture
def data(tmp_path: Path):
    folder = Data(tmp_path / "my data").make()
    yield folder
    folder.delete()
