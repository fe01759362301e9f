"""Hostile texts in every field, into all that is made of them: nothing runs, nothing is fetched, nothing breaks."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import sqlite3
import time
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pypdf
import pytest

from dashboard.built_files import json_bytes
from dashboard.card import card_parts
from dashboard.encounters import Question, find_encounters
from dashboard.encounters.files import WRITERS, encounters_as_bytes
from dashboard.errors import DashboardError, FilterError
from dashboard.events import CasualtyRange, Claim, Event, EventForce, EventPlace, Evidence
from dashboard.filters import EventFilter, from_query, select_events
from dashboard.interchange import FORMATS, events_as_bytes
from dashboard.marking import paragraphs_html
from dashboard.packing import pack_events
from dashboard.place_words import PlaceNote, card_html
from dashboard.reading.read import ReadReport
from dashboard.review import Desk
from dashboard.review_words import history
from dashboard.safe_text import mixed_words, plain_line, with_signs_shown
from dashboard.snapshot import SnapshotFormat, draw_snapshot
from dashboard.store import Store, StoredReport
from dashboard.table import readable_table
from dashboard.translation import Words
from dashboard.views.card_panel import report_html
from dashboard.views.event_list import plain
from gazetteer.errors import PlaceError
from gazetteer.index import Gazetteer
from gazetteer.own import OwnPlaces
from gazetteer.places import Place

PAYLOADS = {
    "script": "<script>window.__pwned=1</script>",
    "attribute": "\"'><img src=x onerror=window.__pwned=1>",
    "style": "</style></title></textarea><svg onload=window.__pwned=1>",
    "address": "javascript:window.__pwned=1",
    "data address": "data:text/html,<script>window.__pwned=1</script>",
    "markdown": "[x](javascript:window.__pwned=1) ![x](http://evil.invalid/x.png) :material/delete: $x$ :red[x]",
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;]]><script>window.__pwned=1</script>',
    "formula": '=HYPERLINK("http://evil.invalid","x")',
    "formula behind space": "  @SUM(1+1)*cmd|' /C calc'!A0",
    "formula plus": "+1+cmd|' /C calc'!A0",
    "override": "Qamishli\u202egpj.exe\u202c \u2066x\u2069",
    "controls": "Qami\x00shli\x0b\x1b[31m\x7f",
    "mathtext": r"$\frac{1}{$ \input{/etc/passwd} ^_{",
    "template": "{{7*7}} ${window.__pwned=1} {0.__class__} %s%n%(x)s",
    "sql": "'; DROP TABLE events; --",
    "long": "A" * 4_000,
    "combining": "e" + "\u0301" * 600,
}
"""What an enemy would write, by what it tries."""

ALLOWED_TAGS = {
    *("div", "span", "p", "h1", "h2", "h3", "strong", "em", "b", "i", "a", "mark", "br", "hr", "ul", "ol", "li", "dl"),
    *("dt", "dd", "blockquote", "article", "section", "bdi", "table", "thead", "tbody", "tr", "th", "td", "caption"),
    *("svg", "path", "circle", "rect", "polygon", "polyline", "line", "g", "defs", "clippath", "use", "text", "title"),
    *("html", "head", "meta", "style", "body", "main", "header", "footer", "figure", "figcaption", "img", "details"),
    *(
        "summary",
        "time",
        "small",
        "desc",
        "metadata",
        "pattern",
        "ellipse",
        "lineargradient",
        "stop",
        "symbol",
        "image",
    ),
}


class _Inert(HTMLParser):
    """Collects what in an HTML text would run, or be fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS and not tag.startswith(("rdf:", "cc:", "dc:")):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or (name == "style" and "url(" in (value or "")):
                self.found.append(f"{tag} {name}={value}")
            elif name in ("href", "src", "xlink:href", "action", "srcdoc"):
                self._check_address(tag, name, value or "")

    def _check_address(self, tag: str, name: str, value: str) -> None:
        is_link = tag == "a" and value.startswith(("http://", "https://"))
        if not (is_link or value.startswith(("#", "data:image/png", "data:image/svg+xml", "app/static/"))):
            self.found.append(f"{tag} {name}={value}")


