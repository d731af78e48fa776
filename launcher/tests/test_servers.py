"""The embedded servers, real ones."""

import os
import signal
import socket
import stat

import psutil
import psycopg
import pytest
import redis

from launcher.data import Data
from launcher.postgres import postgres_of
from launcher.server import PortFile
from launcher.servers import Addresses, servers_of, stop_unused
from launcher.valkey import valkey_of

pytestmark = pytest.mark.early


def query(servers: Addresses, *statements: str) -> object:
    with psycopg.connect(servers.database_url, connect_timeout=5) as connection:
        for statement in statements:
            answer = connection.execute(statement)
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def cache(servers: Addresses) -> redis.Redis:
    return redis.Redis.from_url(servers.redis_url)


def kill_postgres(data: Data) -> None:
    lock = data.servers / "postgres" / "postmaster.pid"
    pid = int(lock.read_text().split()[0])
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)


def port_of(data: Data, name: str) -> int:
    port = PortFile(data.servers / f"{name}.port").read()
    assert port is not None
    return port


def test_it_starts_both_servers_and_stops_them(data: Data):
    with servers_of(data) as servers:
        assert query(servers, "CREATE EXTENSION vector", "SELECT '[1,2]'::vector <-> '[1,3]'") == 1
        assert query(servers, "SHOW server_encoding") == "UTF8"
        assert cache(servers).set("key", "value")
    with pytest.raises(psycopg.OperationalError):
        query(servers, "SELECT 1")
    with pytest.raises(redis.ConnectionError):
        cache(servers).ping()


def test_it_keeps_what_was_written_when_it_starts_again(data: Data):
    with servers_of(data) as servers:
        query(servers, "CREATE TABLE kept AS SELECT 42 AS answer")
        cache(servers).set("kept", "42")
    with servers_of(data) as servers:
        assert query(servers, "SELECT answer FROM kept") == 42
        assert cache(servers).get("kept") == b"42"


def test_a_second_start_attaches_and_the_last_one_out_stops(data: Data):
    with servers_of(data) as first:
        with servers_of(data) as second:
            assert second == first
        assert query(first, "SELECT 1") == 1
        assert not stop_unused(data), "somebody uses them"
    assert not postgres_of(data, durable=True, port=0).answers(port_of(data, "postgres"))
    assert not valkey_of(data, durable=True, port=0).answers(port_of(data, "valkey"))


def test_no_acknowledged_row_is_lost_by_kill_9(data: Data):
    with servers_of(data) as servers:
        query(servers, "CREATE TABLE kept (answer int)")
        query(servers, "INSERT INTO kept SELECT generate_series(1, 1000)")
        kill_postgres(data)
        with servers_of(data) as again:
            assert query(again, "SELECT count(*) FROM kept") == 1000


def test_a_taken_port_is_replaced_and_said_so(data: Data, capsys: pytest.CaptureFixture[str]):
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        PortFile(data.servers / "postgres.port").write(taken)
        with servers_of(data) as servers:
            assert query(servers, "SELECT 1") == 1
            assert port_of(data, "postgres") != taken
    assert f"Port {taken} is taken" in capsys.readouterr().err


def test_a_half_made_cluster_is_made_again(data: Data):
    (data.servers / "postgres.new").mkdir()
    (data.servers / "postgres.new" / "PG_VERSION").write_text("18")
    with servers_of(data) as servers:
        assert query(servers, "SELECT 1") == 1


def test_no_list_of_processes_shows_a_password(data: Data):
    passwords = {data.secrets().postgres, data.secrets().redis}
    with servers_of(data):
        shown = [" ".join(p.info["cmdline"] or []) for p in psutil.process_iter(["cmdline"])]
    assert any("postgres" in line for line in shown)
    assert not [line for line in shown if any(password in line for password in passwords)]


def test_a_stranger_cannot_enter(data: Data):
    with servers_of(data) as servers:
        own = data.secrets()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(servers.database_url.replace(own.postgres, "guess"))
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(servers.redis_url.replace(own.redis, "guess")).ping()


def test_secrets_are_made_once_and_only_their_owner_reads_them(data: Data):
    assert data.secrets() == Data(data.folder).secrets()
    mode = (data.folder / "secrets.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_two_folders_have_different_secrets(data: Data, tmp_path):
    other = Data(tmp_path / "other").make()
    assert set(vars(other.secrets()).values()).isdisjoint(vars(data.secrets()).values())
    other.delete()


def test_deleting_the_data_leaves_nothing(data: Data):
    with servers_of(data):
        pass
    data.delete()
    assert not data.folder.exists()
    assert not data.servers.exists()
