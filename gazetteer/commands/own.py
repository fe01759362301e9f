"""The commands for one's own places: add, alias, remove, restore, show, export."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from gazetteer.commands.status import OK
from gazetteer.coordinates import read_angle, read_coordinates
from gazetteer.errors import GazetteerError, PlaceError
from gazetteer.exporting import select_own, select_places, write_places
from gazetteer.importing import NOT_STATED
from gazetteer.index import Gazetteer
from gazetteer.own import Change, OwnPlaces
from gazetteer.place_checks import check_country, check_kind, check_place
from gazetteer.place_kinds import read_kinds
from gazetteer.places import Place, geometry_as_json
from gazetteer.sources.geonames import language_of

Commands = Any  # argparse keeps the class of what add_subparsers gives to itself


def add_commands(commands: Commands) -> None:
    """Add the parsers of these commands."""
    add = commands.add_parser("add", help="add a place of your own")
    add.add_argument("name")
    add.add_argument("--lat", help="latitude in degrees; 36.9, 36,9 and 36°54'N are read")
    add.add_argument("--lon", help="longitude in degrees")
    add.add_argument("--at", metavar="POSITION", help='both in one: "36.9, 41.5", "36°54\'N 41°30\'E" or a grid')
    add.add_argument("--kind", default="place", help=f"one of: {', '.join(read_kinds())}")
    add.add_argument("--country", metavar="CC", default="", help="ISO 3166-1, such as SY; else by where it is")
    add.add_argument("--name-ar", metavar="NAME", help="its name in Arabic")
    add.add_argument("--name-en", metavar="NAME", help="its name in English")
    add.add_argument("--name-ku", metavar="NAME", help="its name in Kurdish")
    add.add_argument("--name-tr", metavar="NAME", help="its name in Turkish")
    add.add_argument("--alias", metavar="NAME", action="append", default=[], help="a further name; may be repeated")
    add.add_argument("--radius", metavar="METRES", type=float, default=0.0, help="how far it reaches from its point")
    add.add_argument("--population", type=int)
    add.add_argument("--note", default="", help="where you know it from")
    add.add_argument("--licence", default="", help="under which licence it may be passed on")
    add.set_defaults(command=run_add)

    alias = commands.add_parser("alias", help="give any place a further name of your own")
    alias.add_argument("id")
    alias.add_argument("name")
    alias.add_argument("--lang", default="", help="the name's language, such as ar; else by its script")
    alias.add_argument("--remove", action="store_true", help="take the name away again")
    alias.set_defaults(command=run_alias)

    for word, help_text, run in (
        ("remove", "hide a source's place, or delete one of your own", run_remove),
        ("restore", "bring a removed place back, or undo a correction", run_restore),
    ):
        parser = commands.add_parser(word, help=help_text)
        parser.add_argument("id")
        parser.set_defaults(command=run)

    show = commands.add_parser("show", help="everything that is known of a place: names, source, licence, history")
    show.add_argument("id")
    show.add_argument("--json", action="store_true")
    show.set_defaults(command=run_show)

    export = commands.add_parser("export", help="write places to a .csv, .geojson or .jsonl file")
    export.add_argument("out", type=Path, metavar="OUT.(csv|geojson|jsonl)")
    which = export.add_mutually_exclusive_group()
    which.add_argument("--own", action="store_true", help="your own places and corrections (the default)")
    which.add_argument("--all", action="store_true", help="every place there is")
    export.add_argument("--country", metavar="CC", action="append", default=[], help="places of a country")
    export.add_argument("--kind", action="append", default=[], help="places of a kind")
    export.add_argument("--quiet", action="store_true", help="no progress bar")
    export.set_defaults(command=run_export)


def run_add(options: argparse.Namespace) -> int:
    """Keep a place and print its id; a missing country is that of where it lies."""
    if options.at is not None and options.lat is None and options.lon is None:
        lat, lon = read_coordinates(options.at)
    elif options.at is None and options.lat is not None and options.lon is not None:
        lat, lon = read_angle(options.lat), read_angle(options.lon)
    else:
        raise PlaceError("Say where it is: --lat and --lon, or --at alone.")
    names: dict[str, tuple[str, ...]] = {
        language: (name,)
        for language in ("ar", "en", "ku", "tr")
        if (name := getattr(options, f"name_{language}")) is not None
    }
    for name in options.alias:
        language = language_of(name) or "en"
        names[language] = (*names.get(language, ()), name)
    place = Place(
        id="",
        name=options.name,
        kind=options.kind,
        lat=lat,
        lon=lon,
        radius_m=options.radius,
        names=names,
        country=options.country,
        population=options.population,
        licence=options.licence,
    )
    print(OwnPlaces.open().add(settled(place), note=options.note).id)
    return OK


def settled(place: Place) -> Place:
    """The place with the country and governorate that it lies in, where a gazetteer is built and none was said."""
    checked = check_place(place)
    try:
        with Gazetteer.open() as gazetteer:
            country, admin1 = gazetteer.containing(lat=checked.lat, lon=checked.lon)
    except GazetteerError:
        return place
    if checked.country and country != checked.country:
        print(
            f"That is not in {checked.country} but in {country or 'no country'}; it is kept as said.", file=sys.stderr
        )
        return place
    return replace(place, country=country, admin1=admin1)


def run_alias(options: argparse.Namespace) -> int:
    own = OwnPlaces.open()
    if options.remove:
        own.remove_alias(options.id, options.name)
        return OK
    require_known(options.id, own)
    own.add_alias(options.id, options.name, options.lang)
    return OK


def run_remove(options: argparse.Namespace) -> int:
    own = OwnPlaces.open()
    require_known(options.id, own)
    own.remove(options.id)
    return OK


def run_restore(options: argparse.Namespace) -> int:
    OwnPlaces.open().restore(options.id)
    return OK


def require_known(place_id: str, own: OwnPlaces) -> None:
    """Raises GazetteerError for an id that neither the gazetteer nor the user has; without a gazetteer any will do."""
    if own.get(place_id) is not None:
        return
    with Gazetteer.open() as gazetteer:
        gazetteer.place(place_id)


def run_show(options: argparse.Namespace) -> int:
    """Print a place with its names, source, licence, note and history."""
    own = OwnPlaces.open()
    place = own.get(options.id)
    if place is None:
        with Gazetteer.open() as gazetteer:
            place = gazetteer.with_geometry(options.id)
    told = details(place, own)
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
        return OK
    for name, value in told.items():
        if name == "geometry":
            value = value and value["type"]
        if name == "names":
            for language, names in value.items():
                print(f"{'names ' + language:12} {' · '.join(names)}")
        elif name == "history":
            for change in value:
                print(f"{'history':12} {change['at_utc']} {change['who']}: {change['action']}")
        elif value not in ("", None, [], False):
            print(f"{name:12} {value}")
    return OK


def details(place: Place, own: OwnPlaces) -> dict[str, Any]:
    """What is known of a place, as plain values: the record, the user's aliases, the note, every change."""
    return {
        "id": place.id,
        "name": place.name,
        "names": {language: list(names) for language, names in place.names.items() if language},
        "own_aliases": [name for place_id, name, _ in own.aliases() if place_id == place.id],
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
        "country": place.country,
        "admin1": place.admin1,
        "population": place.population,
        "source": place.source,
        "licence": place.licence or NOT_STATED,
        "note": own.note(place.id),
        "removed": place.id in own.removed(),
        "geometry": geometry_as_json(place.geometry),
        "history": [change_as_json(change) for change in own.history(place.id)],
    }


def change_as_json(change: Change) -> dict[str, Any]:
    return {
        "at_utc": change.at_utc.isoformat(),
        "who": change.who,
        "action": change.action,
        "detail": change.detail,
    }


def run_export(options: argparse.Namespace) -> int:
    countries = tuple(check_country(country) for country in options.country)
    kinds = tuple(check_kind(kind) for kind in options.kind)
    if options.all or ((countries or kinds) and not options.own):
        with Gazetteer.open() as gazetteer:
            places = select_places(gazetteer, countries=countries, kinds=kinds)
            count = write_places(tqdm(places, unit=" places", disable=options.quiet), options.out)
    else:
        chosen = [
            place
            for place in select_own(OwnPlaces.open())
            if (not countries or place.country in countries) and (not kinds or place.kind in kinds)
        ]
        count = write_places(chosen, options.out)
    print(f"{options.out}: {count:,} places", file=sys.stderr)
    return OK
