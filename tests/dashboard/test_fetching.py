"""Fetching by address: only from public hosts, from exactly the address that was looked at, within limits of all kinds.

The server is on this machine: a resolver gives it public addresses, and a dialler connects to it for each of them.
"""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import fetching
from dashboard.cli import main
from dashboard.errors import ReportError, UsageError
from dashboard.fetching import Web, fetch
from dashboard.public_hosts import is_public, is_web_address, read_address
from dashboard.store import Store

PUBLIC = "93.184.215.14"
PAGE = "القوات التركية قصفت تل رفعت يوم السبت 12 تشرين الأول 2024.\n".encode()

Handle = Callable[[socket.socket, str], None]


def answer(body: bytes = PAGE, status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; content_type=… makes a header."""
    named = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
    named |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def says(whole: bytes) -> Handle:
    return lambda connection, _request: connection.sendall(whole)


def leads_to(address: str) -> Handle:
    return says(answer(b"", "302 Found", location=address))


@dataclass
class Local:
    """A server on this machine that stands for any public host: what was asked of it, and from which addresses."""

    port: int
    pages: dict[str, Handle] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    tls: ssl.SSLContext | None = None

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            request = b""
            while b"\r\n\r\n" not in request and (piece := connection.recv(4096)):
                request += piece
            self.requests.append(request.decode())
            path = request.decode().split(" ")[1]
            self.pages.get(path, says(answer(b"", "404 Not Found")))(connection, request.decode())
        connection.close()

    def web(self, hosts: Mapping[str, Sequence[str]] | None = None, **limits: object) -> Web:
        known = {"news.example": [PUBLIC], **(hosts or {})}

        def resolve(host: str, _port: int) -> list[str]:
            if host not in known:
                raise socket.gaierror(host)
            return list(known[host])

        def dial(address: str, port: int, timeout_s: float) -> socket.socket:
            self.dialled.append((address, port))
            return socket.create_connection(("127.0.0.1", self.port), timeout_s)

        return replace(Web(resolve=resolve, dial=dial), **limits)  # type: ignore[arg-type]


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    monkeypatch.setenv("DAWRIYA_FETCH", "1")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Local(listener.getsockname()[1])
        server.pages["/page"] = says(answer())
        threading.Thread(target=server.serve, args=(listener,), daemon=True).start()
        yield server


def test_a_page_is_fetched_as_it_is_and_nothing_is_sent_but_the_question(local: Local) -> None:
    fetched = fetch("http://News.Example/page#part", local.web())
    assert (fetched.url, fetched.name, fetched.data) == ("http://news.example/page", "page.txt", PAGE)
    assert local.dialled == [(PUBLIC, 80)]
    (request,) = local.requests
    assert request.startswith("GET /page HTTP/1.1\r\nHost: news.example\r\nUser-Agent: dawriya/")
    assert not any(word in request.lower() for word in ("cookie", "authorization", "referer", "proxy"))


def test_no_proxy_of_the_environment_has_a_part_in_it(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch("http://news.example/page", local.web()).data == PAGE


@pytest.mark.parametrize("said", ["", "0"])
def test_nothing_is_asked_for_while_fetching_is_off(said: str, local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAWRIYA_FETCH", said)
    with pytest.raises(UsageError, match=r"Fetching is off.*DAWRIYA_FETCH=1"):
        fetch("http://news.example/page", local.web())
    assert local.dialled == []


NOT_PUBLIC = (
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7"),
    *("203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *("::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1"),
    *("fd00:ec2::254", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::5db8:d70e", "64:ff9b:1::1", "2002:7f00:1::"),
    *("2001:0:1::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "nonsense", "", "127.1"),
)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_refused(address: str, local: Local) -> None:
    assert not is_public(address)
    web = local.web({"inside.example": [address], "both.example": [PUBLIC, address]})
    for host in ("inside.example", "both.example"):
        with pytest.raises(ReportError, match="no host of the public internet"):
            fetch(f"http://{host}/page", web)
    assert local.dialled == []


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "223.255.255.255", "2606:4700::6810:84e5", "2a00:1450::1"])
def test_public_addresses_are_let_through(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "file:///etc/passwd",
            "ftp://news.example/",
            "gopher://news.example/",
            "//news.example/",
            "news.example/page",
        ),
        *("http:///page", "http://", "https:news.example", "http://news.example\\@inside.example/", "http://a b/"),
        *(
            "http://news.example/\r\nX: y",
            "http://news.example\t/",
            "http://user@news.example/",
            "http://u:p@news.example",
        ),
        *("http://127.0.0.1@news.example/", "http://news.example:22/", "http://news.example:8501/", "http://a:99999/"),
        *("http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/", "http://0177.0.0.1/"),
        *("http://127.1/", "http://127.0.0.01/", "http://1.2.3.4.5/", "http://0/", "http://0x/", "http://a.0x1/"),
        *("http://%31%32%37.0.0.1/", "http://[::1", "http://[fe80::1%25eth0]/", "http://[v1.a]/", "http://-/..//:80@x"),
        *("http://" + "a" * 64 + ".example/", "http://a..b/", "http://.example/", "http://" + "a" * 3000),
        *("http://１２７.１/", "http://①②⑦。1/", "http://exa\u202emple.com/"),
    ],
)
def test_an_address_that_is_odd_is_refused_before_anything_is_asked(address: str, local: Local) -> None:
    everything = replace(local.web(), resolve=lambda _host, _port: [PUBLIC])
    with pytest.raises(ReportError):
        fetch(address, everything)
    assert local.dialled == []


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://１２７.０.０.１/"),
        *("http://[::ffff:169.254.169.254]/", "http://10.0.0.1:443/", "https://[fd00:ec2::254]/"),
    ],
)
def test_an_address_written_out_is_looked_at_too(address: str, local: Local) -> None:
    itself = replace(local.web(), resolve=lambda host, _port: [host])
    with pytest.raises(ReportError, match="no host of the public internet"):
        fetch(address, itself)
    assert local.dialled == []


def test_an_address_is_taken_apart_as_browsers_do() -> None:
    assert read_address(" HTTP://ex.example:80/a/./é?q=ü&r=a b#x ".replace("a b", "a%20b")).url == (
        "http://ex.example/a/./%C3%A9?q=%C3%BC&r=a%20b"
    )
    assert read_address("https://مثال.example/").host == "xn--mgbh0fb.example"
    assert read_address("http://[2606:4700::1]:443/").host_header == "[2606:4700::1]:443"
    assert [is_web_address(one) for one in ("https://a", "HTTP://a", "http.txt", "ftp://a")] == [
        True,
        True,
        False,
        False,
    ]


_PARTS = st.sampled_from(
    ["http", "https", "://", "//", "@", ":", "[", "]", "%", "127.0.0.1", "::1", "0x7f", ".", "ﬀ", "。", "xn--"]
)


@given(st.lists(_PARTS | st.text(max_size=4), max_size=10).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_an_address_or_refused_in_words(text: str) -> None:
    """And what is taken for one says the same when it is read again."""
    for address in (text, f"http://{text}", f"https://news.example{text}"):
        with suppress(ReportError):
            found = read_address(address)
            assert read_address(found.url) == found
            assert found.url.isascii()
            assert found.host
            assert found.port in (80, 443)


# Redirects and rebinding ----------------------------------------------------------------------------------------------


def test_redirects_are_followed_five_times_and_no_more(local: Local) -> None:
    for number in range(6):
        local.pages[f"/{number}"] = leads_to(f"/{number + 1}" if number < 5 else "page")
    assert fetch("http://news.example/1", local.web()).url == "http://news.example/page"
    with pytest.raises(ReportError, match="leads on more than 5 times"):
        fetch("http://news.example/0", local.web())


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("http://inside.example/", "no host of the public internet"),
        ("//inside.example/", "no host of the public internet"),
        ("http://127.0.0.1/", "no host of the public internet"),
        ("http://169.254.169.254/latest/meta-data/", "no host of the public internet"),
        ("http://2130706433/", "leads on to"),
        ("file:///etc/passwd", "leads on to"),
        ("http://u:p@news.example/", "leads on to"),
        ("http://news.example:22/", "leads on to"),
        ("http://[::1", "leads on to"),
    ],
)
def test_a_redirect_is_looked_at_as_the_first_address(location: str, message: str, local: Local) -> None:
    known = {"news.example": [PUBLIC], "inside.example": ["10.0.0.7"]}
    web = replace(local.web(), resolve=lambda host, _port: known.get(host, [host]))
    local.pages["/away"] = leads_to(location)
    with pytest.raises(ReportError, match=message):
        fetch("http://news.example/away", web)
    assert len(local.dialled) == 1


def test_a_name_that_changes_its_address_is_not_asked_for_a_second_time(local: Local) -> None:
    """DNS rebinding: public when it is looked at, private when it would be connected to."""
    answers = [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]]
    web = replace(local.web(), resolve=lambda _host, _port: answers.pop(0))
    assert fetch("http://news.example/page", web).data == PAGE
    assert (local.dialled, len(answers)) == ([(PUBLIC, 80)], 2)
    local.pages["/again"] = leads_to("/page")
    answers[:] = [[PUBLIC], ["127.0.0.1"]]
    with pytest.raises(ReportError, match="no host of the public internet"):
        fetch("http://news.example/again", web)
    assert len(local.dialled) == 2


def test_the_next_address_of_a_host_is_tried_where_one_does_not_answer(local: Local) -> None:
    web = local.web({"two.example": ["1.1.1.1", PUBLIC]})
    reached = web.dial

    def dial(address: str, port: int, timeout_s: float) -> socket.socket:
        if address == "1.1.1.1":
            raise ConnectionRefusedError(111, "Connection refused")
        return reached(address, port, timeout_s)

    assert fetch("http://two.example/page", replace(web, dial=dial)).data == PAGE
    none = replace(web, resolve=lambda _host, _port: ["1.1.1.1"], dial=dial)
    with pytest.raises(ReportError, match=r"two.example does not answer: Connection refused"):
        fetch("http://two.example/page", none)
    with pytest.raises(ReportError, match=r"There is no host nowhere\.example"):
        fetch("http://nowhere.example/page", web)


# Limits ---------------------------------------------------------------------------------------------------------------


def drips(piece: bytes, head: bytes) -> Handle:
    def handle(connection: socket.socket, _request: str) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(0.02)

    return handle


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: ", answer(b"", content_length="1000000")])
def test_who_answers_slowly_without_end_is_left_in_time(head: bytes, local: Local) -> None:
    local.pages["/slow"] = drips(b"a", head)
    begun = time.monotonic()
    with pytest.raises(ReportError, match="takes too long to answer"):
        fetch("http://news.example/slow", local.web(whole_s=0.3))
    assert time.monotonic() - begun < 3


def test_who_says_nothing_or_is_not_resolved_in_time_is_left(local: Local) -> None:
    local.pages["/silent"] = lambda *_: time.sleep(3)
    with pytest.raises(ReportError, match="takes too long"):
        fetch("http://news.example/silent", local.web(whole_s=0.2))
    stuck = replace(local.web(connect_s=0.1), resolve=lambda *_: time.sleep(3) or [PUBLIC])
    with pytest.raises(ReportError, match="takes too long"):
        fetch("http://news.example/page", stuck)


def test_a_body_without_end_and_a_bomb_are_cut_at_the_limit(local: Local) -> None:
    def endless(connection: socket.socket, _request: str) -> None:
        connection.sendall(answer(b"", content_length=""))
        while True:
            connection.sendall(b"x" * 65536)

    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 60_000
    local.pages["/endless"] = endless
    local.pages["/bomb"] = says(answer(bomb, content_encoding="gzip"))
    local.pages["/twice"] = says(answer(gzip.compress(b"a" * 600_000) * 2, content_encoding="gzip"))
    local.pages["/said"] = says(answer(content_length="2000000"))
    for path in ("endless", "bomb", "twice", "said"):
        with pytest.raises(ReportError, match="sends more than 1 MB"):
            fetch(f"http://news.example/{path}", local.web(most_bytes=1_000_000))


def test_packed_and_chunked_answers_are_whole(local: Local) -> None:
    packed = gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:])
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (packed[:9], packed[9:])) + b"0\r\n\r\n"
    local.pages["/packed"] = says(
        answer(chunks, content_encoding="gzip", content_length="", transfer_encoding="chunked")
    )
    assert fetch("http://news.example/packed", local.web()).data == PAGE


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        (answer(status="500 Oh no"), "answered 500"),
        (answer(status="204 No Content"), "answered 204"),
        (answer(content_type="image/png"), "sends 'image/png', which is not read"),
        (answer(content_type=""), "sends 'no media type'"),
        (answer(content_encoding="br"), "packs its answer as 'br'"),
        (answer(content_encoding="gzip"), "does not answer: HTTPException"),
        (answer(gzip.compress(PAGE)[:-9], content_encoding="gzip"), "broke off in the middle"),
        (answer(content_length="9999"), "broke off in the middle"),
        (answer(b"5\r\nab", content_length="", transfer_encoding="chunked"), "does not answer: IncompleteRead"),
        (answer(b"zz\r\nab", content_length="", transfer_encoding="chunked"), "does not answer: IncompleteRead"),
        (b"SSH-2.0-OpenSSH\r\n", "does not answer: BadStatusLine"),
        (b"", "does not answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 2000 + b"\r\n", "does not answer: HTTPException"),
        (b"HTTP/1.1 200 " + b"y" * 99999, "does not answer: LineTooLong"),
        (b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe://\r\n\r\n", "answered 404|leads on to"),
    ],
)
def test_an_answer_that_is_none_is_an_error_in_words(whole: bytes, message: str, local: Local) -> None:
    local.pages["/odd"] = says(whole)
    with pytest.raises(ReportError, match=message):
        fetch("http://news.example/odd", local.web())


# TLS ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and key for news.example that nobody has signed but itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "news.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return path


def test_a_host_proves_its_own_name_over_tls_though_an_address_is_dialled(local: Local, certificate: Path) -> None:
    local.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    local.tls.load_cert_chain(certificate)
    names: list[str | None] = []
    local.tls.sni_callback = lambda _socket, name, _context: names.append(name)
    trusting = ssl.create_default_context(cafile=certificate)
    web = local.web({"other.example": [PUBLIC]}, tls=trusting)
    assert fetch("https://news.example/page", web).data == PAGE
    assert (names, local.dialled) == (["news.example"], [(PUBLIC, 443)])
    assert "Host: news.example\r\n" in local.requests[0]
    local.pages["/down"] = leads_to("http://news.example/page")
    with pytest.raises(ReportError, match="leads from https to http"):
        fetch("https://news.example/down", web)
    with pytest.raises(ReportError, match="can't prove who it is"):
        fetch("https://other.example/page", web)  # another's certificate
    with pytest.raises(ReportError, match="can't prove who it is"):
        fetch("https://news.example/page", local.web())  # one that nobody known has signed
    assert len(local.requests) == 2


# The commands ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def everywhere(local: Local, monkeypatch: pytest.MonkeyPatch) -> Local:
    """The commands' own web is the server's."""
    monkeypatch.setattr(fetching, "Web", lambda: local.web())
    return local


@pytest.mark.usefixtures("gazetteer")
def test_ingest_takes_addresses_beside_files_and_keeps_where_a_report_came_from(
    everywhere: Local, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    everywhere.pages["/away"] = leads_to("/page")
    (tmp_path / "a.txt").write_text("Russian forces patrolled near Amuda on 3 March 2024.")
    store = str(tmp_path / "s.sqlite")
    given = ["ingest", "--store", store, str(tmp_path / "a.txt"), "http://news.example/away"]
    assert main(given) == 0
    assert main([*given, "http://news.example/nothing"]) == 1
    said = capsys.readouterr().err
    assert "http://news.example/nothing: news.example answered 404." in said
    assert "0 reports added with 0 events, 2 known already, 1 failed." in said
    with Store(store) as opened:
        assert {report.url for report in opened.reports()} == {"", "http://news.example/page"}


@pytest.mark.usefixtures("gazetteer")
def test_read_takes_an_address(everywhere: Local, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "http://news.example/page"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [event["kind"] for event in told["events"]] == ["shelling"]
    assert main(["read", "http://news.example/nothing"]) == 1
    assert len(everywhere.dialled) == 2


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>North Agency</title>
<item><title>Shelling of Tell Rifaat</title><link>https://north.example/1</link>
<pubDate>Sat, 12 Oct 2024 08:00:00 GMT</pubDate><description>Turkish forces shelled Tell Rifaat.</description></item>
<item><title>Patrol near Amuda</title><link>https://north.example/2</link>
<pubDate>Sun, 13 Oct 2024 08:00:00 GMT</pubDate><description>Russian forces patrolled near Amuda.</description></item>
</channel></rss>"""


@pytest.mark.usefixtures("gazetteer")
def test_a_feed_is_its_items_each_with_its_own_address_and_day(
    everywhere: Local, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    everywhere.pages["/feed"] = says(answer(FEED.encode(), content_type="application/rss+xml"))
    assert main(["read", "http://news.example/feed"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["published"] for one in told] == ["2024-10-12", "2024-10-13"]
    assert [[event["kind"] for event in one["events"]] for one in told] == [["shelling"], ["patrol"]]
    store = str(tmp_path / "s.sqlite")
    assert main(["ingest", "--store", store, "http://news.example/feed"]) == 0
    with Store(store) as opened:
        kept = {(report.url, report.source) for report in opened.reports()}
    assert kept == {("https://north.example/1", "North Agency"), ("https://north.example/2", "North Agency")}


@pytest.mark.usefixtures("gazetteer")
def test_of_a_web_page_the_article_is_read(everywhere: Local, capsys: pytest.CaptureFixture[str]) -> None:
    body = "Turkish forces shelled Tell Rifaat on Saturday, 12 October 2024. " * 3
    page = (
        "<!doctype html><html><head><title>Shelling</title></head><body><nav>Home Clash in Deir ez-Zor</nav>"
        f"<article><h1>Shelling of Tell Rifaat</h1><p>{body}</p><p>{body}</p></article></body></html>"
    )
    everywhere.pages["/article"] = says(answer(page.encode(), content_type="text/html; charset=utf-8"))
    assert main(["read", "http://news.example/article"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {event["kind"] for event in told["events"]} == {"shelling"}


@pytest.mark.parametrize("command", ["read", "ingest"])
def test_the_commands_refuse_an_address_while_fetching_is_off(
    command: str, everywhere: Local, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DAWRIYA_FETCH")
    assert main([command, "https://news.example/page"]) == 2
    assert "Fetching is off" in capsys.readouterr().err
    assert everywhere.dialled == []
