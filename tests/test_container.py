"""The container files: what is built and run has the least rights, nothing secret, and settings that there are."""

from __future__ import annotations

import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.settings import PREFIX, SETTINGS, address_of_store

ROOT = Path(__file__).resolve().parents[1]
SERVICES = ("app", "database")


def instructions() -> list[tuple[str, str]]:
    """(instruction, the rest) of the Containerfile, lines that go on put together."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    whole = re.sub(r"\s*\\\n\s*", " ", lines)
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in whole.splitlines() if line)]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for word, rest in instructions():
        if word == "FROM":
            found.append([])
        if found:
            found[-1].append((word, rest))
    return found


def said(stage: list[tuple[str, str]], word: str) -> list[str]:
    return [rest for name, rest in stage if name == word]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_all_is_installed_by_hash_and_the_tools_are_gone_from_what_runs() -> None:
    build, _final = stages()
    (tools, project) = said(build, "RUN")
    assert tools.count("pip install") == tools.count("--require-hashes") == 2
    assert "--no-index --no-deps" in project
    assert project.rstrip().index("pip uninstall --yes setuptools pip") > project.index("gazetteer build")


def test_what_runs_is_nobody_in_particular_and_tells_its_health() -> None:
    final = stages()[-1]
    (user,) = said(final, "USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    order = [word for word, _ in final]
    assert order.index("USER") > max(index for index, word in enumerate(order) if word in ("RUN", "COPY"))
    (health,) = said(final, "HEALTHCHECK")
    assert '["python", "-m", "dashboard", "health", "--served", "http://127.0.0.1:8501"]' in health
    assert said(final, "VOLUME") == ["/data"]
    assert said(final, "COPY") == ["--from=build /opt/dawriya /opt/dawriya", "--from=build /app /app"]
    assert not any("apt" in rest or "pip install" in rest for rest in said(final, "RUN"))


def test_its_settings_are_settings_of_ours_and_what_it_keeps_is_on_the_volume() -> None:
    (environment,) = said(stages()[-1], "ENV")
    values = dict(part.split("=", 1) for part in environment.split())
    ours = {name: value for name, value in values.items() if name.startswith(PREFIX)}
    assert set(ours) <= set(SETTINGS)
    kept = {name for name in ours if name not in ("DAWRIYA_LOG",)}
    assert kept == {"DAWRIYA_STORE", "DAWRIYA_OWN_PLACES", "DAWRIYA_IMPORTED", "DAWRIYA_DOWNLOADS"}
    assert all(ours[name].startswith("/data/") for name in kept)
    assert not re.search("(?i)password|secret|token", environment)
    assert values["STREAMLIT_BROWSER_SERVER_ADDRESS"] == "localhost"  # else it is asked for outside


def test_what_it_copies_is_there_and_nothing_of_ones_own_goes_in() -> None:
    lines = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() == lines
    assert rules[0] == "*"

    def goes_in(path: str) -> bool:
        is_in = True
        for rule in rules:
            pattern = rule.removeprefix("!").replace("**/", "*")
            if fnmatch(path, pattern) or fnmatch(path, f"{pattern}/*"):
                is_in = rule.startswith("!")
        return is_in

    build = stages()[0]
    for copied in said(build, "COPY"):
        for source in copied.split()[:-1]:
            assert (ROOT / source).exists(), source
            inside = "config.toml" if source == ".streamlit" else "x.py"
            file = source if (ROOT / source).is_file() else f"{source}/{inside}"
            assert goes_in(file), file
    for private in (
        *(".git/config", "secrets/store_password", "settings.env", "data/store/dawriya.sqlite", ".venv/bin/python"),
        *("gazetteer/own/own.sqlite", "gazetteer/imported/a.jsonl.gz", ".streamlit/secrets.toml", "tests/x.py"),
        *("gazetteer/built/gazetteer/manifest.json", "dashboard/static/built/x", "dashboard/__pycache__/x.pyc"),
    ):
        assert not goes_in(private), private


# Compose --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_the_least_rights(name: str, compose: dict[str, Any]) -> None:
    service = compose["services"][name]
    assert set(compose["services"]) == set(SERVICES)
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert any(one.startswith("/tmp:") for one in service["tmpfs"])
    assert {"pids_limit", "mem_limit", "restart"} <= set(service)
    assert name == "app" or service["user"] == "999:999"  # the app's own is in its image


def test_the_database_is_reached_by_the_dashboard_alone(compose: dict[str, Any]) -> None:
    database, app = compose["services"]["database"], compose["services"]["app"]
    assert "ports" not in database
    assert database["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert app["networks"] == ["outside", "inside"]
    assert app["ports"] == ["127.0.0.1:8501:8501"]
    assert app["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert database["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]


def test_no_secret_is_in_it_and_every_name_is_declared(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service["secrets"]) <= set(compose["secrets"])
        assert set(service["networks"]) <= set(compose["networks"])
        for name, value in service["environment"].items():
            if "PASSWORD" in name:
                assert name.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]
        named = [one.split(":")[0] for one in service["volumes"] if not one.startswith(".")]
        assert set(named) <= set(compose["volumes"])
        for one in service["volumes"]:
            assert not one.startswith(".") or ((ROOT / one.split(":")[0]).is_file() and one.endswith(":ro"))
    for secret in compose["secrets"].values():
        ignored = subprocess.run(["git", "check-ignore", "-q", secret["file"]], cwd=ROOT, check=False)
        assert ignored.returncode == 0
    app = compose["services"]["app"]["environment"]
    assert {name for name in app if name.startswith(PREFIX)} <= set(SETTINGS)
    assert address_of_store(app["DAWRIYA_STORE"]) == "postgresql+psycopg://dawriya@database/dawriya"


def test_the_script_of_the_role_is_one_that_a_shell_reads() -> None:
    script = ROOT / "container" / "make_role.sh"
    shell = shutil.which("sh")
    assert shell
    subprocess.run([shell, "-n", str(script)], check=True)
    text = script.read_text(encoding="utf-8")
    assert "NOSUPERUSER NOCREATEDB NOCREATEROLE" in text
    assert "PASSWORD :'password'" in text  # quoted by psql, whatever is in it
