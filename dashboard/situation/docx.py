"""A situation report for Word: styles, alternative texts, page numbers, and right to left where the language is."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from html import escape
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from dashboard.situation.content import Cited, Entry, SituationReport
from dashboard.situation.pictures import Picture
from dashboard.snapshot.words import Words
from gazetteer.names import is_arabic

FONT = "Arial"
"""Every machine that opens such a file has it, with Latin and Arabic letters of one cut."""

SIZES = {
    "Normal": 10.5,
    "Title": 22.0,
    "Subtitle": 12.5,
    "Heading 1": 15.0,
    "Heading 2": 12.0,
    "Quote": 10.5,
    "Caption": 9.0,
}
INK, QUIET, ACCENT = RGBColor(0x17, 0x21, 0x1F), RGBColor(0x46, 0x52, 0x4F), RGBColor(0x0E, 0x5A, 0x5A)
MARGIN_MM, WIDTH_MM = 22, 165

_LANGUAGES = {"en": "en-GB", "ar": "ar-SY", "ku": "ku-TR"}
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CUSTOM_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="dawriya-provenance">'
    "<vt:lpwstr>{recipe}</vt:lpwstr></property></Properties>"
)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def docx_bytes(report: SituationReport) -> bytes:
    """The .docx file; the same report gives the same bytes."""
    writer = _Writer(report)
    writer.write()
    out = io.BytesIO()
    writer.document.save(out)
    return _without_times(out.getvalue())


class _Writer:
    """One document being written, from the first line to the last."""

    def __init__(self, report: SituationReport) -> None:
        self._report, self._words = report, Words(report.lang)
        self.document: WordDocument = Document()
        self._set_styles()
        self._set_page()
        self._set_properties()

    def write(self) -> None:
        report, words = self._report, self._words
        self._paragraph(report.title, style="Title")
        self._paragraph(report.period, style="Subtitle")
        self._paragraph(words.say("summary"), style="Heading 1")
        for sentence in report.summary:
            self._paragraph(sentence)
        for heading, rows in report.tables:
            self._table(heading, rows)
        self._paragraph(words.say("maps"), style="Heading 1")
        for picture in report.pictures:
            self._picture(picture)
        self._paragraph(words.say("events_by_day"), style="Heading 1")
        if report.cut:
            self._paragraph(report.cut)
        for heading, entries in report.days:
            self._paragraph(heading, style="Heading 2")
            for entry in entries:
                self._entry(entry)
        self._paragraph(words.say("sources_annex"), style="Heading 1")
        for cited in report.cited:
            self._cited(cited)
        self._paragraph(words.say("provenance"), style="Heading 1")
        for line in (*report.provenance, report.credits):
            self._paragraph(line, style="Caption")

    # Parts of the text ------------------------------------------------------------------------------------------------

    def _paragraph(self, text: str = "", *, style: str = "Normal", is_rtl: bool | None = None) -> Paragraph:
        """A paragraph that runs as the report does, or as it says; its text one run."""
        paragraph = self.document.add_paragraph(style=style)
        _set_direction(paragraph, self._report.is_rtl if is_rtl is None else is_rtl)
        if text:
            self._run(paragraph, text)
        return paragraph

    def _run(self, paragraph: Paragraph, text: str, *, bold: bool = False, colour: RGBColor | None = None) -> Run:
        """Words of one script, or mostly: Arabic ones are marked so that Word sets them in the Arabic font."""
        plain = _BIDI_OVERRIDES.sub("", text)
        run = paragraph.add_run(plain)
        if is_arabic(plain):
            run.font.rtl = True
        if bold:
            run.font.bold = run.font.cs_bold = True
        if colour is not None:
            run.font.color.rgb = colour
        return run

    def _table(self, heading: str, rows: tuple[tuple[str, str], ...]) -> None:
        table = self.document.add_table(rows=0, cols=2)
        if self._report.is_rtl:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        _set_rules(table._tbl.tblPr)
        for at, (name, number) in enumerate(((heading, self._words.say("events_count")), *rows)):
            row = table.add_row()
            if at == 0:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            for cell, text, width in zip(row.cells, (name, number), (Mm(110), Mm(35)), strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                _set_direction(paragraph, self._report.is_rtl)
                self._run(paragraph, text, bold=at == 0)
                paragraph.paragraph_format.space_after = Pt(2)
            row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._paragraph().paragraph_format.space_after = Pt(4)

    def _picture(self, picture: Picture) -> None:
        paragraph = self._paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(min(picture.width, WIDTH_MM)))
        properties = shape._inline.docPr
        properties.set("descr", picture.description)
        properties.set("name", picture.name)
        self._paragraph(picture.caption, style="Caption")

    def _entry(self, entry: Entry) -> None:
        title = self._paragraph()
        title.paragraph_format.keep_with_next = True
        self._run(title, entry.title, bold=True)
        if entry.numbers:
            self._run(title, " " + " ".join(f"[{number}]" for number in entry.numbers), colour=QUIET)
        facts = self._paragraph()
        facts.paragraph_format.keep_with_next = bool(entry.quote)
        for at, fact in enumerate(one for one in (entry.place, entry.forces, entry.status) if one):
            self._run(facts, f"{' · ' if at else ''}{fact}", colour=QUIET)
        if entry.quote:
            quote = self._paragraph(entry.quote, style="Quote", is_rtl=is_arabic(entry.quote))
            self._run(quote, f" — {entry.source}", colour=QUIET)

    def _cited(self, cited: Cited) -> None:
        paragraph = self._paragraph()
        self._run(paragraph, f"[{cited.number}] ", bold=True)
        title = cited.source.title or self._words.say("untitled")
        if cited.source.url:
            self._link(paragraph, title, cited.source.url)
        else:
            self._run(paragraph, title)
        self._run(paragraph, f" — {cited.about} ", colour=QUIET)
        events = self._words.count("report_events", cited.events)
        self._run(paragraph, self._words.say("source_events", events=events), colour=QUIET)

    def _link(self, paragraph: Paragraph, text: str, url: str) -> None:
        relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), relation)
        run = self._run(paragraph, text, colour=ACCENT)
        run.font.underline = True
        link.append(run._r)
        paragraph._p.append(link)

    # The document -----------------------------------------------------------------------------------------------------

    def _set_styles(self) -> None:
        """The template's styles in one typeface, for Latin (ascii, hAnsi) and for Arabic letters (cs) alike."""
        for name, size in SIZES.items():
            style = self.document.styles[name]
            properties = style.element.get_or_add_rPr()
            # Letters of one typeface, and none set apart: Arabic ones are joined.
            for old in (*properties.findall(qn("w:rFonts")), *properties.findall(qn("w:spacing"))):
                properties.remove(old)
            fonts = OxmlElement("w:rFonts")
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{script}"), FONT)
            properties.insert(0, fonts)
            style.font.size = Pt(size)
            _set_size_of_arabic(properties, size)
            style.font.color.rgb = QUIET if name in ("Subtitle", "Caption") else INK
            style.font.italic = style.font.cs_italic = False
            is_bold = name.startswith(("Heading", "Title"))
            style.font.bold = style.font.cs_bold = is_bold
            style.paragraph_format.space_after = Pt(6)
            if name.startswith("Heading"):
                style.paragraph_format.space_before = Pt(14)
        _set_languages(self.document.styles["Normal"].element.get_or_add_rPr())
        self.document.styles["Quote"].paragraph_format.left_indent = Mm(6)
        self.document.styles["Quote"].paragraph_format.right_indent = Mm(6)
        title = self.document.styles["Title"].element.get_or_add_pPr()
        for border in title.findall(qn("w:pBdr")):
            title.remove(border)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(MARGIN_MM)
        section.top_margin = section.bottom_margin = Mm(20)
        if self._report.is_rtl:
            grid = section._sectPr.find(qn("w:docGrid"))
            (grid.addprevious if grid is not None else section._sectPr.append)(OxmlElement("w:bidi"))
        paragraph = section.footer.paragraphs[0]
        _set_direction(paragraph, self._report.is_rtl)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph, f"{self._words.say('page_of')} ", colour=QUIET)
        _add_field(paragraph, "PAGE")
        self._run(paragraph, " / ", colour=QUIET)
        _add_field(paragraph, "NUMPAGES")

    def _set_properties(self) -> None:
        report, core = self._report, self.document.core_properties
        made = report.made_at.replace(tzinfo=None, microsecond=0)
        core.title, core.subject, core.author, core.comments = (
            report.title[:250],
            report.period,
            "Dawriya",
            report.credits,
        )
        core.language = _LANGUAGES.get(report.lang, report.lang)
        core.created = core.modified = made + timedelta(0)
        core.last_modified_by, core.revision, core.keywords = "Dawriya", 1, ""
        xml = _CUSTOM_XML.format(recipe=escape(report.recipe, quote=False))
        package = self.document.part.package
        part = Part(PackURI("/docProps/custom.xml"), _CUSTOM, xml.encode(), package)
        package.relate_to(part, _CUSTOM_RELATION)


