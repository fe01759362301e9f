"""The commands that bring in whole sources: import and install."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from gazetteer.build import build
from gazetteer.commands.status import FAILED, OK
from gazetteer.downloads import GEONAMES_ADDRESS, MIRROR_VARIABLE, Mirror, Progress, choose_mirror
from gazetteer.errors import GazetteerError, PlaceError, SourceError
from gazetteer.importing import (
    KINDS,
    ImportPreview,
    ImportRequest,
    gazetteer_path,
    open_known,
    preview_import,
    run_import,
)
from gazetteer.installing import check_countries, install_country
from gazetteer.places import Place
from gazetteer.sources.imported import ImportedFile, list_imported, remove_imported
from gazetteer.sources.problems import Problems

Commands = Any  # argparse keeps the class of what add_subparsers gives to itself
SHOWN = 20  # problems that are printed; the others are counted


def add_commands(commands: Commands) -> None:
    """Add the parsers of these commands."""
    importer = commands.add_parser("import", help="import places from a file, or list and remove what was imported")
    importer.add_argument("file", type=Path, nargs="?", metavar="FILE")
    importer.add_argument("--kind", choices=KINDS, default="auto", help="what the file is; else it is found out")
    importer.add_argument(
        "--name", default="", help="what to call the import; else as the file. The same name replaces"
    )
    importer.add_argument("--source", default="", help="where the places are from; else the file's name")
    importer.add_argument("--licence", default="", help="under which licence they may be passed on")
    importer.add_argument("--country", metavar="CC", default="", help="the country of rows that name none")
    importer.add_argument("--place-kind", metavar="KIND", default="place", help="the kind of rows that tell none")
    importer.add_argument(
        "--map", metavar="FIELD=COLUMN", action="append", default=[], help="what a column means: name=Site; repeatable"
    )
    importer.add_argument("--alternates", type=Path, metavar="FILE", help="alternateNamesV2 for a GeoNames dump")
    importer.add_argument("--dry-run", action="store_true", help="only show what would be imported, and duplicates")
    importer.add_argument("--json", action="store_true", help="the preview or the list as JSON")
    importer.add_argument("--no-build", action="store_true", help="leave building the gazetteer for later")
    importer.add_argument("--quiet", action="store_true", help="no progress bar")
    importer.add_argument("--list", action="store_true", help="what was imported")
    importer.add_argument("--remove", metavar="NAME", help="take an import out again")
    importer.set_defaults(command=run_import_command)

    install = commands.add_parser("install", help="download the places of countries from GeoNames and import them")
    install.add_argument("countries", nargs="+", metavar="CC", help="ISO 3166-1 codes such as SY IQ, or all")
    install.add_argument("--mirror", metavar="URL", help=f"instead of ${MIRROR_VARIABLE}, else {GEONAMES_ADDRESS}")
    install.add_argument("--no-build", action="store_true", help="leave building the gazetteer for later")
    install.add_argument("--quiet", action="store_true", help="no progress bar")
    install.set_defaults(command=run_install)


def run_import_command(options: argparse.Namespace) -> int:
    """List, remove, preview or import."""
    if sum((options.file is not None, options.list, options.remove is not None)) != 1:
        raise PlaceError("Name one FILE to import, or --list, or --remove NAME.")
    if options.list:
        return print_list(options)
    if options.remove is not None:
        remove_imported(options.remove)
        rebuild(options)
        return OK
    request = ImportRequest(
        path=options.file,
        kind=options.kind,
        name=options.name,
        source=options.source,
        licence=options.licence,
        country=options.country,
        place_kind=options.place_kind,
        mapping=read_mapping(options.map),
        alternates=options.alternates,
    )
    try:
        return bring_in(request, options)
    except SourceError as error:  # the file, not what was said of it
        if not request.path.is_file():
            raise
        print(error, file=sys.stderr)
        return FAILED


def bring_in(request: ImportRequest, options: argparse.Namespace) -> int:
    """Preview or import one file."""
    known = open_known()
    progress = watch(request.path.name, options.quiet)
    try:
        if options.dry_run:
            preview = preview_import(request, gazetteer=known, progress=progress)
            print_preview(preview, as_json=options.json)
            return FAILED if preview.problems.count else OK
        result = run_import(request, gazetteer=known, rebuild=False, progress=progress)
    finally:
        if known is not None:
            known.close()
    rebuild(options)
    print(f"{result.file.name}: {result.file.count:,} places imported from {request.path}", file=sys.stderr)
    print_problems(result.problems)
    return FAILED if result.problems.count else OK


def read_mapping(words: list[str]) -> dict[str, str]:
    """{field: column} of --map FIELD=COLUMN; raises PlaceError for what is not of that form."""
    found = {}
    for word in words:
        name, sign, column = word.partition("=")
        if not sign:
            raise PlaceError(f"--map {word}: write FIELD=COLUMN, such as name=Site.")
        found[name.strip()] = column.strip()
    return found


def watch(what: str, quiet: bool) -> Callable[[Iterator[Place]], Iterator[Place]]:
    """A progress bar around the places of an import."""
    return lambda places: iter(tqdm(places, desc=what, unit=" places", disable=quiet))


def rebuild(options: argparse.Namespace) -> None:
    if not options.no_build:
        build(gazetteer_path(), quiet=options.quiet)


def print_list(options: argparse.Namespace) -> int:
    files = list_imported()
    if options.json:
        print(json.dumps([file_as_json(file) for file in files], ensure_ascii=False))
        return OK
    for file in files:
        rows = f"{file.count:>12,} places" + (f", {file.failed:,} rows not used" if file.failed else "")
        print(f"{file.name}  {rows}  {file.imported_at:%Y-%m-%d %H:%M} UTC  {file.source} ({file.licence})")
    if not files:
        print("Nothing was imported yet.", file=sys.stderr)
    return OK


def file_as_json(file: ImportedFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "source": file.source,
        "licence": file.licence,
        "imported_at": file.imported_at.isoformat(),
        "count": file.count,
        "failed": file.failed,
        "kind": file.kind,
        "origin": file.origin,
    }


def print_preview(preview: ImportPreview, *, as_json: bool) -> None:
    """Print what an import would bring, on standard output; problems on standard error."""
    if as_json:
        print(json.dumps(preview_as_json(preview), ensure_ascii=False))
    else:
        print(f"{preview.name}: {preview.kind}, {preview.count:,} places; {preview.source} ({preview.licence})")
        for name, columns in preview.mapping.items():
            print(f"  {name:12} {', '.join(columns)}")
        unused = [
            column for column in preview.columns if column not in {c for cs in preview.mapping.values() for c in cs}
        ]
        if unused:
            print(f"  not used     {', '.join(unused)[:500]}")
        for place in preview.first:
            arabic = place.name_in("ar")
            names = place.name if arabic == place.name else f"{place.name} · {arabic}"
            print(f"  {place.lat:8.4f} {place.lon:9.4f}  {names}  ({place.kind}, {place.country or '?'})  {place.id}")
        if preview.has_gazetteer:
            found = preview.duplicates
            print(f"  {found.same_id:,} have an id that the gazetteer has and take its place;")
            print(f"  {found.same_name:,} have a namesake within 5 km:")
            for one in found.shown[:SHOWN]:
                print(f"    {one.place.name} ~ {one.known.name} ({one.known.id}), {one.distance_m:,.0f} m")
    print_problems(preview.problems)


def preview_as_json(preview: ImportPreview) -> dict[str, Any]:
    return {
        "kind": preview.kind,
        "name": preview.name,
        "source": preview.source,
        "licence": preview.licence,
        "columns": preview.columns,
        "mapping": preview.mapping,
        "count": preview.count,
        "first": [place_as_json(place) for place in preview.first],
        "same_id": preview.duplicates.same_id if preview.has_gazetteer else None,
        "same_name": preview.duplicates.same_name if preview.has_gazetteer else None,
        "duplicates": [
            {"id": one.place.id, "known": one.known.id, "distance_m": round(one.distance_m)}
            for one in preview.duplicates.shown
        ],
        "failed": preview.problems.count,
        "problems": [{"line": problem.line, "reason": problem.reason} for problem in preview.problems.rows[:SHOWN]],
        "doubts": [{"line": doubt.line, "reason": doubt.reason} for doubt in preview.problems.doubts[:SHOWN]],
        "left_out": dict(preview.problems.left_out),
        "remarks": preview.problems.remarks,
    }


def place_as_json(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "names": place.names,
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
        "country": place.country,
        "admin1": place.admin1,
    }


def print_problems(problems: Problems) -> None:
    """Say on standard error what was not used, what was left out on purpose, and what looks wrong."""
    for remark in problems.remarks[:SHOWN]:
        print(remark, file=sys.stderr)
    for reason, count in problems.left_out.most_common(SHOWN):
        print(f"left out: {count:,} of {reason}", file=sys.stderr)
    for rows, count, word in (
        (problems.doubts, problems.doubt_count, "doubtful"),
        (problems.rows, problems.count, "bad"),
    ):
        for row in rows[:SHOWN]:
            print(f"{row}{' (kept)' if word == 'doubtful' else ''}", file=sys.stderr)
        if count > SHOWN:
            print(f"… {count:,} {word} rows in all", file=sys.stderr)


def run_install(options: argparse.Namespace) -> int:
    """Download and import each country; one that fails is told and the others are done."""
    mirror = choose_mirror(options.mirror)
    codes = check_countries(options.countries)
    failed, done = False, 0
    for code in codes:
        try:
            failed |= not install_one(code, mirror, options)
            done += 1
        except GazetteerError as error:
            print(f"{code}: {error}", file=sys.stderr)
            failed = True
    if done:
        rebuild(options)
    return FAILED if failed else OK


def install_one(code: str, mirror: Mirror, options: argparse.Namespace) -> bool:
    """Download and import one country; whether every row of it could be used."""
    bars: list[tqdm[Any]] = []

    def progress_of(name: str) -> Progress:
        bar = tqdm(desc=name, unit="B", unit_scale=True, unit_divisor=1024, disable=options.quiet)
        bars.append(bar)

        def tell(got: int, total: int | None) -> None:
            bar.total = total
            bar.update(got - bar.n)

        return tell

    try:
        result = install_country(
            code, mirror, download_progress=progress_of, import_progress=watch(code, options.quiet)
        )
    finally:
        for bar in bars:
            bar.close()
    print(f"{code}: {result.file.count:,} places from {mirror.address} ({result.file.licence})", file=sys.stderr)
    print_problems(result.problems)
    return not result.problems.count
