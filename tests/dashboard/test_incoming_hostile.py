"""Files that were made to do harm: refused with a message, in bounded time and memory, and never more than that."""

from __future__ import annotations

import io
import time
import zipfile
import zlib

import pytest

from dashboard.errors import ReportError
from dashboard.incoming import limits, read_bytes
from dashboard.incoming.readers import read_source
from dashboard.incoming.records import Source
from dashboard.reading.report import make_report, plain_text
from tests import report_files as files

LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def outcomes(name: str, data: bytes) -> dict[str, str]:
    """Where each report stands, with its text or its problem."""
    found = {}
    for one in read_bytes(name, data):
        try:
            found[one.where] = one.load().text
        except ReportError as error:
            found[one.where] = f"! {error}"
    return found


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE], ids=["billion laughs", "external entity"])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "rss", "atom"])
def test_entities_are_refused_everywhere(kind: str, declared: bytes) -> None:
    entity = b"&j;" if declared is LAUGHS else b"&a;"
    if kind == "docx":
        data = files.rezipped(
            files.word_document(["KEEP"]), "word/document.xml", b"<w:document", declared + b"<w:document"
        )
        data = files.rezipped(data, "word/document.xml", b"KEEP", entity)
    elif kind == "xlsx":
        data = files.workbook(A=[["text"], ["KEEP"]])
        sheet = "xl/worksheets/sheet1.xml"
        data = files.rezipped(
            files.rezipped(data, sheet, b"<worksheet", declared + b"<worksheet"), sheet, b"KEEP", entity
        )
    else:
        root = b"<rss" if kind == "rss" else b"<feed"
        made = (
            files.rss([("KEEP", "x")]) if kind == "rss" else files.atom().replace(files.ENGLISH_TITLE.encode(), b"KEEP")
        )
        data = made.replace(root, declared + root, 1).replace(b"KEEP", entity)
    (problem,) = outcomes(f"a.{kind}", data).values()
    assert problem.startswith("! ")
    assert "entities" in problem
    assert "root:" not in problem


def test_no_entity_of_a_page_is_followed() -> None:
    page = OUTSIDE + b"<html><body><p>A US patrol passed Qamishli. &a; &amp;</p></body></html>"
    (text,) = outcomes("a.html", page).values()
    assert "A US patrol passed Qamishli." in text
    assert "root:" not in text


@pytest.mark.parametrize(("name", "member"), [("a.zip", "a.txt"), ("a.docx", "word/document.xml")])
def test_bombs_in_archives_are_refused(name: str, member: str) -> None:
    data = files.archive({member: b" " * 50_000_000, "b.txt": files.ENGLISH.encode()})
    said = outcomes(name, data)
    assert any("times its size" in problem for problem in said.values())
    if name == "a.zip":  # the others are read
        assert said["b.txt"] == files.ENGLISH


def test_bombs_in_workbooks_and_pdfs_are_refused() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    data = files.rezipped(files.workbook(A=[["text"]]), sheet, b"<sheetData>", b"<sheetData>" + b" " * 50_000_000)
    assert "times its size" in outcomes("a.xlsx", data)[""]
    assert outcomes("a.pdf", pdf_of(zlib.compress(b"(x) Tj " * 10_000_000)))[""].startswith("! ")


