"""A page, feed or file by its address, if DAWRIYA_FETCH allows it: from public hosts, within limits, and nothing sent.

Python's own http.client over a socket that we open: urllib3 would resolve the name again when it connects, and its time
limits are those of one read. Here the address that was checked is the one connected to, nothing lasts beyond one
deadline, and no proxy, cookie or password of the environment has a part in it.
"""

from __future__ import annotations

import csv
import io
import socket
import ssl
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from dashboard.errors import ReportError, UsageError
from dashboard.logs import log
from dashboard.public_hosts import WebAddress, is_public, is_web_address, read_address
from dashboard.settings import FETCH

MOST_REDIRECTS = 5
ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "application/x-ndjson": ".jsonl",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
"""The media types that are taken, and how files of each are named."""

_REDIRECTS = (301, 302, 303, 307, 308)
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address holds: the address that it was found at in the end, a name as of a file, and the bytes."""

    url: str
    name: str
    data: bytes


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _dial(address: str, port: int, timeout_s: float) -> socket.socket:
    return socket.create_connection((address, port), timeout_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """How the web is reached, and what is taken from it at most; tests have one of their own."""

    resolve: Callable[[str, int], list[str]] = _resolve
    dial: Callable[[str, int, float], socket.socket] = _dial
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    connect_s: float = 10.0
    whole_s: float = 60.0
    most_bytes: int = 20_000_000


def require_fetching(addresses: Sequence[str]) -> None:
    """Raises UsageError where there is an address and fetching is not switched on."""
    if addresses and not FETCH.value():
        raise UsageError(
            f"Fetching is off, so {addresses[0][:200]!r} is not asked for. Set {FETCH.name}=1 to allow it, or save the "
            "page and name the file."
        )


def fetch(address: str, web: Web | None = None) -> Fetched:
    """What an address holds, after at most MOST_REDIRECTS redirects, each of them looked at as the first.

    Raises ReportError, which says why there is nothing; UsageError where fetching is off.
    """
    require_fetching([address])
    web = web or Web()
    deadline = monotonic() + web.whole_s
    target = read_address(address)
    for _ in range(MOST_REDIRECTS + 1):
        with _asked(target, web, deadline) as response:
            if response.status not in _REDIRECTS:
                fetched = _taken(response, target, web.most_bytes)
                log("fetch.end", host=target.host, bytes=len(fetched.data))
                return fetched
            target = _next(target, response.getheader("Location", ""))
    raise ReportError(f"{address[:200]!r} leads on more than {MOST_REDIRECTS} times. Give the page's own address.")


def _next(target: WebAddress, location: str) -> WebAddress:
    """Where a redirect leads. Raises ReportError where that is no address, or a step down to http."""
    try:
        # http.client takes the bytes of a header for Latin-1; what is not ASCII in them is UTF-8.
        found = read_address(urljoin(target.url, location.encode("latin-1").decode("utf-8", "replace")))
    except ValueError as error:
        raise ReportError(f"{target.host} leads on to {location[:200]!r}, which can't be fetched.") from error
    if target.scheme == "https" and found.scheme == "http":
        raise ReportError(f"{target.host} leads from https to http, which is not followed.")
    return found


# Asking ---------------------------------------------------------------------------------------------------------------


@contextmanager
def _asked(target: WebAddress, web: Web, deadline: float) -> Iterator[HTTPResponse]:
    """The head of the answer; its body may be read inside. What goes wrong is a ReportError."""
    try:
        with closing(_connected(target, web, deadline)) as plain:
            connection = HTTPConnection(target.host, target.port)
            connection.sock = _TimedSocket(plain, deadline)
            connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in (
                ("Host", target.host_header),
                ("User-Agent", f"dawriya/{version('dawriya')}"),
                ("Accept", ", ".join(ENDINGS)),
                ("Accept-Encoding", "gzip"),
                ("Connection", "close"),
            ):
                connection.putheader(name, value)
            connection.endheaders()
            yield connection.getresponse()
    except TimeoutError as error:
        raise ReportError(f"{target.host} takes too long to answer. Try again later.") from error
    except ssl.SSLError as error:
        raise ReportError(f"{target.host} can't prove who it is, or breaks off: {error.reason}.") from error
    except (OSError, HTTPException) as error:
        said = getattr(error, "strerror", None) or type(error).__name__
        raise ReportError(f"{target.host} does not answer: {said}. Check the address, or try again later.") from error


def _connected(target: WebAddress, web: Web, deadline: float) -> socket.socket:
    """A connection to exactly one of the addresses that were looked at; for https its host has proved its name."""
    plain = _dialled(_public_addresses(target, web, deadline), target, web, deadline)
    try:
        plain.settimeout(_left(deadline))
        return web.tls.wrap_socket(plain, server_hostname=target.host) if target.scheme == "https" else plain
    except BaseException:
        plain.close()
        raise


def _public_addresses(target: WebAddress, web: Web, deadline: float) -> list[str]:
    """The IP addresses of a host. Raises ReportError where it has none, or one that is not public."""
    found: Future[list[str]] = Future()

    def resolve() -> None:
        try:
            found.set_result(web.resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    # The system's look-up knows no time limit.
    threading.Thread(target=resolve, daemon=True).start()
    try:
        addresses = found.result(min(web.connect_s, _left(deadline)))
    except NotInTime:
        raise TimeoutError from None
    except (OSError, UnicodeError) as error:
        raise ReportError(f"There is no host {target.host}. Check the spelling, or try again later.") from error
    if not addresses or not all(map(is_public, addresses)):
        raise ReportError(f"{target.host} is no host of the public internet, so it is not fetched from.")
    return addresses


def _dialled(addresses: Sequence[str], target: WebAddress, web: Web, deadline: float) -> socket.socket:
    problem: OSError | None = None
    until = min(deadline, monotonic() + web.connect_s)
    for address in addresses:
        try:
            return web.dial(address, target.port, _left(until))
        except OSError as error:
            problem = problem or error
    assert problem is not None
    raise problem


def _left(deadline: float) -> float:
    """The seconds until a deadline. Raises TimeoutError once there are none."""
    if (left := deadline - monotonic()) <= 0:
        raise TimeoutError
    return left


class _TimedSocket:
    """What http.client needs of a socket, none of it beyond a deadline, however slowly the other side goes on."""

    def __init__(self, plain: socket.socket, deadline: float) -> None:
        self._plain, self._deadline = plain, deadline

    def sendall(self, data: Any) -> None:
        self._plain.settimeout(_left(self._deadline))
        self._plain.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReading(self._plain, self._deadline))

    def close(self) -> None:
        """Nothing: http.client closes as soon as it has the head, and the body is still to be read."""


class _TimedReading(io.RawIOBase):
    def __init__(self, plain: socket.socket, deadline: float) -> None:
        self._plain, self._deadline = plain, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._plain.settimeout(_left(self._deadline))
        return self._plain.recv_into(buffer)


# Taking ---------------------------------------------------------------------------------------------------------------


def _taken(response: HTTPResponse, target: WebAddress, most: int) -> Fetched:
    """The answer's body, if it is one that is read. Raises ReportError."""
    if response.status != 200:
        raise ReportError(f"{target.host} answered {response.status}. Check the address, or save the page as a file.")
    kind = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in ENDINGS:
        told = kind[:80] or "no media type"
        raise ReportError(f"{target.host} sends {told!r}, which is not read. Save it as text first.")
    if (response.length or 0) > most:
        raise _too_large(target, most)
    return Fetched(target.url, _name(target, ENDINGS[kind]), _body(response, target, most))