def assert_inert(html: str) -> None:
    parser = _Inert()
    parser.feed(html)
    parser.close()
    assert parser.found == [], html[:300]
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00\x0b\x1b]", html)


def without_own_scripts(page: str) -> str:
    """A page of ours without the one script that its Content-Security-Policy lets run, and what no browser runs."""
    allowed = re.search(r"Content-Security-Policy[^>]*script-src 'sha256-([^']+)'", page)
    assert allowed

    def left(found: re.Match[str]) -> str:
        is_data = re.search(r'type="(?:application/(?:octet-stream|json)|text/css)"', found[1])
        digest = base64.b64encode(hashlib.sha256(found[2].encode()).digest()).decode()
        return "" if is_data or digest == allowed[1] else found[0]

    return re.sub(r"<script([^>]*)>(.*?)</script>", left, page, flags=re.S)


def hostile_report(payload: str) -> ReadReport:
    text = f"Shells fell near {payload} on Saturday.\nThe {payload} said so, {payload}"
    place = EventPlace(
        name=payload,
        name_ar=payload,
        relation="near",
        lat=36.9,
        lon=41.2,
        radius_m=6000.0,
        geo_precision=2,
        country="SY",
        place_ids=("t:one",),
        reason=payload,
        label=payload,
    )
    event = Event(
        id="e1",
        layer="incident",
        kind="shelling",
        date_start=date(2024, 3, 2),
        date_end=date(2024, 3, 2),
        date_precision="day",
        date_reason=payload,
        forces=(EventForce(id="turkey"), EventForce(id="sdf", role="target")),
        place=place,
        wounded=CasualtyRange(low=1, best=1, high=1),
        confidence=0.5,
        sources=("r1",),
        claims=(Claim(report_id="r1", fields={"place": payload, "kind": "shelling"}),),
        evidence=(
            Evidence(field="kind", report_id="r1", start=0, end=11, rule=payload),
            Evidence(field="date", report_id="r1", start=17, end=17 + len(payload), rule=payload),
        ),
        note=payload,
    )
    other = replace(event, id="e2", kind="patrol", layer="patrol", forces=(EventForce(id="us"),), status="verified")
    return ReadReport(id="r1", lang="en", title=payload, text=text, source=payload, url=payload, events=(event, other))


