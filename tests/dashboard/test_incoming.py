"""Reports in files of every kind: their text and nothing around it, and what the file says of them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dashboard.errors import ReportError, UsageError
from dashboard.incoming import ENDINGS, IncomingText, find_incoming, load_text, parse_columns, read_bytes
from dashboard.incoming.pdf import arabic_order, logical_line, visual_lines
from dashboard.incoming.told import decoded_as, told_address, told_day
from tests import report_files as files


def read(name: str, data: bytes, **columns: str) -> list[IncomingText]:
    return [found.load() for found in read_bytes(name, data, columns=columns)]


def problems(name: str, data: bytes) -> dict[str, str]:
    """What fails in a file, by where it stands."""
    said = {}
    for found in read_bytes(name, data):
        try:
            found.load()
        except ReportError as error:
            said[found.where] = str(error)
    return said


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
def test_of_a_page_the_article_alone_is_read(encoding: str) -> None:
    page = files.page().replace('charset="utf-8"', f'charset="{encoding}"')
    (report,) = read("a.html", page.encode(encoding))
    assert report.text.splitlines() == [files.TITLE, files.DATELINE, files.SECOND, files.THIRD]
    assert (report.source, report.url) == ("مرصد الجزيرة", "https://example.org/ar/1")
    assert report.published == date(2024, 10, 13)  # half past ten in the evening in UTC is the next day in Damascus


@pytest.mark.parametrize("around", files.AROUND.values())
def test_what_stands_around_an_article_is_not_read(around: str) -> None:
    assert around not in read("a.html", files.page().encode())[0].text


def test_an_english_page_is_read_alike() -> None:
    page = (
        "<html><head><title>Shelling near Tell Rifaat - Monitor</title>"
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Shelling near Tell Rifaat", '
        '"datePublished": "2021-03-04", "publisher": {"name": "Jazira Monitor"}}</script></head><body>'
        "<nav><a href='/'>Home</a><a href='/x'>World</a></nav><div class='post'><h1>Shelling near Tell Rifaat</h1>"
        f"<p>TELL RIFAAT, Syria (Monitor) - {files.ENGLISH}</p><p>{files.ENGLISH_SECOND}</p></div>"
        "<div id='comments'><p>Fake news from Aleppo, says I.</p></div><footer>Contact us in Beirut</footer>"
        "</body></html>"
    )
    (report,) = read("a.html", page.encode())
    assert report.text.splitlines() == [
        "Shelling near Tell Rifaat",
        f"TELL RIFAAT, Syria (Monitor) - {files.ENGLISH}",
        files.ENGLISH_SECOND,
    ]
    assert (report.published, report.source) == (date(2021, 3, 4), "Jazira Monitor")


def test_a_day_in_the_words_of_a_page_is_found() -> None:
    page = files.page(published="").replace("<h1>", '<div class="post-date">السبت 12 تشرين الأول 2024</div><h1>')
    assert read("a.html", page.encode())[0].published == date(2024, 10, 12)


def test_a_page_that_is_all_article_is_read_whole() -> None:
    body = "".join(f"<p>{number}. {files.ENGLISH}</p>" for number in range(30)) + "<p>End.</p>"
    text = read("a.html", f"<html><body>{body}</body></html>".encode())[0].text
    assert text.splitlines() == [*(f"{number}. {files.ENGLISH}" for number in range(30)), "End."]


def test_no_script_or_style_of_a_page_is_text() -> None:
    page = (
        '<html><body><p onclick="alert(1)">A US patrol passed Qamishli.</p><style>p{color:red}</style>'
        "<script>alert('Raqqa')</script><noscript>x</noscript><svg><script>alert(2)</script></svg></body></html>"
    )
    text = read("a.html", page.encode())[0].text
    assert "A US patrol passed Qamishli." in text
    assert "alert" not in text
    assert "color" not in text


def test_a_page_under_a_texts_name_is_read_as_a_page() -> None:
    assert read("a.txt", files.page().encode())[0].text == read("a.html", files.page().encode())[0].text


# Documents ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("font_type", [3, 42])
def test_arabic_in_a_pdf_is_in_the_order_of_reading(font_type: int) -> None:
    (report,) = read("a.pdf", files.pdf([files.TITLE, files.DATELINE, "", files.SECOND], font_type=font_type))
    assert report.text == f"{files.TITLE}\n{files.DATELINE}\n{files.SECOND}"


def test_numbers_and_latin_words_in_an_arabic_pdf_keep_their_order() -> None:
    line = "أصيب 23 شخصا (بينهم 3 من US Army) على طريق M4 يوم 5/11/2023 الساعة 10:30 في القامشلي"
    assert read("a.pdf", files.pdf([line]))[0].text == line


def test_pages_of_a_pdf_follow_each_other_and_broken_lines_are_joined() -> None:
    lines = [
        "Russian and US patrols met on the road between Qamishli and Amuda in the",
        "early morning.",
        "",
        "Second.",
    ]
    assert read("a.pdf", files.pdf(lines, [files.DATELINE]))[0].text == (
        "Russian and US patrols met on the road between Qamishli and Amuda in the early morning.\nSecond.\n\n"
        + files.DATELINE
    )


def test_a_scan_and_an_encrypted_pdf_say_what_to_do() -> None:
    import io

    import pypdf

    assert "OCR" in problems("a.pdf", files.picture_pdf())[""]
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(files.pdf([files.ENGLISH])))
    writer.encrypt("secret", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    assert "encrypted" in problems("a.pdf", file.getvalue())[""]


def test_arabic_that_is_stored_in_the_order_of_reading_is_left_so() -> None:
    assert arabic_order(files.DATELINE) > 0 > arabic_order(files.DATELINE[::-1])
    assert logical_line("Patrols met in ةكسحلا ةظفاحم today") == "Patrols met in محافظة الحسكة today"


def test_a_word_that_stands_higher_belongs_to_the_line_that_is_nearest() -> None:
    def piece(text: str, x: float, y: float) -> dict[str, object]:
        place = {"tx": x, "ty": y, "displaced_tx": x + 10 * len(text), "font_height": 50, "flip_sort": -1}
        return {"text": text, **place}

    pieces = [piece("one", 0, 372), piece("raised", 40, 419), piece("two", 0, 431), piece("three", 110, 431)]
    assert visual_lines([*pieces, piece("far", 0, 700)]) == ["one", "two raised three", "", "far"]


def test_a_document_is_read_in_order_with_its_header_and_tables() -> None:
    table = [["المكان", "العدد"], ["القامشلي", "2"]]
    data = files.word_document([files.TITLE, files.DATELINE], header="مرصد الجزيرة", table=table)
    (report,) = read("a.docx", data)
    assert report.text.splitlines() == [
        "مرصد الجزيرة",
        files.TITLE,
        "المكان | العدد",
        "القامشلي | 2",
        files.DATELINE,
    ]


def test_deleted_text_and_fields_of_a_document_are_not_read() -> None:
    data = files.word_document(["KEEP"])
    kept = b"<w:t>KEEP</w:t>"
    more = (
        b"<w:t>KEEP</w:t></w:r><w:del><w:r><w:delText>GONE</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText>"
        b"<w:br/><w:t>NEXT</w:t>"
    )
    assert read("a.docx", files.rezipped(data, "word/document.xml", kept, more))[0].text == "KEEP\nNEXT"


# Mails ----------------------------------------------------------------------------------------------------------------


def test_a_mail_is_a_report_with_its_subject_day_and_sender() -> None:
    (report,) = read("a.eml", files.mail(files.ENGLISH))
    assert report.text == f"{files.ENGLISH_TITLE}\n\n{files.ENGLISH}"
    assert (report.published, report.source) == (date(2021, 3, 5), "Jazira Monitor")  # after midnight in Damascus
    assert report.external_id == "<42@example.org>"


def test_an_arabic_mail_in_windows_1256_and_one_in_html_are_read() -> None:
    assert read("a.eml", files.mail(files.DATELINE, charset="cp1256"))[0].text.endswith(files.DATELINE)
    (report,) = read("a.eml", files.mail("", subject=files.TITLE, html=files.page()))
    assert report.text.splitlines() == [files.TITLE, files.DATELINE, files.SECOND, files.THIRD]


def test_what_is_attached_to_a_mail_is_a_report_each() -> None:
    attached = {
        "one.txt": files.DATELINE.encode(),
        "two.docx": files.word_document([files.SECOND]),
        "p.png": b"\x89PNG",
    }
    found = list(read_bytes("a.eml", files.mail(files.ENGLISH, attachments=attached)))
    assert [one.where for one in found] == ["", "one.txt", "two.docx"]
    assert [one.load().text for one in found][1:] == [files.DATELINE, files.SECOND]
    assert {(one.load().published, one.load().source) for one in found} == {(date(2021, 3, 5), "Jazira Monitor")}


# Lists and feeds ------------------------------------------------------------------------------------------------------

WANTED = IncomingText(
    text=f"{files.ENGLISH_TITLE}\n\n{files.ENGLISH}",
    published=date(2021, 3, 4),
    source="Jazira Monitor",
    url="https://example.org/1",
)


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1256", ",")]
)
def test_a_list_is_read_by_the_names_of_its_columns(encoding: str, delimiter: str) -> None:
    arabic = ["العنوان", "النص", "تاريخ النشر", "المصدر", "الرابط"]
    row = [files.TITLE, files.DATELINE, "12 تشرين الأول 2024", "مرصد", "https://example.org/2"]
    (report,) = read("a.csv", files.table([["سجل"], arabic, row], encoding=encoding, delimiter=delimiter))
    assert report.text == f"{files.TITLE}\n\n{files.DATELINE}"
    assert (report.published, report.source, report.url) == (date(2024, 10, 12), "مرصد", "https://example.org/2")
    assert read("a.csv", files.table([files.HEADER, files.ROW])) == [WANTED]


def test_a_workbook_is_read_with_its_days_as_numbers_or_words() -> None:
    rows = [files.HEADER, files.ROW, [files.TITLE, files.DATELINE, datetime(2024, 10, 12, 9, 30), None, None]]
    found = list(read_bytes("a.xlsx", files.workbook(Cover=[["Read me"]], Reports=rows)))
    assert [one.where for one in found] == ["sheet Reports, row 2", "sheet Reports, row 3"]
    assert found[0].load() == WANTED
    assert found[1].load().published == date(2024, 10, 12)


def test_columns_can_be_told() -> None:
    data = files.table([["a", "b", "c"], [files.ENGLISH, "2021-03-04", "not the source"]])
    assert "--columns text=HEADER" in problems("a.csv", data)[""]
    columns = parse_columns("text=A, published=b")
    assert read("a.csv", data, **columns) == [IncomingText(text=files.ENGLISH, published=date(2021, 3, 4))]
    with pytest.raises(ReportError, match="no column 'd'"):
        read("a.csv", data, text="d")
    with pytest.raises(UsageError, match="--columns 'body=a'"):
        parse_columns("body=a")


def test_a_bad_row_of_a_list_is_told_and_the_others_are_read() -> None:
    data = files.table([files.HEADER, ["x", "", "", "", ""], ["x", "y", "soon", "", ""], [], files.ROW])
    assert problems("a.csv", data) == {
        "row 2": "The row has no text.",
        "row 3": "The row's day 'soon' is not a date such as 2024-03-31.",
    }
    assert [found.where for found in read_bytes("a.csv", data)] == ["row 2", "row 3", "row 5"]


def test_entries_of_feeds_are_reports() -> None:
    (report,) = read("a.rss", files.rss())
    assert report.text == f"{files.TITLE}\n\n{files.DATELINE}\n{files.SECOND}"
    assert (report.published, report.source) == (date(2024, 10, 13), "مرصد الجزيرة")
    assert report.url == "https://example.org/0"
    (report,) = read("a.xml", files.atom())
    assert (report.text, report.published) == (f"{files.ENGLISH_TITLE}\n\n{files.ENGLISH}", date(2021, 3, 4))
    assert "no feed" in problems("a.xml", b"<?xml version='1.0'?><kml></kml>")[""]


# Archives, and the formats as such ------------------------------------------------------------------------------------


def test_an_archive_holds_files_of_every_kind_and_further_archives() -> None:
    found = list(read_bytes("all.zip", files.archive({**files.samples(), "photo.jpg": b"\xff\xd8\xff"})))
    where = [one.where for one in found]
    assert {"report.txt", "reports.csv, row 2", "reports.zip, in/c.zip, d.html", "report.eml, more.txt"} <= set(where)
    assert len(where) == 17
    assert all(one.load().text for one in found)


def test_the_index_of_an_archive_tells_of_its_files() -> None:
    index = files.table([["file", "published", "source"], ["a.txt", "2021-03-04", "Wire"], ["gone.txt", "", ""]])
    members = {"in/index.csv": index, "in/a.txt": files.ENGLISH.encode(), "in/left.txt": b"not listed"}
    found = list(read_bytes("a.zip", files.archive(members)))
    assert [one.where for one in found] == ["in/a.txt", "in/gone.txt"]
    assert (found[0].load().published, found[0].load().source) == (date(2021, 3, 4), "Wire")
    assert "line 3, lists it, but it is not there" in problems("a.zip", files.archive(members))["in/gone.txt"]


@pytest.mark.parametrize(
    ("name", "data", "advice"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1", "without one as .docx"),
        ("a.jsonl.gz", b"\x1f\x8b\x08\x00", "Unpack it first"),
        ("a.txt", b"{\\rtf1 x}", "RTF"),
        ("a.pdf", b"no pdf", "no PDF that can be read"),
        ("a.docx", b"PK\x03\x04", "no Word document"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "not text"),
        ("a.zip", b"", "no ZIP archive"),
        ("a.xlsx", files.archive({"a.txt": b"x"}), "no Excel workbook"),
        ("a.eml", b"just words", "no mail"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_can_not_be_read_says_what_to_do(name: str, data: bytes, advice: str) -> None:
    assert advice in problems(name, data)[""]


def test_formats_under_other_names_are_known_by_how_they_begin() -> None:
    assert read("a.txt", files.pdf([files.ENGLISH]))[0].text == files.ENGLISH
    assert read("a.zip", files.word_document([files.ENGLISH]))[0].text == files.ENGLISH
    assert read("a.html", files.rss())[0].text.startswith(files.TITLE)


def test_files_on_disk_are_counted_and_loaded_in_any_order(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for name, data in files.samples().items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    found = find_incoming([tmp_path])
    assert len(found) == 18
    (old,) = [one for one in found if one.problem]
    assert old.problem == "Files of the kind .doc are not read. Save it as .docx, PDF or text."
    rest = [one for one in found if not one.problem]
    texts = [load_text(one).text for one in rest]
    assert texts[::-1] == [load_text(one).text for one in reversed(rest)]
    assert {one.path.suffix for one in rest} <= set(ENDINGS)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-05-11", date(2024, 5, 11)),
        ("2024-05-11 22:30", date(2024, 5, 11)),
        ("2024-05-11T22:30:00Z", date(2024, 5, 12)),
        ("Sat, 11 May 2024 22:30:00 +0000", date(2024, 5, 12)),
        ("45423", date(2024, 5, 11)),
        ("45423.75", date(2024, 5, 11)),
        ("11/05/2024", date(2024, 5, 11)),
        ("11 أيار 2024", date(2024, 5, 11)),
        ("May 11, 2024", date(2024, 5, 11)),
        ("2024", None),
        ("May 2024", None),
        ("9999-99-99", None),
        ("soon", None),
        ("", None),
    ],
)
def test_days_are_read_as_files_write_them(value: str, day: date | None) -> None:
    assert told_day(value) == day


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "https://", "http://[", "no", "http://a b"]
)
def test_only_the_address_of_a_page_is_taken(address: str) -> None:
    assert told_address(address, "https://example.org/x") == "https://example.org/x"


@pytest.mark.parametrize(
    ("charset", "text"),
    [("windows-1256", "نص"), ("utf-8", None), ("punycode", None), ("rot13", None), ("zlib", None), ("no\0such", None)],
)
def test_only_encodings_of_texts_are_believed(charset: str, text: str | None) -> None:
    assert decoded_as("نص".encode("cp1256"), charset) == text


def test_an_article_among_plain_boxes_is_found_with_its_lists_and_day() -> None:
    page = """<html><head><meta charset="utf-8"><title>قصف تركي على ريف تل تمر - وكالة</title></head><body>