def _set_direction(paragraph: Paragraph, is_rtl: bool) -> None:
    """Right to left, or left to right in a document of the other direction."""
    properties = paragraph._p.get_or_add_pPr()
    bidi = OxmlElement("w:bidi")
    bidi.set(qn("w:val"), "1" if is_rtl else "0")
    # The schema has one order for what a paragraph's properties hold: this comes before spacing, indents and alignment.
    later = (
        "w:adjustRightInd",
        "w:snapToGrid",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
        "w:rPr",
        "w:sectPr",
    )
    follower = next((child for child in properties if child.tag in {qn(one) for one in later}), None)
    if follower is None:
        properties.append(bidi)
    else:
        follower.addprevious(bidi)


def _set_rules(properties: Any) -> None:
    """Hairlines above, between and below the rows of a table."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C4CAC4")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    later = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    follower = next((child for child in properties if child.tag in {qn(one) for one in later}), None)
    if follower is None:
        properties.append(borders)
    else:
        follower.addprevious(borders)


def _set_size_of_arabic(properties: Any, size: float) -> None:
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    element = OxmlElement("w:szCs")
    element.set(qn("w:val"), str(round(size * 2)))
    properties.find(qn("w:sz")).addnext(element)


def _set_languages(properties: Any) -> None:
    """What spelling is checked by: of Latin and of Arabic words, whichever the report is in."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LANGUAGES["en"])
    language.set(qn("w:bidi"), _LANGUAGES["ar"])
    properties.append(language)


def _add_field(paragraph: Paragraph, code: str) -> None:
    """A number that Word works out."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("", "1"), ("end", "")):
        run = paragraph.add_run()
        run.font.color.rgb = QUIET
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text == code:
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {code} "
            run._r.append(instruction)
        else:
            run.text = text


def _without_times(content: bytes) -> bytes:
    """The archive with one date for all that is in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, _ZIP_DATE), old.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()