def _body(response: HTTPResponse, target: WebAddress, most: int) -> bytes:
    """All of the body, unpacked while it comes, so that a small one can't become a large one."""
    packing = response.getheader("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise ReportError(f"{target.host} packs its answer as {packing[:40]!r}, which was not asked for.")
    gzip = _Gzip() if "gzip" in packing else None
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += gzip.unpack(piece, most + 1 - len(body)) if gzip else piece
        if len(body) > most:
            raise _too_large(target, most)
    if response.length or (gzip and not gzip.is_whole):
        raise ReportError(f"{target.host} broke off in the middle. Try again.")
    return bytes(body)


class _Gzip:
    """Unpacks what was packed by gzip, also in several members, never more than there is room for."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def is_whole(self) -> bool:
        return self._member.eof

    def unpack(self, piece: bytes, room: int) -> bytes:
        found = b""
        try:
            while piece and len(found) < room:
                if self._member.eof:
                    self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
                found += self._member.decompress(piece, room - len(found))
                piece = self._member.unused_data
        except zlib.error as error:
            raise HTTPException("not gzip") from error
        return found


def _too_large(target: WebAddress, most: int) -> ReportError:
    return ReportError(f"{target.host} sends more than {most // 1_000_000} MB. Save what you need as a file.")


def _name(target: WebAddress, ending: str) -> str:
    """What a file of it is called: as the end of the address, with the ending of its kind."""
    last = PurePosixPath(unquote(urlsplit(target.url).path)).name
    stem = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in PurePosixPath(last).stem)
    return (stem.strip("-")[:80] or target.host.replace(":", "-")) + ending


# For commands that take files -----------------------------------------------------------------------------------------


@contextmanager
def addresses_as_files(
    paths: Sequence[str], on_failure: Callable[[str, str], None], web: Web | None = None
) -> Iterator[list[str]]:
    """The paths with a file in the place of each address among them, which bears its address in an index beside it.

    What can't be fetched is told to `on_failure` (address, problem) and left out; the files go in the end. Raises
    UsageError where fetching is off.
    """
    require_fetching([path for path in paths if is_web_address(path)])
    with tempfile.TemporaryDirectory(prefix="dawriya-fetched-") as folder:
        found = []
        for number, path in enumerate(paths):
            if not is_web_address(path):
                found.append(path)
                continue
            try:
                found.append(str(_kept(fetch(path, web), Path(folder) / str(number))))
            except ReportError as error:
                on_failure(path, str(error))
        yield found


def _kept(fetched: Fetched, folder: Path) -> Path:
    """The file, in a folder of its own with the index that says its address."""
    folder.mkdir()
    (folder / fetched.name).write_bytes(fetched.data)
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as index:
        csv.writer(index).writerows([("file", "url"), (fetched.name, fetched.url)])
    return folder / fetched.name
