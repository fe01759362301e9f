"""Settings from the environment: one table, which the README shows; what is wrong is refused, all of it at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard import settings
from dashboard.cli import main
from dashboard.database import shown_address
from dashboard.errors import SettingsError
from dashboard.settings import SETTINGS, check_settings, store_address, wrong_settings
from gazetteer import downloads, layout, own
from gazetteer.importing import DEFAULT_PATH as GAZETTEER_PATH
from gazetteer.installing import DEFAULT_DIRECTORY as DOWNLOADS_PATH
from gazetteer.own import DEFAULT_PATH as OWN_PATH
from gazetteer.sources import imported

ROOT = Path(__file__).resolve().parents[2]
POSTGRESQL = "postgresql+psycopg://dawriya@db/dawriya"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


def test_the_readme_shows_the_table_of_the_code() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Settings\n")[1].split("\n## ")[0]
    shown = [line for line in section.splitlines() if line.startswith("| `DAWRIYA_")]
    assert shown == [f"| `{one.name}` | {one.meaning} | {one.shown} |" for one in SETTINGS.values()]


def test_every_variable_that_the_code_names_is_in_the_table() -> None:
    """And none is read past it, but by the gazetteer, which can stand alone."""
    for path in (*ROOT.glob("dashboard/**/*.py"), *ROOT.glob("gazetteer/**/*.py")):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"\bDAWRIYA_[A-Z_]*[A-Z]\b", text)) - {"DAWRIYA_NAME"} <= set(SETTINGS), path
        if path.parts[len(ROOT.parts)] == "dashboard" and path.name != "settings.py":
            assert not re.search(r"environ\b.*DAWRIYA_", text), path


def test_the_gazetteer_reads_the_same_variables_with_the_same_defaults() -> None:
    assert settings.GAZETTEER.name == layout.PATH_VARIABLE
    assert settings.GAZETTEER.default == GAZETTEER_PATH
    assert settings.OWN_PLACES.name == own.PATH_VARIABLE
    assert settings.OWN_PLACES.default == OWN_PATH
    assert settings.IMPORTED.name == imported.DIRECTORY_VARIABLE
    assert settings.IMPORTED.default == imported.DEFAULT_DIRECTORY
    assert settings.DOWNLOADS.name == downloads.DIRECTORY_VARIABLE
    assert settings.DOWNLOADS.default == DOWNLOADS_PATH
    assert settings.GEONAMES_MIRROR.name == downloads.MIRROR_VARIABLE


def test_nothing_set_is_as_the_defaults_say() -> None:
    assert wrong_settings() == ()
    assert (settings.PUBLIC.value(), settings.ONLINE_LAYERS.value(), settings.LEXICON.value()) == (False, True, None)
    assert Path(store_address()) == ROOT / "data" / "store" / "dawriya.sqlite"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DAWRIYA_PUBLIC", "yes", "DAWRIYA_PUBLIC is 'yes', which is neither 1 nor 0"),
        ("DAWRIYA_ONLINE_LAYERS", "off", "neither 1 nor 0"),
        ("DAWRIYA_TIME_ZONE", "Mars/Olympus", "'Mars/Olympus', which is no time zone"),
        ("DAWRIYA_LEXICON", "/nowhere/at/all", "which is no folder. Make it"),
        ("DAWRIYA_GAZETTEER", __file__, "which is no folder"),
        ("DAWRIYA_OWN_PLACES", "/", "which is no file"),
        ("DAWRIYA_STORE_PASSWORD_FILE", "/nowhere/at/all", "which is no file that can be read"),
        ("DAWRIYA_GEONAMES_MIRROR", "ftp://mirror.example", "no address of http or https"),
        ("DAWRIYA_STORE", "mysql://u:hunter2@db/x", "DAWRIYA_STORE does not read as a store's address"),
        ("DAWRIYA_STORE", "://hunter2", "does not read as a store's address"),
        ("DAWRIYA_STOR", "x", "DAWRIYA_STOR is no setting. Did you mean DAWRIYA_STORE?"),
        ("DAWRIYA_TIMEZONE", "UTC", "Did you mean DAWRIYA_TIME_ZONE?"),
    ],
)
def test_a_wrong_value_is_refused_and_says_what_to_do(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    if name == "DAWRIYA_STORE_PASSWORD_FILE":
        monkeypatch.setenv("DAWRIYA_STORE", POSTGRESQL)
    (said,) = wrong_settings()
    assert message in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAWRIYA_PUBLIC", ""),
        ("DAWRIYA_STORE", "a path/with ?.sqlite"),
        ("DAWRIYA_STORE", POSTGRESQL),
        ("DAWRIYA_GAZETTEER", "/nowhere/yet"),  # `build` makes it
        ("DAWRIYA_OWN_PLACES", "/nowhere/yet.sqlite"),
        ("DAWRIYA_CHROMIUM", "/usr/bin/chromium"),
        ("DAWRIYA_BENCH_EVENTS", "7"),
        ("DAWRIYA_PEERS_PYTHON", "python3.12"),
        ("DAWRIYA_HELM_RELEASE", "of somebody else's"),
    ],
)
def test_what_can_be_is_let_through(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    check_settings()


def test_a_command_names_all_that_is_wrong_at_once_and_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAWRIYA_PUBLIC", "maybe")
    monkeypatch.setenv("DAWRIYA_TIME_ZONE", "Mars")
    monkeypatch.setenv("DAWRIYA_STORE", "mysql://u:hunter2@db/x")
    assert main(["export", str(tmp_path / "out.csv")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in said] == ["DAWRIYA_STORE", "DAWRIYA_TIME_ZONE", "DAWRIYA_PUBLIC"]
    assert all(line.startswith("dashboard: ") for line in said)
    with pytest.raises(SettingsError, match="Mars"):
        check_settings()


def test_the_command_prints_every_setting_and_no_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAWRIYA_STORE", "postgresql+psycopg://dawriya:hunter2@db/dawriya?sslpassword=hunter2")
    monkeypatch.setenv("DAWRIYA_PUBLIC", "1")
    monkeypatch.setenv("DAWRIYA_HELM_RELEASE", "hunter2")
    assert main(["settings"]) == 0
    printed = capsys.readouterr().out
    assert "hunter2" not in printed
    assert "DAWRIYA_STORE = postgresql+psycopg://dawriya:***@db/dawriya  (" in printed
    assert "DAWRIYA_PUBLIC = 1  (" in printed
    assert "DAWRIYA_ONLINE_LAYERS = 1, by default  (" in printed
    assert "DAWRIYA_HELM_RELEASE is set, but is no setting." in printed
    assert {line.split()[0] for line in printed.splitlines()} == {*SETTINGS, "DAWRIYA_HELM_RELEASE"}
    monkeypatch.setenv("DAWRIYA_PUBLIC", "maybe")
    assert main(["settings"]) == 2


def test_the_password_of_the_store_comes_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "password"
    secret.write_text("a/b@c:d\n", encoding="utf-8")
    monkeypatch.setenv("DAWRIYA_STORE_PASSWORD_FILE", str(secret))
    assert "is of no use without an address" in wrong_settings()[0]
    monkeypatch.setenv("DAWRIYA_STORE", POSTGRESQL)
    check_settings()
    assert store_address() == "postgresql+psycopg://dawriya:a%2Fb%40c%3Ad@db/dawriya"
    assert shown_address(store_address()) == "postgresql+psycopg://dawriya:***@db/dawriya"