<div class="top-menu"><ul><li><a href="/">الرئيسية</a></li><li><a href="/b">تقارير من دير الزور</a></li></ul></div>
<div class="post-title"><h2>قصف تركي على ريف تل تمر</h2></div>
<div class="post-meta">الأحد 13 تشرين الأول 2024 - 14:20</div>
<div class="post-content"><p><strong>تل تمر (وكالة)</strong> - قصفت القوات التركية اليوم قريتي الدردارة وأم الكيف.</p>
<p>وردت قوات سوريا الديمقراطية على مصادر النيران، ولم تعرف بعد حصيلة القصف على المنطقة.</p>
<ul><li>الدردارة: 6 قذائف</li><li>أم الكيف: 4 قذائف</li></ul></div>
<div class="related-posts"><h3>ذات صلة</h3><ul><li><a href="/2">مقتل خمسة في غارة على البوكمال</a></li></ul></div>
<div id="comments"><ol class="comment-list"><li><p>رأيت ذلك في عين عيسى</p></li></ol></div>
<div class="footer">حقوق النشر محفوظة - القاهرة</div></body></html>"""
    (report,) = read("a.html", page.encode())
    assert report.text.splitlines() == [
        "قصف تركي على ريف تل تمر",
        "",
        "تل تمر (وكالة) - قصفت القوات التركية اليوم قريتي الدردارة وأم الكيف.",
        "وردت قوات سوريا الديمقراطية على مصادر النيران، ولم تعرف بعد حصيلة القصف على المنطقة.",
        "- الدردارة: 6 قذائف",
        "- أم الكيف: 4 قذائف",
    ]
    assert report.published == date(2024, 10, 13)