@pytest.fixture(scope="module", params=list(PAYLOADS))
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that holds one payload in every field that a report, a person or a place can fill."""
    payload = PAYLOADS[request.param]
    with Store(tmp_path_factory.mktemp("hostile") / "store.sqlite") as store:
        store.save(hostile_report(payload), who=payload, why=payload)
        Desk(store).set_status("e1", "verified", who=payload, why=payload)
        yield store


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_is_shown_of_it_is_inert(hostile: Store, lang: str) -> None:
    words, event, report = Words(lang), hostile.event("e1"), hostile.report("r1")
    parts = card_parts(event, {"r1": report}, words, region=event.place.name)
    for html in (parts.head, parts.facts, parts.quotes, report_html(event, report, words)):
        assert_inert(html)
    assert_inert(paragraphs_html(report.text, [], positions=True))
    for line in history(Desk(hostile).log(), words):
        assert "\u202e" not in "".join(str(getattr(line, name)) for name in ("who", "why"))


def test_labels_follow_no_marks_of_markdown(hostile: Store) -> None:
    label = plain(hostile.event("e1").place.name)
    assert not re.search(r"(?<!\\)[\[\]`*_<>$:!|#~]", label)
    assert "\n" not in label


def test_the_map_gets_data_only(hostile: Store) -> None:
    packed = pack_events(hostile.events_frame())
    for part in (packed.meta, packed.details):
        text = json_bytes(part).decode()
        assert json.loads(text)
        assert "\u202e" not in text


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_table_shows_it_as_text(hostile: Store, lang: str) -> None:
    table = readable_table(hostile.events_frame(), Words(lang))
    assert len(table) == 2
    assert not table.map(lambda cell: isinstance(cell, str) and "\u202e" in cell).to_numpy().any()


# Files ----------------------------------------------------------------------------------------------------------------


def _assert_csv(content: bytes) -> None:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        for cell in row:
            assert not cell.lstrip(" ").startswith(("=", "@", "+", "\t", "\r", "\n", "-cmd")), cell[:60]


def _assert_xlsx(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert cells
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower() or "vba" in name.lower()]


def _assert_kml(content: bytes) -> None:
    assert b"<!DOCTYPE" not in content.replace(b"&lt;!DOCTYPE", b"")
    for element in ET.fromstring(content).iter():
        if element.tag.endswith("description") and element.text:
            assert_inert(element.text)
        assert not element.tag.endswith(("script", "NetworkLink"))


def _assert_json(content: bytes) -> None:
    assert json.loads(content)


def _assert_gpkg(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "events.gpkg").write_bytes(content)
    with closing(sqlite3.connect(tmp_path / "events.gpkg")) as database:
        names = [name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")]
        assert sum(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names) >= 2


CHECKS: dict[str, Callable[[bytes], None]] = {"csv": _assert_csv, "xlsx": _assert_xlsx, "kml": _assert_kml}


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_files_hold_it_as_data(hostile: Store, suffix: str, tmp_path: Path) -> None:
    content = events_as_bytes(hostile.events_frame(), suffix, "ar")
    ending = suffix.rpartition(".")[2]
    if ending == "gpkg":
        _assert_gpkg(content, tmp_path)
    elif ending == "parquet":
        (tmp_path / "events.parquet").write_bytes(content)
        assert len(gpd.read_parquet(tmp_path / "events.parquet")) == 2
    elif ending != "zip":
        CHECKS.get(ending, _assert_json)(content)
    assert content


def test_files_of_encounters_hold_it_as_data(hostile: Store) -> None:
    frame = hostile.events_frame()
    found = find_encounters(frame, Question(one="us", other="turkey"))
    assert len(found.table) == 1
    for suffix in WRITERS:
        CHECKS.get(suffix, _assert_json)(encounters_as_bytes(found, frame, suffix, Words("en")))


DRAWN = ("script", "attribute", "entity", "override", "controls", "mathtext", "template", "long")


@pytest.mark.parametrize("name", DRAWN)
def test_sheets_and_pages_hold_it_as_text(name: str, tmp_path: Path, gazetteer: Gazetteer) -> None:
    payload = PAYLOADS[name]
    with Store(tmp_path / "store.sqlite") as store:
        store.save(hostile_report(payload))
        frame = store.events_frame()
    made = datetime(2026, 1, 1, tzinfo=UTC)

    def drawn(form: SnapshotFormat) -> bytes:
        return draw_snapshot(
            frame,
            event_filter=EventFilter(text=payload[:200]),
            format=form,
            gazetteer=gazetteer,
            title=payload,
            sources=(payload,),
            made_at=made,
        )

    assert_inert(without_own_scripts(drawn("html").decode()))
    svg = drawn("svg")
    for element in ET.fromstring(svg).iter():
        tag = element.tag.rpartition("}")[2]
        assert tag not in ("script", "foreignObject", "a", "iframe")
        assert not [key for key in element.attrib if key.rpartition("}")[2].startswith("on")]
    pdf = pypdf.PdfReader(io.BytesIO(drawn("pdf")))
    assert "/OpenAction" not in pdf.trailer["/Root"]  # type: ignore[operator]
    assert "/Names" not in pdf.trailer["/Root"] or "/JavaScript" not in pdf.trailer["/Root"]["/Names"]  # type: ignore[operator, index]
    for sheet in pdf.pages:
        uris = [str(one.get_object().get("/A", {}).get("/URI", "")) for one in sheet.get("/Annots", [])]
        assert not [uri for uri in uris if not uri.startswith("https://")]


# Places ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", list(PAYLOADS.values()), ids=list(PAYLOADS))
def test_an_own_place_of_that_name_is_refused_or_inert(payload: str, tmp_path: Path) -> None:
    own = OwnPlaces(tmp_path / "own.sqlite")
    names = {"ar": [payload], "en": [payload]}
    place = Place(id="", name=payload, names=names, kind="village", lat=36.0, lon=41.0, radius_m=500.0)
    try:
        kept = own.add(place, note=payload, who=payload)
    except PlaceError:
        return
    for lang in ("en", "ar"):
        note = PlaceNote(region=payload, is_own=True, is_corrected=False, note=payload)
        assert_inert(card_html(kept, Words(lang), note))


def test_an_override_names_no_place(tmp_path: Path) -> None:
    own = OwnPlaces(tmp_path / "own.sqlite")
    with pytest.raises(PlaceError, match="control"):
        own.add(Place(id="", name="Qamishli\u202egpj", kind="village", lat=36.0, lon=41.0, radius_m=500.0))


# What is asked --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", list(PAYLOADS.values()), ids=list(PAYLOADS))
@pytest.mark.parametrize("name", ["text", "place", "from", "force", "kind", "status", "min-precision", "according-to"])
def test_an_address_is_read_or_refused(name: str, payload: str) -> None:
    with closing(sqlite3.connect(":memory:")):
        try:
            chosen = from_query({name: payload})
        except FilterError as error:
            said = plain(str(error))
            assert not re.search(r"(?<!\\)[\[\]`<>$!]", said)
            return
    assert chosen is not None


def test_a_search_for_a_hostile_text_takes_no_time(hostile: Store) -> None:
    frame = hostile.events_frame()
    for text in ("(a+)+$", "(" * 5_000, "a" * 50_000, ".*" * 2_000, "\\" * 999, "ا" * 50_000, "e\u0301" * 20_000):
        started = time.process_time()
        select_events(frame, from_query({"text": text, "place": text}))
        assert time.process_time() - started < 1.0, text[:10]


@pytest.mark.parametrize(
    "line",
    [
        '{"text": ' + "[" * 200_000,
        '{"text": "a", "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"text": 1' + "0" * 9_000 + "}",
    ],
    ids=["open", "nested", "large number"],
)
def test_json_that_is_too_deep_is_a_failure_and_no_crash(line: str, tmp_path: Path) -> None:
    from dashboard.incoming import find_incoming, load_text

    path = tmp_path / "deep.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    (found,) = find_incoming([path])
    with pytest.raises(DashboardError):
        load_text(found)


# Signs and scripts ----------------------------------------------------------------------------------------------------


def test_signs_that_turn_the_text_are_shown_in_a_report_and_taken_from_names() -> None:
    text = "from \u202eolleh\u202c near \u2066Amuda\u2069"
    assert plain_line(text) == "from olleh near Amuda"
    assert with_signs_shown(text) == "from ⟨U+202E⟩olleh⟨U+202C⟩ near ⟨U+2066⟩Amuda⟨U+2069⟩"
    assert "⟨U+202E⟩" in paragraphs_html(text, [])
    # What Arabic and Persian words are written with stays.
    assert plain_line("می\u200cروند \u200f(x)") == "می\u200cروند \u200f(x)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Qаmishli", ("Qаmishli",)),  # a Cyrillic а
        ("Αmuda near Qamishli", ("Αmuda",)),  # a Greek Α
        ("Qamishli القامشلي", ()),
        ("Москва and Qamishlî", ()),
        ("T-72 بـ3 M4", ()),
    ],
)
def test_a_word_of_two_scripts_is_pointed_out(text: str, words: tuple[str, ...]) -> None:
    assert mixed_words(text) == words


def test_the_card_says_that_a_name_is_of_two_scripts() -> None:
    report = replace(hostile_report("Qаmishli"))
    stored: Any = StoredReport(id="r1", text=report.text, source="Аmuda Post", read_at=datetime(2026, 1, 1, tzinfo=UTC))
    parts = card_parts(report.events[0], {"r1": stored}, Words("en"))
    assert "letters of two scripts in “Qаmishli”" in parts.facts
    assert "letters of two scripts in “Аmuda”" in parts.quotes
    usual = replace(report.events[0], place=EventPlace(name="Amuda"))
    assert "two scripts" not in card_parts(usual, {}, Words("en")).facts
