"""Report files of every kind that is read, made anew: for tests of the readers, and for what is fuzzed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import docx
import fontpkg_ibm_plex_sans_arabic
import matplotlib
import openpyxl
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

TITLE = "دوريتان تلتقيان قرب القامشلي"
DATELINE = "القامشلي - 12 تشرين الأول: التقت دورية أميركية بدورية روسية مصادفة قرب بلدة القحطانية في محافظة الحسكة."
SECOND = "وقال شهود إن الدوريتين توقفتا نحو 20 دقيقة (عند الحاجز) ثم تابعت كل منهما طريقها، وحلقت مروحيتان في الأجواء."
THIRD = "وفي حادث منفصل قصفت مدفعية تركية قرية قرب تل تمر دون وقوع إصابات بحسب مصادر محلية."
ENGLISH_TITLE = "Shelling near Tell Rifaat"
ENGLISH = "Turkish shelling hit Tell Rifaat on 3 March 2021, killing two fighters, a local council said."
ENGLISH_SECOND = "US and Russian patrols met near Qahtaniyah in Hasakah governorate on 8 October 2022."
AROUND = {
    "menu": "الرئيسية",
    "aside": "غارة جوية على دير الزور تقتل خمسة",
    "comment": "رأيت رتلاً أميركياً في الرميلان أمس",
    "footer": "جميع الحقوق محفوظة، دمشق",
    "script": "قصف حلب",
}
"""What stands around the article of the page, and is none of its text."""


def page(*, published: str = "2024-10-12T22:30:00Z") -> str:
    """An Arabic article as news sites write theirs, with a menu, other articles, comments and a footer."""
    links = "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate([AROUND["menu"], "سوريا", "العراق"]))
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>{TITLE} | مرصد الجزيرة</title><meta property="og:site_name" content="مرصد الجزيرة">
<meta property="og:title" content="{TITLE}"><meta property="article:published_time" content="{published}">
<link rel="canonical" href="https://example.org/ar/1"><script>var a = "{AROUND["script"]}";</script></head><body>
<header><nav><ul>{links}</ul></nav></header>
<main><article><h1>{TITLE}</h1><p>{DATELINE}</p><p>{SECOND}</p><p>{THIRD}</p></article></main>
<aside><h3>اقرأ أيضاً</h3><ul><li><a href="/2">{AROUND["aside"]}</a></li></ul></aside>
<section class="comments" id="comments"><h3>التعليقات</h3><div><p>{AROUND["comment"]}</p></div></section>
<footer><p>{AROUND["footer"]}</p></footer></body></html>"""


def word_document(paragraphs: Sequence[str], *, header: str = "", table: Sequence[Sequence[str]] = ()) -> bytes:
    """A DOCX with a header, paragraphs, and a table after the first of them."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for number, paragraph in enumerate(paragraphs):
        document.add_paragraph(paragraph)
        if number == 0 and table:
            made = document.add_table(rows=len(table), cols=len(table[0]))
            for row, cells in zip(made.rows, table, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """An XLSX with the rows of each sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV list."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def pdf(*pages: Sequence[str], font_type: int = 42, compression: int = 6) -> bytes:
    """A PDF with lines on each page, Arabic ones shaped and set from the right as they are printed."""
    font = FontProperties(fname=_font())
    file = io.BytesIO()
    with matplotlib.rc_context({"pdf.fonttype": font_type, "pdf.compression": compression}), PdfPages(file) as book:
        for lines in pages:
            figure = Figure(figsize=(11, 7))
            FigureCanvasPdf(figure)
            for number, line in enumerate(lines):
                is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in line)
                x, side = (0.97, "right") if is_arabic else (0.03, "left")
                figure.text(x, 0.95 - number * 0.05, line, ha=side, fontproperties=font, size=9)
            book.savefig(figure)
    return file.getvalue()


@cache
def _font() -> str:
    folder = Path(fontpkg_ibm_plex_sans_arabic.__file__).parent
    return str(next(folder.rglob("IBMPlexSansArabic-Regular.ttf")))


