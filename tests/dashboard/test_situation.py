"""The situation report: what it says, as Word and Markdown hold it, in both directions, and hostile words in it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from dashboard.cli import main
from dashboard.events import Event, EventForce, EventPlace
from dashboard.filters import EventFilter
from dashboard.situation.content import SituationReport, report_of
from dashboard.situation.docx import docx_bytes
from dashboard.situation.markdown import escaped, markdown_files, zipped
from dashboard.situation.sources import sources_of, web_address
from dashboard.snapshot.recipe import Recipe
from dashboard.store import Store, StoredReport
from gazetteer.index import Gazetteer

MADE_AT = datetime(2024, 11, 2, 9, 14, tzinfo=UTC)
HOSTILE = "</w:t><script>alert(1)</script> *bold* [x](javascript:alert(1)) | \u202eevil"
BLURRED = ("Positions are coarsened to cells of 10 km.", "Only reviewed events are included.")
LINK = "https://example.org/a?b=1&c=2"


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six events of two governorates: one without a place, one without a date, one known to the month, one rejected."""
    path = tmp_path_factory.mktemp("situation") / "s.sqlite"
    texts = {"r1": HOSTILE, "r2": "دورية تركية قرب القامشلي."}
    reports = [
        StoredReport(
            id="r1", text=texts["r1"], title=HOSTILE, source=HOSTILE, url="javascript:alert(1)", read_at=MADE_AT
        ),
        StoredReport(
            id="r2",
            text=texts["r2"],
            title="دورية",
            source="مرصد الخابور",
            url=LINK,
            published=date(2024, 9, 2),
            read_at=MADE_AT,
        ),
    ]
    events = [
        _event(1, "SY-HA", 37.05, 41.22, sources=("r1", "r2")),
        _event(2, "SY-HA", 36.5, 40.75),
        _event(3, "SY-HA", 36.7, 40.5, kind="clash", status="reviewed"),
        _event(4, "SY-RA", 35.95, 39.0, date_precision="month", date_end=date(2024, 9, 30)),
        _event(5, "", None, None, date_start=None, date_end=None, date_precision="unknown", sources=("r1",)),
        _event(6, "SY-HA", 36.5, 40.75, status="rejected"),
    ]
    with Store(path) as store:
        assert store.add_events(events, reports=reports) == 6
    return path


def _event(
    number: int,
    admin1: str,
    lat: float | None,
    lon: float | None,
    *,
    kind: str = "patrol",
    sources: tuple[str, ...] = ("r2",),
    **values: object,
) -> Event:
    fields = {"date_start": date(2024, 9, 1), "date_end": date(2024, 9, 1), "date_precision": "day", **values}
    place = EventPlace(
        name="Qamishli", name_ar="القامشلي", lat=lat, lon=lon, admin1=admin1, geo_precision=1 if lat else 0
    )
    layer = "incident" if kind == "clash" else "patrol"
    forces = (EventForce(id="turkey"),)
    return Event(id=f"e{number}", layer=layer, kind=kind, forces=forces, place=place, sources=sources, **fields)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["en", "ar"])
def report(request: pytest.FixtureRequest, store_path: Path, gazetteer: Gazetteer) -> SituationReport:
    recipe = Recipe(event_filter=EventFilter(), lang=request.param, made_at=MADE_AT)
    with Store(store_path) as store:
        frame = store.events_frame()
        frame["text"] = HOSTILE
        return report_of(frame, recipe, gazetteer=gazetteer, sources=partial(sources_of, store))


def test_the_summary_counts_and_says_what_is_not_known(report: SituationReport) -> None:
    said = " ".join(report.summary)
    if report.lang == "en":
        assert "5 events, of these 4 patrols and 1 incident." in said
        assert "1 of 5 confirmed by a person" in said
        assert "1 event has no known place" in said
        assert "1 event has no date" in said
    else:
        assert "5 أحداث، منها 4 دوريات وحادثة واحدة." in said
        assert "لحدث واحد مكان غير معروف" in said
    tables = [dict(rows) for _, rows in report.tables]
    assert all(sum(int(number) for number in rows.values()) == 5 for rows in tables)


def test_events_stand_under_what_is_known_of_their_day(report: SituationReport) -> None:
    assert [len(entries) for _, entries in report.days] == [3, 1, 1]
    if report.lang == "en":
        assert [heading for heading, _ in report.days] == ["1 September 2024", "September 2024", "No date"]
    first = report.days[0][1][0]
    assert first.numbers == (1, 2)
    assert [(one.number, one.source.url, one.events) for one in report.cited] == [(1, "", 2), (2, LINK, 4)]


def test_there_is_a_map_of_all_and_one_of_each_busy_governorate(report: SituationReport) -> None:
    assert [one.name for one in report.pictures] == ["map", "map-sy-ha", "timeline"]
    for picture in report.pictures:
        assert Image.open(io.BytesIO(picture.png)).size[0] == 1299
        assert picture.caption in picture.description


