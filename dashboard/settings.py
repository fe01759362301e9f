"""What the environment sets: every variable of the product in one table, how each is read, and what is wrong with it.

A further one is a further line: `NAME = _setting("DAWRIYA_NAME", "its meaning", reader, default)`, then `NAME.value()`
where it is needed, and the row that tests/dashboard/test_settings.py asks for in the README.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dashboard.errors import SettingsError

T = TypeVar("T")

DEFAULT_TIME_ZONE = "Asia/Damascus"

PREFIX = "DAWRIYA_"
OF_TESTS = ("BENCH_", "CHROMIUM", "CORPORA", "FUZZ_", "LARGE_", "PEER", "RECORD_PICTURES")
"""How the names of variables go on that only tests and benchmarks read."""

_ROOT = Path(__file__).resolve().parent.parent
_BACKENDS = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A variable: what it means, how its text is read (or refused by ValueError), and what holds without it.

    `shown` is how the README writes the default, `printed` how a value may be shown to whoever runs the program.
    """

    name: str
    meaning: str
    read: Callable[[str], T]
    default: T
    shown: str
    printed: Callable[[T], str]

    def text(self) -> str:
        """What the environment says; empty where it says nothing."""
        return os.environ.get(self.name, "").strip()

    def value(self) -> T:
        """What holds now. Raises SettingsError, which says what to do."""
        said = self.text()
        if not said:
            return self.default
        try:
            return self.read(said)
        except ValueError as error:
            raise SettingsError(str(error).format(name=self.name, value=repr(said))) from error


SETTINGS: dict[str, Setting[Any]] = {}
"""Every setting by its name, in the order of the README."""


def _setting(
    name: str,
    meaning: str,
    read: Callable[[str], T],
    default: T,
    *,
    shown: str | None = None,
    printed: Callable[[T], str] | None = None,
) -> Setting[T]:
    """A line of the table."""
    made = Setting(name, meaning, read, default, _written(default) if shown is None else shown, printed or _printed)
    SETTINGS[name] = made
    return made


def _printed(value: object) -> str:
    if value is None or value == "":
        return "none"
    return str(int(value)) if isinstance(value, bool) else str(value)


def _written(default: object) -> str:
    if isinstance(default, Path):
        return f"`{default.relative_to(_ROOT).as_posix()}`"
    plain = _printed(default)
    return plain if plain in ("none", "0", "1") else f"`{plain}`"


def _shown_address(address: str) -> str:
    from dashboard.database import shown_address  # SQLAlchemy is not needed to read a setting

    return shown_address(address)


# How a variable's text is read: {name} and {value} of a refusal are filled in by Setting ------------------------------


def flag(text: str) -> bool:
    """1 or 0."""
    if text not in ("0", "1"):
        raise ValueError("{name} is {value}, which is neither 1 nor 0. Write 1 for yes or 0 for no, or unset it.")
    return text == "1"


def one_of(*allowed: str) -> Callable[[str], str]:
    """A reader of one of the words; what it gives is in small letters."""

    def read(text: str) -> str:
        if text.lower() not in allowed:
            words = ", ".join(allowed)
            raise ValueError("{name} is {value}, which is none of " + words + ". Write one of them, or unset it.")
        return text.lower()

    return read


def time_zone(text: str) -> str:
    """The name of a time zone that there is."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            "{name} is {value}, which is no time zone. Name one such as Asia/Damascus or UTC, or unset it."
        ) from error
    return text


def folder(text: str) -> Path:
    """A folder that is there."""
    if not Path(text).is_dir():
        raise ValueError("{name} names {value}, which is no folder. Make it, or unset the variable.")
    return Path(text)


def folder_to_make(text: str) -> Path:
    """A folder that is there, or that is made when something is put into it."""
    return folder(text) if Path(text).exists() else Path(text)


def file(text: str) -> Path:
    """A file that is there and may be read."""
    if not (Path(text).is_file() and os.access(text, os.R_OK)):
        raise ValueError("{name} names {value}, which is no file that can be read. Make it, or unset the variable.")
    return Path(text)


def file_to_make(text: str) -> Path:
    """A file that is there, or that is made when something is put into it."""
    return file(text) if Path(text).exists() else Path(text)


def hours(text: str) -> float:
    """A number of hours, of a year at most."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 24 * 366:
        raise ValueError("{name} is {value}, which is no number of hours. Write one such as 12.")
    return number


def web_address(text: str) -> str:
    """An address of http or https."""
    try:
        parts = urlsplit(text)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ValueError("{name} is {value}, which is no address of http or https. Correct it, or unset it.")
    return text


def address_of_store(text: str) -> str:
    """A path or an SQLAlchemy address; a refusal does not quote it, for it may hold a password."""
    if "://" not in text:
        return text
    from sqlalchemy.engine import make_url  # takes a quarter of a second, and most stores are a path
    from sqlalchemy.exc import ArgumentError

    try:
        backend = make_url(text).get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend not in _BACKENDS:
        raise ValueError(
            "{name} does not read as a store's address. Write a path, sqlite:///path or "
            "postgresql+psycopg://user@host/database."
        )
    return text


