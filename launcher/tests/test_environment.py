"""What our processes are given: the user's word first."""

from pathlib import Path

import pytest

from launcher.data import Data
from launcher.environment import (
    Ports,
    addresses,
    base_environment,
    completed,
    environment_of_tests,
    user_environment,
)


@pytest.fixture(autouse=True)
def bare_shell(monkeypatch: pytest.MonkeyPatch):
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_the_shell_wins_over_dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    dotenv = tmp_path / ".env"
    dotenv.write_text("# mine\nexport REDIS_URL='redis://file/0'\nDATABASE_URL=postgres://file/a\n")
    monkeypatch.setenv("DATABASE_URL", "postgres://shell/a")
    user = user_environment(dotenv)
    assert user["DATABASE_URL"] == "postgres://shell/a"
    assert user["REDIS_URL"] == "redis://file/0"


def test_what_dotenv_sets_is_not_hidden_by_a_default(data: Data, tmp_path: Path):
    dotenv = tmp_path / ".env"
    dotenv.write_text("SECRET_KEY=mine\nPUBLIC_URL=https://calls.example\n")
    user = user_environment(dotenv)
    defaults = base_environment(data, user) | addresses(Ports(1, 2, 3, 4), data)
    given = completed(defaults, user)
    assert "SECRET_KEY" not in given
    assert "PUBLIC_URL" not in given
    assert given["VOICE_URL"] == "ws://127.0.0.1:3"


def test_an_empty_variable_counts_as_not_set(data: Data, tmp_path: Path):
    dotenv = tmp_path / ".env"
    dotenv.write_text("SECRET_KEY=\n")
    user = user_environment(dotenv)
    assert completed(base_environment(data, user), user)["SECRET_KEY"] == data.secrets().secret_key


def test_the_machine_itself_is_never_reached_by_proxy(data: Data):
    user = {"NO_PROXY": "internal.example,localhost"}
    given = completed(base_environment(data, user), user)
    assert given["NO_PROXY"] == given["no_proxy"] == "internal.example,localhost,127.0.0.1"


def test_tests_use_servers_of_their_own_whatever_the_user_set(
    data: Data, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", "postgres://production/a")
    monkeypatch.setenv("REDIS_URL", "redis://production/0")
    given = environment_of_tests("postgres://own/a", "redis://own/0", data)
    assert given["DATABASE_URL"] == "postgres://own/a"
    assert given["REDIS_URL"] == "redis://own/0"
    assert given["ENVIRONMENT"] == "test"