def pdf_of(content: bytes) -> bytes:
    """A PDF whose page has this compressed content."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def test_archives_in_archives_share_their_room() -> None:
    inner = files.archive({f"{n}.txt": b"report %d" % n for n in range(10)})
    data = files.archive({f"{n}.zip": inner for n in range(10)})
    assert len(outcomes("a.zip", data)) == 100
    source = Source(name="a.zip", size=len(data), open=lambda: io.BytesIO(data), room=limits.Room(members=55))
    found = [one.where for one in read_source(source)]
    assert found.count("4.zip") == 1  # told once, in the place of what it holds
    assert "holds more than" in outcomes_of(source)
    small = Source(name="a.zip", size=len(data), open=lambda: io.BytesIO(data), room=limits.Room(size=len(data)))
    assert "unpacks to more than" in outcomes_of(small)


def outcomes_of(source: Source) -> str:
    said = []
    for one in read_source(source):
        try:
            one.load()
        except ReportError as error:
            said.append(str(error))
    return " ".join(said)


def test_archives_are_opened_so_deep_and_no_deeper() -> None:
    data = files.ENGLISH.encode()
    name = "a.txt"
    for depth in range(5):
        data, name = files.archive({name: data}), f"{depth}.zip"
    (problem,) = outcomes("a.zip", data).values()
    assert "deep in each other" in problem


def test_an_archive_that_quotes_itself_ends() -> None:
    """The members of a zip may overlap: each is then as large as all that lies behind it."""
    data = files.archive({f"{n}.txt": b"x" * 1000 for n in range(3)}, level=zipfile.ZIP_STORED)
    end = data.rindex(b"PK\x05\x06")
    first = data.index(b"PK\x01\x02")
    entry = data[first : data.index(b"PK\x01\x02", first + 4)]
    forged = data[:first] + entry * 500 + data[end:]
    forged = forged[:-12] + (500).to_bytes(2, "little") + (len(entry) * 500).to_bytes(4, "little") + forged[-6:]
    assert len(outcomes("a.zip", forged)) <= 500


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "/etc/cron.d/x.txt", "..\\..\\x.txt", "C:\\x.txt", "\u202etxt.txt"]
)
def test_names_that_point_elsewhere_are_names(name: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    said = outcomes("a.zip", files.archive({name: files.ENGLISH.encode()}))
    assert list(said.values()) == [files.ENGLISH]
    assert list(tmp_path.iterdir()) == []


def test_an_encrypted_member_and_a_damaged_one_do_not_stop_the_others() -> None:
    data = bytearray(files.archive({"a.txt": b"A" * 50, "b.txt": b"B" * 50, "c.txt": files.ENGLISH.encode()}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # the flag of encryption in the directory
    second = data.index(b"PK\x01\x02", at + 4)
    data[second + 16] ^= 0xFF  # its checksum
    said = outcomes("x.zip", bytes(data))
    assert "encrypted" in said["a.txt"]
    assert said["b.txt"].startswith("! ")
    assert said["c.txt"] == files.ENGLISH


@pytest.mark.parametrize("kind", sorted(limits.LARGEST))
def test_a_file_that_is_too_large_is_refused_before_it_is_read(kind: str) -> None:
    beginnings = {"pdf": b"%PDF-1.7", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "zip": b"PK\x03\x04"}
    endings = {"text": "txt", "list": "csv", "feed": "rss"}

    class Once(io.BytesIO):
        """A file of which no more than the beginning may be read."""

        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 <= size <= 4096
            return super().read(size)

    source = Source(
        name=f"a.{endings.get(kind, kind)}",
        size=limits.LARGEST[kind] + 1,  # type: ignore[index]
        open=lambda: Once(beginnings.get(kind, b"")),
    )
    (found,) = read_source(source)
    with pytest.raises(ReportError, match="Split it"):
        found.load()


def test_json_that_is_nested_deeply_is_told() -> None:
    lines = b'{"text": ' + b"[" * 200_000 + b"\n" + b'{"text": "fine"}\n' + b'{"a":' * 200_000
    said = outcomes("a.jsonl", lines)
    assert said["line 2"] == "fine"
    assert said["line 1"].startswith("! It is not JSON")
    assert said["line 3"].startswith("! It is not JSON")


HOSTILE_PAGES = {
    "deep": "<div>" * 50_000 + "Qamishli",
    "wide": "<p>x</p>" * 100_000,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">Qamishli</p>",
    "comments": "<html>" + "<!--" * 300_000,
    "scripts": "<html>" + "<script" * 300_000,
    "doctypes": "<html>" + "<!doctype" * 200_000,
    "tables": "<table><tr><td>" * 5_000 + "Qamishli",
    "links": "<html><nav></nav>" + "<a href='x'>y</a>" * 10_000,
    "breaks": "<html><nav></nav><p>" + "<br>" * 20_000 + "Qamishli",
    "spaces": "<html><nav></nav><p>" + " " * 1_000_000 + "Qamishli",
    "entities": "<html>" + "&lt;" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_no_page_takes_long(name: str) -> None:
    started = time.process_time()
    outcomes("a.html", HOSTILE_PAGES[name].encode())
    assert time.process_time() - started < 20


@pytest.mark.parametrize("beginning", ["<!--", "<script", "<style ", "<!doctype ", "</", "<a", "&"])
def test_markup_that_never_ends_takes_no_longer_than_other_text(beginning: str) -> None:
    started = time.process_time()
    text = "<p>" + beginning * (900_000 // len(beginning))
    plain_text(text)
    assert len(make_report(text).readable) == len(text)
    assert time.process_time() - started < 5


def test_spreadsheet_cells_without_end_are_cut_off() -> None:
    quoted = b"text\n" + b'"' + b"x" * 3_000_000
    assert all(problem.startswith("! ") for problem in outcomes("a.csv", quoted).values())
    far = files.workbook(A=[["text"], ["x"]])
    far = files.rezipped(far, "xl/worksheets/sheet1.xml", b'r="A2"', b'r="XFD1048576"')
    assert set(outcomes("a.xlsx", far)) <= {"row 2", "row 1048576", ""}
