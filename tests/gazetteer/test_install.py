"""Downloads from a mirror that cuts, lies, redirects and forgets; the server runs on a thread here."""

from __future__ import annotations

import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gazetteer.cli import main
from gazetteer.downloads import GEONAMES_ADDRESS, MIRROR_VARIABLE, Mirror, choose_mirror, download
from gazetteer.errors import DownloadError, GazetteerError
from gazetteer.index import Gazetteer
from gazetteer.installing import DIRECTORY_VARIABLE as DOWNLOADS_VARIABLE
from gazetteer.installing import check_countries, files_of
from gazetteer.layout import PATH_VARIABLE
from gazetteer.sources.imported import DIRECTORY_VARIABLE, list_imported, read_imported

ROW = "7\tTall Ḩamīs\tTall Hamis\t\t36.806\t41.66\tP\tPPL\tSY\t\t01\t\t\t\t5161\t\t300\tAsia/Damascus\t2020-01-01\n"
ALTERNATE = "1\t7\tar\tتل حميس\t1\t\t\t\t\t\n"


def pack(name: str, text: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "x" * 3_000)
        archive.writestr(name, text)
    return raw.getvalue()


class MirrorServer(ThreadingHTTPServer):
    """Files by path; `cut` bytes are sent of each answer while `cuts` lasts; after `answers` requests all fail."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.cut, self.cuts = 0, 0
        self.errors: list[int] = []
        self.answers = 99
        self.tag = '"one"'
        self.has_ranges = True
        self.extra = b""
        self.requests: list[tuple[str, str | None]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: MirrorServer

    def do_GET(self) -> None:
        server = self.server
        asked = self.headers.get("Range")
        server.requests.append((self.path, asked))
        if self.path in server.redirects:
            self.send_response(302)
            self.send_header("Location", server.redirects[self.path])
            self.end_headers()
            return
        if server.errors or len(server.requests) > server.answers:
            self.send_error(server.errors.pop(0) if server.errors else 503)
            return
        body = server.files.get(self.path)
        if body is None:
            self.send_error(404)
            return
        start = 0
        if asked and server.has_ranges and self.headers.get("If-Range") == server.tag:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        self.send_header("ETag", server.tag)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        rest = body[start:]
        if server.cuts:
            server.cuts -= 1
            rest = rest[: server.cut]
        self.wfile.write(rest + server.extra)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Tests have no log."""


@pytest.fixture(autouse=True)
def _without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[MirrorServer]:
    started = MirrorServer()
    thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield started
    started.shutdown()
    thread.join()
    started.server_close()


@pytest.fixture
def mirror(server: MirrorServer) -> Mirror:
    return Mirror(server.address, is_named=True)


def fetch(mirror: Mirror, target: Path, name: str = "SY.zip") -> Path:
    return download(mirror, name, target, pause_s=0.01)


def test_a_cut_download_is_taken_up_where_it_was_cut(server: MirrorServer, mirror: Mirror, tmp_path: Path) -> None:
    server.files["/SY.zip"] = pack("SY.txt", ROW * 500)
    server.cut, server.cuts = 100, 2
    steps: list[tuple[int, int | None]] = []
    target = download(mirror, "SY.zip", tmp_path / "SY.zip", progress=lambda *step: steps.append(step), pause_s=0.01)
    assert target.read_bytes() == server.files["/SY.zip"]
    assert [asked for _, asked in server.requests] == [None, "bytes=100-", "bytes=200-"]
    whole = len(server.files["/SY.zip"])
    assert (steps[0], steps[-1]) == ((100, whole), (whole, whole))
    assert [path.name for path in tmp_path.iterdir()] == ["SY.zip"]


def test_what_a_failed_run_left_is_gone_on_with_in_the_next(
    server: MirrorServer, mirror: Mirror, tmp_path: Path
) -> None:
    server.files["/SY.zip"] = pack("SY.txt", ROW)
    server.cut, server.cuts, server.answers = 50, 1, 1
    with pytest.raises(DownloadError, match="it goes on after the 50 bytes there are"):
        fetch(mirror, tmp_path / "SY.zip")
    server.answers = 99
    assert fetch(mirror, tmp_path / "SY.zip").read_bytes() == server.files["/SY.zip"]
    assert server.requests[-1] == ("/SY.zip", "bytes=50-")


def test_a_file_that_has_changed_meanwhile_begins_anew(server: MirrorServer, mirror: Mirror, tmp_path: Path) -> None:
    server.files["/SY.zip"] = pack("SY.txt", ROW)
    (tmp_path / "SY.zip.part").write_bytes(b"of another day")
    (tmp_path / "SY.zip.part.json").write_text('"\\"zero\\""', encoding="utf-8")
    assert fetch(mirror, tmp_path / "SY.zip").read_bytes() == server.files["/SY.zip"]
    assert server.requests == [("/SY.zip", "bytes=14-")]


def test_a_server_without_ranges_sends_it_all_again(server: MirrorServer, mirror: Mirror, tmp_path: Path) -> None:
    server.files["/SY.zip"] = pack("SY.txt", ROW)
    server.has_ranges, server.cut, server.cuts = False, 100, 1
    assert fetch(mirror, tmp_path / "SY.zip").read_bytes() == server.files["/SY.zip"]