def test_word_opens_it_with_styles_directions_and_alternative_texts(report: SituationReport) -> None:
    made = docx_bytes(report)
    document = Document(io.BytesIO(made))
    styles = [one.style.name for one in document.paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    assert styles.count("Heading 1") == 5
    assert styles.count("Heading 2") == 3
    body = document.element.body
    directions = {one.get(qn("w:val")) for one in document.paragraphs[0]._p.iter(qn("w:bidi"))}
    assert directions == {"1" if report.is_rtl else "0"}
    assert bool(document.sections[0]._sectPr.findall(qn("w:bidi"))) == report.is_rtl
    arabic = [run for one in document.paragraphs for run in one.runs if "القامشلي" in run.text or "تركيا" in run.text]
    assert all(run.font.rtl for run in arabic)
    assert bool(arabic) == report.is_rtl
    fonts = document.styles["Normal"].element.rPr.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs")} == {"Arial"}
    pictures = [one for one in body.iter() if one.tag.endswith("}docPr")]
    assert [one.get("descr") for one in pictures] == [one.description for one in report.pictures]
    assert all(pictures[at].get("descr") for at in range(3))
    footer = document.sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    links = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert links == [LINK]
    assert document.core_properties.created == MADE_AT.replace(tzinfo=document.core_properties.created.tzinfo)
    text = "\n".join(one.text for one in document.paragraphs)
    assert "<script>alert(1)</script>" in text  # as words
    assert "\u202e" not in text
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b"dawriya-provenance" in archive.read("docProps/custom.xml")
    assert docx_bytes(report) == made


def test_markdown_holds_words_as_words(report: SituationReport) -> None:
    files = markdown_files(report, "week")
    text = files["week.md"].decode()
    assert set(files) == {"week.md", "week_files/map.png", "week_files/map-sy-ha.png", "week_files/timeline.png"}
    assert all(f"(<{name}>)" in text for name in files if name != "week.md")
    assert not re.search(r"(?<!\\)<(?!div|/div|!--)(?![^>\n]*\.png>|https?:)", text)
    assert not re.search(r"(?<!\\)\]\(<?javascript", text)
    assert "\\[x\\]" in text
    assert f"](<{LINK}>)" in text
    assert ('<div dir="rtl" lang="ar">' in text) == report.is_rtl
    recipe = text.split("\n")[0].removeprefix("<!-- dawriya-provenance ").removesuffix(" -->")
    assert "--" not in recipe
    assert json.loads(recipe)["data"]["events"] == 6
    assert zipped(files) == zipped(dict(reversed(files.items())))


@pytest.mark.parametrize(
    ("redaction", "cited"),
    [
        ({"hide-sources": "1"}, []),
        ({"blur": "10"}, [(HOSTILE.replace("\u202e", ""), "", ""), ("مرصد الخابور", "", "")]),
        ({"only-reviewed": "1"}, [("مرصد الخابور", "دورية", LINK)]),
    ],
)
def test_what_is_taken_out_is_not_told_by_the_sources(
    redaction: dict[str, str], cited: list[tuple[str, str, str]], store_path: Path, gazetteer: Gazetteer
) -> None:
    recipe = Recipe(event_filter=EventFilter(), redaction=redaction, made_at=MADE_AT)
    with Store(store_path) as store:
        frame = store.events_frame()
        made = report_of(frame, recipe, gazetteer=gazetteer, sources=partial(sources_of, store))
    assert [(one.source.name, one.source.title, one.source.url) for one in made.cited] == cited
    assert any(said in made.summary for said in ("Sources and their words are withheld.", *BLURRED))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a *b* _c_ `d`", r"a \*b\* \_c\_ \`d\`"),
        ("- item", r"\- item"),
        ("1. one", "1&#8203;. one"),
        ("# head", r"\# head"),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("see https://x.org and www.x.org", r"see https\://x.org and www\.x.org"),
        ("a\u202eb", "ab"),
    ],
)
def test_what_markdown_could_read_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (LINK, LINK),
        ("http://example.org", "http://example.org"),
        ("javascript:alert(1)", ""),
        ("https:///path", ""),
        ("https://example.org/a b", ""),
        ("https://example.org/>)[x](javascript:1", ""),
        ("https://[bad", ""),
        ("file:///etc/passwd", ""),
        ("https://example.org/" + "x" * 3000, ""),
    ],
)
def test_only_addresses_of_the_web_are_linked(text: str, address: str) -> None:
    assert web_address(text) == address


def test_the_command_writes_either(store_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--store", str(store_path), "--status", "reviewed", "--title", "Week *36*"]
    assert main(["report", str(tmp_path / "week.docx"), *arguments]) == 0
    assert Document(str(tmp_path / "week.docx")).paragraphs[0].text == "Week *36*"
    assert main(["report", str(tmp_path / "week.md"), *arguments]) == 0
    assert "# Week \\*36\\*" in (tmp_path / "week.md").read_text(encoding="utf-8")
    assert (tmp_path / "week_files" / "map.png").is_file()
    assert "1 events, 1 sources" in capsys.readouterr().err
    assert main(["report", str(tmp_path / "week.odt"), *arguments]) == 2
