"""GeoNames dumps: columns to places, alternate names joined whatever the size, bad rows told."""

from __future__ import annotations

import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import SourceError
from gazetteer.place_kinds import read_kinds
from gazetteer.places import Place
from gazetteer.sources import geonames_dump
from gazetteer.sources.geonames_dump import read_dump, read_feature_kinds
from gazetteer.sources.problems import Problems


def make_row(
    n: int | str, name: str, *, feature: str = "P.PPL", lat: str = "36.5", lon: str = "41.2", **other: str
) -> str:
    values = {"alternates": "", "country": "SY", "admin1": "01", "population": "0", **other}
    feature_class, code = feature.split(".")
    columns = [str(n), name, name, values["alternates"], lat, lon, feature_class, code, values["country"], ""]
    columns += [values["admin1"], "", "", "", values["population"], "", "300", "Asia/Damascus", "2020-01-01"]
    return "\t".join(columns)


def write_rows(path: Path, *rows: str) -> Path:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path, **options: Path) -> tuple[list[Place], Problems]:
    problems = Problems()
    return list(read_dump(path, problems=problems, **options)), problems


def test_a_row_becomes_a_place(tmp_path: Path) -> None:
    row = make_row(7, "Tall Ḩamīs", alternates="تل حميس,Tell Hamis", population="5161")
    (place,), problems = read(write_rows(tmp_path / "SY.txt", row))
    assert (place.id, place.name, place.kind, place.admin1) == ("geonames:7", "Tall Hamis", "town", "SY-HA")
    assert place.names == {"en": ("Tall Hamis", "Tall Ḩamīs", "Tell Hamis"), "ar": ("تل حميس",)}
    assert (place.lat, place.lon, place.population) == (36.5, 41.2, 5161)
    assert (place.source, place.licence) == ("GeoNames", "CC BY 4.0")
    assert problems.count == 0


@pytest.mark.parametrize(
    ("feature", "population", "kind"),
    [
        ("P.PPL", "0", "village"),
        ("P.PPLA3", "0", "town"),
        ("P.PPL", "60000", "city"),
        ("P.PPLX", "900", "quarter"),
        ("S.INSM", "0", "base"),
        ("T.WAD", "0", "valley"),
        ("H.STMI", "0", "river"),
        ("A.ADM2", "0", "district"),
        ("S.HTL", "0", None),
        ("A.ADM1", "0", None),
        ("A.PCLI", "0", None),
        ("Z.QQQ", "0", None),
    ],
)
def test_features_are_kinds_and_some_are_left_out(
    tmp_path: Path, feature: str, population: str, kind: str | None
) -> None:
    found, problems = read(write_rows(tmp_path / "x.txt", make_row(7, "X", feature=feature, population=population)))
    assert [place.kind for place in found] == ([] if kind is None else [kind])
    assert sum(problems.left_out.values()) == (1 if kind is None else 0)
    assert problems.count == 0


def test_every_kind_of_the_table_is_a_kind() -> None:
    assert {feature.kind for feature in read_feature_kinds().values()} - {""} <= set(read_kinds())


ALTERNATES = (
    "1\t7\tar\tتل حميس\t\t\t\t\t\t",
    "2\t7\tar\tتل حميس الكبيرة\t1\t\t\t\t\t",
    "3\t7\t\tTil Hemîs\t\t\t\t\t\t",
    "4\t7\tlink\thttps://example.org/wiki\t\t\t\t\t\t",
    "5\t7\ticao\tOSKL\t\t\t\t\t\t",
    "6\t7\ten\tOld Hamis\t\t\t\t1\t\t",
    "7\t7\ten\tTell Hamis\t\t\t\t\t\t",
    "8\t9\tar\tغيرها\t\t\t\t\t\t",
    "9\t7\tckb\tتل حەمیس\t\t\t\t\t\t",
    "10\t7\tar\tNot Arabic\t\t\t\t\t\t",
)


def test_alternate_names_have_their_language_and_order(tmp_path: Path) -> None:
    dump = write_rows(tmp_path / "SY.txt", make_row(7, "Tall Ḩamīs"), make_row(8, "Himo"))
    found, _ = read(dump, alternates=write_rows(tmp_path / "alternateNamesV2.txt", *ALTERNATES))
    assert found[0].names == {
        "en": ("Tall Hamis", "Tall Ḩamīs", "Til Hemîs", "Tell Hamis", "Not Arabic", "Old Hamis"),
        "ar": ("تل حميس الكبيرة", "تل حميس"),
        "ku": ("تل حەمیس",),
    }
    assert found[1].names == {"en": ("Himo",)}