# The table ------------------------------------------------------------------------------------------------------------

STORE = _setting(
    "DAWRIYA_STORE",
    "address of the event store: a path, `sqlite:///path` or `postgresql+psycopg://user@host/database`",
    address_of_store,
    str(_ROOT / "data" / "store" / "dawriya.sqlite"),
    shown="`sqlite:///data/store/dawriya.sqlite`",
    printed=_shown_address,
)
STORE_PASSWORD_FILE = _setting(
    "DAWRIYA_STORE_PASSWORD_FILE", "file that holds the password for `DAWRIYA_STORE`, which then needs none", file, None
)
TIME_ZONE = _setting(
    "DAWRIYA_TIME_ZONE",
    "time zone of reports that name none (`time_zone` in a JSON line or index.csv, `read --time-zone`)",
    time_zone,
    DEFAULT_TIME_ZONE,
)
PUBLIC = _setting("DAWRIYA_PUBLIC", "1: only what was reviewed is shown, nothing can be changed", flag, False)
ROLES = _setting("DAWRIYA_ROLES", "file of who has which role, where people sign in", file, None)
PERMISSIONS = _setting(
    "DAWRIYA_PERMISSIONS",
    "file of which role may do what",
    file,
    _ROOT / "dashboard" / "role_permissions.csv",
)
SIGN_IN_HOURS = _setting(
    "DAWRIYA_SIGN_IN_HOURS", "hours after which people have to sign in again", hours, 12.0, shown="12"
)
ONLINE_LAYERS = _setting("DAWRIYA_ONLINE_LAYERS", "0: base maps from the network can't be chosen", flag, True)
FETCH = _setting(
    "DAWRIYA_FETCH",
    "1: `read`, `ingest` and the Read page may fetch a page or feed by its http(s) address, from public hosts only",
    flag,
    False,
)
LEXICON = _setting("DAWRIYA_LEXICON", "folder of your own `forces.csv` and `force_aliases.csv`", folder, None)
LOG = _setting(
    "DAWRIYA_LOG",
    "`json` or `text`: a line on standard error for each start, command, ingest, export, sign-in, slow page, failure",
    one_of("json", "text"),
    "",
)
LOG_LEVEL = _setting(
    "DAWRIYA_LOG_LEVEL",
    "the least that is logged: `debug`, `info`, `warning` or `error`",
    one_of("debug", "info", "warning", "error"),
    "info",
)
# The gazetteer's, which it reads itself: it can stand alone.
GAZETTEER = _setting(
    "DAWRIYA_GAZETTEER",
    "folder of the built gazetteer",
    folder_to_make,
    _ROOT / "gazetteer" / "built" / "gazetteer",
)
OWN_PLACES = _setting(
    "DAWRIYA_OWN_PLACES",
    "file of your own places, corrections and aliases",
    file_to_make,
    _ROOT / "gazetteer" / "own" / "own.sqlite",
)
IMPORTED = _setting("DAWRIYA_IMPORTED", "folder of imported files", folder_to_make, _ROOT / "gazetteer" / "imported")
DOWNLOADS = _setting(
    "DAWRIYA_DOWNLOADS",
    "folder of downloads until they are imported",
    folder_to_make,
    _ROOT / "gazetteer" / "downloads",
)
GEONAMES_MIRROR = _setting(
    "DAWRIYA_GEONAMES_MIRROR", "where `install` downloads from", web_address, "", shown="GeoNames' own address"
)


def store_address() -> str:
    """The address of the store, with the password of its file in it. Raises SettingsError."""
    address, password = STORE.value(), STORE_PASSWORD_FILE.value()
    if password is None:
        return address
    from sqlalchemy.engine import make_url

    secret = password.read_text(encoding="utf-8").strip()
    return make_url(address).set(password=secret).render_as_string(hide_password=False)


# What is wrong --------------------------------------------------------------------------------------------------------


def check_settings() -> None:
    """Raises SettingsError with everything that is wrong, a line each."""
    if problems := wrong_settings():
        raise SettingsError("\n".join(problems))


def wrong_settings() -> tuple[str, ...]:
    """What is wrong with the environment, in sentences that say what to do; empty where nothing is."""
    return (*_wrong_values(), *_misspelt_names())


def _wrong_values() -> Iterator[str]:
    for one in SETTINGS.values():
        try:
            one.value()
        except SettingsError as error:
            yield str(error)
    if STORE_PASSWORD_FILE.text() and "://" not in STORE.text():
        yield f"{STORE_PASSWORD_FILE.name} is of no use without an address in {STORE.name}. Set both, or unset it."


def _misspelt_names() -> Iterator[str]:
    for name in unknown_names():
        if near := get_close_matches(name, SETTINGS, n=1, cutoff=0.85):
            yield f"{name} is no setting. Did you mean {near[0]}? Correct the name, or unset it."


def unknown_names() -> list[str]:
    """Variables that are named like ours, but are neither in the table nor of tests and benchmarks."""
    allowed = tuple(PREFIX + rest for rest in OF_TESTS)
    return sorted(n for n in os.environ if n.startswith(PREFIX) and n not in SETTINGS and not n.startswith(allowed))
