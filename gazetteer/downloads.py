"""Downloads that can be taken up again: from GeoNames or a mirror of it, checked for their size and CRCs."""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO, Any

from gazetteer.errors import DownloadError, GazetteerError
from gazetteer.sources.archives import READ_ERRORS

GEONAMES_ADDRESS = "https://download.geonames.org/export/dump"
"""Where GeoNames offers its dumps; a mirror has the same files under the same names."""
MIRROR_VARIABLE = "DAWRIYA_GEONAMES_MIRROR"
DIRECTORY_VARIABLE = "DAWRIYA_DOWNLOADS"
DEFAULT_DIRECTORY = Path(__file__).parent / "downloads"

LARGEST = 6_000_000_000  # bytes
BLOCK = 1 << 18
TIMEOUT_S = 60.0  # without a byte
ATTEMPTS = 5  # in a row that bring nothing new
PAUSE_S = 1.0  # before the second attempt; twice as long before each further one

Progress = Callable[[int, int | None], None]
"""Told (bytes there are, bytes there will be or None) as they come."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """An address to download from; only one that the user named may be of this machine or of a private network."""

    address: str
    is_named: bool = False

    def url(self, name: str) -> str:
        return f"{self.address.rstrip('/')}/{name}"


def choose_mirror(address: str | None = None) -> Mirror:
    """The mirror at an address, else at $DAWRIYA_GEONAMES_MIRROR, else GeoNames itself.

    Raises DownloadError for an address that is not http(s).
    """
    named = address or os.environ.get(MIRROR_VARIABLE, "")
    mirror = Mirror(named, True) if named else Mirror(GEONAMES_ADDRESS)
    check_address(mirror.address)
    return mirror


def check_address(url: str) -> None:
    """Raises DownloadError unless an address is http(s), names a host and holds no password."""
    try:
        parts = urllib.parse.urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        _ = parts.port
    except ValueError:
        is_usable = False
    if not is_usable or any(letter.isspace() for letter in url):
        raise DownloadError(f"Can't download from {url[:200]!r}: only addresses of http or https are used.")


def download(
    mirror: Mirror, name: str, target: Path, *, progress: Progress | None = None, pause_s: float = PAUSE_S
) -> Path:
    """Download a file of the mirror to `target`, going on where an earlier attempt was cut, and return `target`.

    It appears when it is whole: as long as the server said, and if a zip archive with every CRC right. What was
    downloaded before a failure stays beside it as .part. Raises DownloadError with what to do.
    """
    part = target.with_name(f"{target.name}.part")
    url = mirror.url(name)
    check_address(url)
    failures = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        while True:
            before = size_of(part)
            try:
                fetch(url, part, mirror, progress)
                break
            except (OSError, http.client.HTTPException) as error:
                if isinstance(error, GazetteerError) or is_of_the_disk(error):
                    raise
                failures = 1 if size_of(part) > before else failures + 1
                if failures >= ATTEMPTS or isinstance(error, socket.gaierror):
                    raise DownloadError(f"Can't download {url}: {explain(error)}. {again(part)}") from error
                time.sleep(pause_s * 2 ** (failures - 1))
        check_archive(part, url)
        part.replace(target)
        validator_of(part).unlink(missing_ok=True)
    except OSError as error:
        if isinstance(error, GazetteerError):
            raise
        raise DownloadError(f"Can't write {part}: {error.strerror or error}. Make room, then run it again.") from error
    return target


def again(part: Path) -> str:
    """What to do after a failure."""
    got = size_of(part)
    return (
        f"Run it again: it goes on after the {got:,} bytes there are." if got else "Check the network and the address."
    )


def fetch(url: str, part: Path, mirror: Mirror, progress: Progress | None) -> None:
    """Bring `part` to the whole file by one request; raises OSError or HTTPException where the connection is cut."""
    have, validator = size_of(part), read_validator(part)
    headers = {"User-Agent": "dawriya-gazetteer", "Accept-Encoding": "identity"}
    if have and validator:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    request = urllib.request.Request(url, headers=headers)
    try:
        response = make_opener(mirror).open(request, timeout=TIMEOUT_S)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 416 and have:  # the file has become shorter
                part.unlink()
                raise ConnectionError("the file on the server has changed") from error
            if error.code >= 500 or error.code == 429:
                raise ConnectionError(f"the server answers {error.code} {error.reason}") from error
            raise DownloadError(f"Can't download {url}: the server answers {error.code} {error.reason}.") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, OSError):
            raise error.reason from error
        raise ConnectionError(str(error.reason)) from error
    with response:
        start, total = where_it_starts(response, have)
        if total is not None and total > LARGEST:
            raise DownloadError(f"{url} has {total:,} bytes; at most {LARGEST:,} are downloaded.")
        write_validator(part, response.headers)
        got = receive(response, part, start, total, progress)
        if total is not None and got != total:
            raise ConnectionError(f"cut after {got:,} of {total:,} bytes")


def where_it_starts(response: Any, have: int) -> tuple[int, int | None]:
    """(byte that the answer begins at, bytes of the whole file or None); raises ConnectionError for a wrong range."""
    length = response.headers.get("Content-Length", "")
    rest = int(length) if length.isascii() and length.isdigit() else None
    if response.status != 206:
        return 0, rest
    stated = response.headers.get("Content-Range", "").removeprefix("bytes ")
    start = stated.partition("-")[0]
    if start != str(have):
        raise ConnectionError(f"the server sends bytes {stated!r} where those from {have} on were asked for")
    total = stated.rpartition("/")[2]
    return have, int(total) if total.isascii() and total.isdigit() else None if rest is None else have + rest


def receive(response: Any, part: Path, start: int, total: int | None, progress: Progress | None) -> int:
    """Write the answer's bytes behind the first `start` bytes of `part`; how many there are then."""
    got = start
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        while block := response.read(BLOCK):
            got += len(block)
            if got > (LARGEST if total is None else total):
                raise DownloadError(
                    f"{part.name}: the server sends more than the {total or LARGEST:,} bytes it should."
                )
            write_block(file, block)
            if progress is not None:
                progress(got, total)
        file.flush()
        os.fsync(file.fileno())
    return got