def test_names_dealt_out_to_disk_join_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = write_rows(tmp_path / "all.txt", *(make_row(n, f"Tell {n}") for n in range(1, 60)), "bad row", "")
    names = write_rows(
        tmp_path / "alternates.txt", *(f"{n}\t{n % 70}\tar\tتل {n}\t\t\t\t\t\t" for n in range(140)), "x"
    )
    whole, whole_problems = read(dump, alternates=names)
    monkeypatch.setattr(geonames_dump, "PART_BYTES", 500)
    parts, problems = read(dump, alternates=names)
    assert len(parts) == 59
    assert sorted(parts, key=lambda place: place.id) == sorted(whole, key=lambda place: place.id)
    assert parts[0].names["ar"][0].startswith("تل ")
    assert sorted(problems.rows) == sorted(whole_problems.rows)
    assert problems.count == 2


def test_no_room_to_sort_in_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = write_rows(tmp_path / "all.txt", *(make_row(n, f"Tell {n}") for n in range(1_000)))
    monkeypatch.setattr(geonames_dump, "PART_BYTES", 10)
    monkeypatch.setattr(geonames_dump, "part_path", lambda *_: Path("/dev/full"))
    with pytest.raises(SourceError, match=r"No space left on device.*TMPDIR"):
        read(dump, alternates=write_rows(tmp_path / "names.txt", *ALTERNATES))


def test_a_zip_with_its_readme_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "SY.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "read me")
        archive.writestr("SY.txt", make_row(7, "Himo") + "\r\n")
    assert [place.id for place in read(tmp_path / "SY.zip")[0]] == ["geonames:7"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("one\ttwo", "2 columns where a GeoNames dump has 19"),
        (make_row("x", "Himo"), "the id 'x' is no number"),
        (make_row(7, " "), "no name"),
        (make_row(7, "n" * 201), "a name of 201 characters"),
        (make_row(7, "Himo", lat="north"), "could not convert string to float"),
        (make_row(7, "Himo", lat="nan"), "are not on Earth"),
        (make_row(7, "Himo", lat="141.2", lon="36.5"), "look swapped"),
        (make_row(7, "Himo", country="XX"), "no country 'XX'"),
        (make_row(7, "Himo", population="-5"), "population -5"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_rest_goes_on(tmp_path: Path, row: str, reason: str) -> None:
    found, problems = read(write_rows(tmp_path / "x.txt", make_row(1, "Himo"), row, make_row(2, "Qasrak")))
    assert [place.id for place in found] == ["geonames:1", "geonames:2"]
    assert [problem.line for problem in problems.rows] == [2]
    assert reason in problems.rows[0].reason


def test_lines_that_are_too_long_or_no_utf8_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"\xff\xfe\n" + b"x" * 3_000_000 + b"\n" + make_row(2, "Himo").encode() + b"\n" + b"y" * 1_500_000)
    found, problems = read(path)
    assert [place.id for place in found] == ["geonames:2"]
    assert [problem.line for problem in problems.rows] == [1, 2, 4]
    assert "not UTF-8" in problems.rows[0].reason
    assert "bytes long" in problems.rows[1].reason


def test_what_is_no_dump_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Can't read"):
        read(tmp_path / "none.txt")
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", b"0" * 20_000_000)
    with pytest.raises(SourceError, match="unpacks to"):
        read(bomb)
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.csv", "x")
    with pytest.raises(SourceError, match="0 tables"):
        read(empty)
    bomb.write_bytes(bomb.read_bytes()[:5_000])
    with pytest.raises(SourceError, match="download it again"):
        read(bomb)


def test_only_some_problems_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    _, problems = read(write_rows(tmp_path / "x.txt", *["bad"] * 3_000))
    assert (problems.count, len(problems.rows)) == (3_000, 1_000)


def test_memory_does_not_grow_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geonames_dump, "PART_BYTES", 100_000)
    dump = write_rows(tmp_path / "all.txt", *(make_row(n, f"Tell {n}") for n in range(30_000)))
    rows = (f"{n}\t{n % 30_000}\tar\tتل {n}\t\t\t\t\t\t" for n in range(60_000))
    names = write_rows(tmp_path / "alternates.txt", *rows)
    tracemalloc.start()
    count = sum(1 for _ in read_dump(dump, alternates=names))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 30_000
    assert peak < 15_000_000  # all names in memory would be 40 MB; two blocks of lines are 10


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=400), names=st.one_of(st.none(), st.binary(max_size=200)), is_zip=st.booleans())
def test_any_bytes_are_places_problems_or_a_clear_error(
    tmp_path: Path, raw: bytes, names: bytes | None, is_zip: bool
) -> None:
    path, alternates = tmp_path / "any.txt", tmp_path / "names.txt"
    path.write_bytes((b"PK\x03\x04" if is_zip else b"") + raw)
    alternates.write_bytes(names or b"")
    with suppress(SourceError):
        read(path, **({} if names is None else {"alternates": alternates}))