def plain_pdf() -> bytes:
    """A small PDF whose streams are not compressed, so that damage goes right into them."""
    return pdf([TITLE, ENGLISH_TITLE], font_type=3, compression=0)


def picture_pdf() -> bytes:
    """A PDF of a scan: a page without letters."""
    return pdf([])


def mail(
    text: str,
    *,
    subject: str = ENGLISH_TITLE,
    html: str = "",
    attachments: Mapping[str, bytes] | None = None,
    charset: str = "utf-8",
) -> bytes:
    """A mail of Jazira Monitor of 4 March 2021."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Jazira Monitor <desk@example.org>"
    message["To"] = "desk@example.net"
    message["Date"] = "Thu, 04 Mar 2021 22:15:00 +0000"
    message["Message-ID"] = "<42@example.org>"
    if text:
        message.set_content(text, charset=charset)
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    for name, data in (attachments or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def rss(entries: Sequence[tuple[str, str]] = ((TITLE, f"<p>{DATELINE}</p><p>{SECOND}</p>"),)) -> bytes:
    """An RSS feed with titles and HTML contents."""
    items = "".join(
        f"<item><title>{title}</title><link>https://example.org/{n}</link><guid>https://example.org/{n}</guid>"
        f"<pubDate>Sat, 12 Oct 2024 22:30:00 GMT</pubDate><description>in short</description>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
        for n, (title, body) in enumerate(entries)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>مرصد الجزيرة</title>'
        f"<link>https://example.org</link>{items}</channel></rss>"
    ).encode()


def atom() -> bytes:
    """An Atom feed with an entry."""
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Jazira Monitor</title>'
        f"<entry><id>tag:example.org,2021:1</id><title>{ENGLISH_TITLE}</title>"
        f'<updated>2021-03-04T10:00:00Z</updated><link href="https://example.org/a"/>'
        f'<content type="html">&lt;p&gt;{ENGLISH}&lt;/p&gt;</content></entry></feed>'
    ).encode()


def json_lines(*reports: Mapping[str, object]) -> bytes:
    """JSON lines."""
    return "\n".join(json.dumps(report, ensure_ascii=False) for report in reports).encode()


def archive(members: Mapping[str, bytes], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", level) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return file.getvalue()


def rezipped(data: bytes, member: str, change: bytes, into: bytes) -> bytes:
    """An archive or office file with something in a member changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    assert change in members[member]
    members[member] = members[member].replace(change, into)
    return archive(members)


HEADER = ["Headline", "Body", "Date", "Outlet", "Link"]
ROW = [ENGLISH_TITLE, ENGLISH, "2021-03-04", "Jazira Monitor", "https://example.org/1"]


@cache
def samples() -> dict[str, bytes]:
    """A whole file of each format, by a name with its ending."""
    return {
        "report.txt": f"{TITLE}\n{DATELINE}\n{SECOND}".encode("cp1256"),
        "report.html": page().encode(),
        "report.pdf": pdf([TITLE, DATELINE, SECOND], [ENGLISH_TITLE, ENGLISH]),
        "report.docx": word_document([TITLE, DATELINE], header="مرصد", table=[["المكان", "العدد"], ["القامشلي", "2"]]),
        "report.eml": mail(ENGLISH, html=f"<p>{ENGLISH}</p>", attachments={"more.txt": DATELINE.encode()}),
        "reports.csv": table([HEADER, ROW, [TITLE, DATELINE, "12/10/2024", "", ""]]),
        "reports.xlsx": workbook(Reports=[HEADER, ROW, [TITLE, DATELINE, 45577, None, None]]),
        "feed.rss": rss(),
        "feed.atom": atom(),
        "reports.jsonl": json_lines({"id": "1", "text": ENGLISH, "published": "2021-03-04"}, {"text": DATELINE}),
        "reports.zip": archive(
            {
                "a.txt": ENGLISH.encode(),
                "in/b.csv": table([HEADER, ROW]),
                "in/c.zip": archive({"d.html": page().encode()}),
            }
        ),
    }
