"""docker-compose.yml: every reference in it leads somewhere, and it holds no secret.

The compose specification's schema is in no Python package that we could depend on; where Docker
is installed with its compose plugin, it judges the file itself.
"""

import os
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from launcher.data import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {"migrate", "web", "live", "voice", "worker", "dialer", "beat"}

KNOWN_KEYS = {
    *("build", "image", "command", "environment", "env_file", "ports", "volumes", "tmpfs"),
    *("depends_on", "healthcheck", "restart", "init", "read_only", "cap_drop", "security_opt"),
    *("logging", "stop_grace_period", "shm_size"),
}
HEALTHCHECK_KEYS = {"test", "interval", "timeout", "start_period", "retries"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
DURATION = re.compile(r"(\d+(us|ms|s|m|h))+")


def test_it_has_every_service_and_no_key_that_compose_does_not_know():
    assert set(COMPOSE) - {key for key in COMPOSE if key.startswith("x-")} == {
        *("name", "services", "volumes")
    }
    assert set(SERVICES) == OURS | {"db", "redis", "nginx"}
    for name, service in SERVICES.items():
        assert set(service) <= KNOWN_KEYS, name
        assert "image" in service, name


def test_what_a_service_waits_for_exists_and_can_come_true():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES, name
            assert how["condition"] in CONDITIONS, name
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], other
            if how["condition"] == "service_completed_successfully":
                assert SERVICES[other]["restart"] == "no", other


def test_nothing_starts_before_the_database_is_migrated():
    for name in OURS - {"migrate"}:
        waits = SERVICES[name]["depends_on"]["migrate"]
        assert waits == {"condition": "service_completed_successfully"}


def test_healthchecks_are_well_formed():
    checked = {name for name, service in SERVICES.items() if "healthcheck" in service}
    assert checked == {"db", "redis", "web", "live", "voice", "worker", "dialer", "nginx"}
    for name in checked:
        check = SERVICES[name]["healthcheck"]
        assert set(check) <= HEALTHCHECK_KEYS
        assert check["test"][0] in {"CMD", "CMD-SHELL"}
        assert isinstance(check["retries"], int)
        for key in {"interval", "timeout", "start_period"} & set(check):
            assert DURATION.fullmatch(check[key]), f"{name}: {key}"


def test_every_volume_is_declared_or_lies_in_the_repository():
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), source
            else:
                assert source in COMPOSE["volumes"], source


def test_commands_are_lists_of_words():
    for service in SERVICES.values():
        assert all(isinstance(word, str) for word in service.get("command", []))


def test_only_nginx_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_our_containers_can_change_nothing_but_their_volumes():
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]


def test_it_holds_no_secret():
    for line in TEXT.splitlines():
        if re.search(r"(PASSWORD|SECRET|TOKEN|AUTH|KEY)\w*:", line):
            assert "${" in line, line
    assert not re.search(r"://[^$/\s]*:[^$@\s]+@", TEXT)


@pytest.mark.skipif(shutil.which("docker") is None, reason="Docker is not installed")
def test_docker_compose_accepts_it(tmp_path):
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("Docker has no compose plugin here")
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    (tmp_path / ".env").write_text(
        "POSTGRES_PASSWORD=one\nREDIS_PASSWORD=two\nSOUND_LINK_SECRET=three\n"
    )
    done = subprocess.run(
        ["docker", "compose", "config", "--quiet"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