def write_block(file: IO[bytes], block: bytes) -> None:
    """Write; an error of the disk is told from one of the network by its class."""
    try:
        file.write(block)
    except OSError as error:
        raise DiskError(error.errno, error.strerror) from error


class DiskError(OSError):
    """The disk, not the network, failed."""


def is_of_the_disk(error: Exception) -> bool:
    return isinstance(error, DiskError | PermissionError | IsADirectoryError | NotADirectoryError)


def check_archive(part: Path, url: str) -> None:
    """Raises DownloadError, and drops the file, if it is named a zip archive and is none or has a wrong CRC."""
    if not url.endswith(".zip"):
        return
    try:
        with zipfile.ZipFile(part) as archive:
            damaged = archive.testzip()
    except READ_ERRORS:
        damaged = "its directory"
    if damaged is not None:
        part.unlink(missing_ok=True)
        validator_of(part).unlink(missing_ok=True)
        raise DownloadError(f"{url} came damaged ({damaged}) and was dropped. Run it again, or use another mirror.")


def size_of(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def validator_of(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def read_validator(part: Path) -> str:
    """What tells whether the server still has the file that `part` is the beginning of; '' where nothing does."""
    try:
        kept = json.loads(validator_of(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return kept if isinstance(kept, str) and kept.isprintable() else ""


def write_validator(part: Path, headers: Message) -> None:
    tag = headers.get("ETag", "")
    validator = tag if tag and not tag.startswith("W/") else headers.get("Last-Modified", "")
    validator_of(part).write_text(json.dumps(validator), encoding="utf-8")


def explain(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "the name of the server is not known here, as without a network"
    if isinstance(error, TimeoutError):
        return f"no byte came for {TIMEOUT_S:.0f} s"
    return str(error) or type(error).__name__


# Whom one may talk to ----------------------------------------------------------------------------------------------


def make_opener(mirror: Mirror) -> urllib.request.OpenerDirector:
    """An opener of http(s) alone; unless the user named the mirror, it hangs up on private and local addresses.

    The address looked at is the one connected to, so neither a redirection nor a name that changes gets around it.
    Behind a proxy the proxy is who decides.
    """
    opener = urllib.request.OpenerDirector()
    is_guarded = not mirror.is_named and not urllib.request.getproxies()
    for handler in (
        urllib.request.ProxyHandler(),
        _Http(is_guarded),
        _Https(is_guarded),
        _Redirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def check_peer(connected: socket.socket) -> None:
    """Raises DownloadError if a socket is connected to an address that is not of the public internet."""
    address = ipaddress.ip_address(connected.getpeername()[0].partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if not address.is_global or address.is_multicast:
        connected.close()
        raise DownloadError(f"The download leads to {address}, a private address. Name such a mirror with --mirror.")


class _GuardedHttp(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        check_peer(self.sock)


class _GuardedHttps(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        check_peer(self.sock)


class _Http(urllib.request.HTTPHandler):
    def __init__(self, is_guarded: bool) -> None:
        super().__init__()
        self._connection = _GuardedHttp if is_guarded else http.client.HTTPConnection

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, is_guarded: bool) -> None:
        super().__init__()
        self._connection = _GuardedHttps if is_guarded else http.client.HTTPSConnection

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req, context=ssl.create_default_context())


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 5

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        check_address(newurl)
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise DownloadError(f"{req.full_url} leads from https to {newurl[:200]}, which is not followed.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