def test_errors_of_the_server_are_tried_again_and_refusals_are_not(
    server: MirrorServer, mirror: Mirror, tmp_path: Path
) -> None:
    server.files["/SY.zip"] = pack("SY.txt", ROW)
    server.errors = [503, 429]
    assert fetch(mirror, tmp_path / "SY.zip").is_file()
    with pytest.raises(DownloadError, match="answers 404"):
        fetch(mirror, tmp_path / "XX.zip", "XX.zip")
    assert len(server.requests) == 4


def test_more_than_was_said_is_refused(server: MirrorServer, mirror: Mirror, tmp_path: Path) -> None:
    server.files["/SY.txt"] = b"short"
    server.extra = b"and more"
    assert fetch(mirror, tmp_path / "SY.txt", "SY.txt").read_bytes() == b"short"  # http reads no further


def test_a_damaged_archive_is_dropped(server: MirrorServer, mirror: Mirror, tmp_path: Path) -> None:
    whole = bytearray(pack("SY.txt", ROW * 50))
    whole[60] ^= 0xFF
    server.files["/SY.zip"] = bytes(whole)
    server.files["/IQ.zip"] = b"not a zip"
    for name in ("SY.zip", "IQ.zip"):
        with pytest.raises(DownloadError, match="came damaged"):
            fetch(mirror, tmp_path / name, name)
    assert not list(tmp_path.glob("*.zip*"))


def test_private_addresses_are_refused_unless_the_user_named_them(server: MirrorServer, tmp_path: Path) -> None:
    server.files["/SY.zip"] = pack("SY.txt", ROW)
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1, a private address"):
        fetch(Mirror(server.address), tmp_path / "SY.zip")
    assert server.requests == []


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirection_to_something_else_is_refused(
    server: MirrorServer, mirror: Mirror, tmp_path: Path, target: str
) -> None:
    server.redirects["/SY.zip"] = target
    with pytest.raises(DownloadError, match=r"only addresses of http|answers 302"):
        fetch(mirror, tmp_path / "SY.zip")


def test_a_redirection_within_http_is_followed(server: MirrorServer, mirror: Mirror, tmp_path: Path) -> None:
    server.files["/elsewhere/SY.zip"] = pack("SY.txt", ROW)
    server.redirects["/SY.zip"] = "/elsewhere/SY.zip"
    assert fetch(mirror, tmp_path / "SY.zip").is_file()


def test_no_server_is_told(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="Check the network and the address"):
        fetch(Mirror("http://127.0.0.1:9", True), tmp_path / "SY.zip")


def test_no_network_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(DownloadError, match="as without a network"):
        download(Mirror(GEONAMES_ADDRESS), "SY.zip", tmp_path / "SY.zip", pause_s=60.0)


@pytest.mark.parametrize(
    "address", ["file:///etc", "ftp://x", "http://", "x", "http://u:p@host", "http://h:bad", "http://a b"]
)
def test_only_plain_http_addresses_are_mirrors(address: str) -> None:
    with pytest.raises(DownloadError, match="only addresses of http"):
        choose_mirror(address)


def test_the_mirror_is_the_users_else_geonames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MIRROR_VARIABLE, raising=False)
    assert choose_mirror() == Mirror(GEONAMES_ADDRESS, False)
    monkeypatch.setenv(MIRROR_VARIABLE, "http://10.0.0.1/dump/")
    assert choose_mirror().url("SY.zip") == "http://10.0.0.1/dump/SY.zip"
    assert choose_mirror("http://mirror.example") == Mirror("http://mirror.example", True)


def test_countries_are_checked() -> None:
    assert check_countries(["sy", "IRQ", "Syria"]) == ["SY", "IQ"]
    assert check_countries(["ALL"]) == ["all"]
    assert files_of("all") == ("allCountries.zip", "alternateNamesV2.zip")
    for words in (["XX"], ["all", "SY"], ["../x"]):
        with pytest.raises(GazetteerError):
            check_countries(words)


@pytest.fixture
def _installing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, small_gazetteer: Gazetteer) -> None:
    monkeypatch.setenv(PATH_VARIABLE, str(small_gazetteer.path))
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(tmp_path / "imported"))
    monkeypatch.setenv(DOWNLOADS_VARIABLE, str(tmp_path / "downloads"))


@pytest.mark.usefixtures("_installing")
def test_install_downloads_and_imports_and_one_failure_stops_no_other(
    server: MirrorServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.files["/SY.zip"] = pack("SY.txt", ROW)
    server.files["/alternatenames/SY.zip"] = pack("SY.txt", ALTERNATE)
    assert main(["install", "IQ", "sy", "--mirror", server.address, "--no-build"]) == 1
    told = capsys.readouterr().err
    assert "IQ: Can't download" in told
    assert f"SY: 1 places from {server.address} (CC BY 4.0)" in told
    assert "SY.zip: 100%" in told
    (place,) = read_imported()
    assert (place.id, place.names["ar"], place.admin1) == ("geonames:7", ("تل حميس",), "SY-HA")
    assert [file.name for file in list_imported()] == ["geonames-SY"]
    assert list((tmp_path / "downloads").iterdir()) == []


@pytest.mark.usefixtures("_installing")
def test_unusable_arguments_of_install_exit_with_2() -> None:
    assert main(["install", "XX"]) == 2
    assert main(["install", "SY", "--mirror", "file:///tmp"]) == 2
