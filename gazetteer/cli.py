"""The commands of the gazetteer; results on standard output, progress and complaints on standard error."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gazetteer.commands import imports as import_commands
from gazetteer.commands import own as own_commands
from gazetteer.commands.status import FAILED, OK, STOPPED, UNUSABLE
from gazetteer.errors import GazetteerError
from gazetteer.index import Gazetteer
from gazetteer.layout import DEFAULT_PATH, PATH_VARIABLE
from gazetteer.locate import locate
from gazetteer.manifest import check
from gazetteer.places import Candidate, candidate_as_json
from gazetteer.streams import silence, write_utf8

COMMANDS = (
    *("build", "check", "search", "locate", "install", "import"),
    *("add", "alias", "remove", "restore", "show", "export"),
)
LARGEST_TEXT = 20_000_000  # bytes


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 where any text failed, 2 for unusable arguments."""
    write_utf8()
    options = make_parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except GazetteerError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:  # the reader (head) has had enough
        silence()
        return OK
    except OSError as error:
        print(f"{error.strerror or error}.", file=sys.stderr)
        silence()
        return FAILED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m gazetteer", description="An offline gazetteer in Arabic and English."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build_command = commands.add_parser("build", help="make the gazetteer from the installed packages' data")
    build_command.add_argument(
        "--out",
        type=Path,
        default=None,
        help="where to (else ${}, else {})".format(PATH_VARIABLE, "gazetteer/built/gazetteer"),
    )
    build_command.add_argument("--force", action="store_true", help="build even if it is up to date")
    build_command.add_argument("--quiet", action="store_true", help="no progress bar")
    build_command.set_defaults(command=run_build)

    check_command = commands.add_parser("check", help="read every byte of the built gazetteer and say if it is whole")
    check_command.set_defaults(command=run_check)

    search = commands.add_parser("search", help="list the places that a name may mean, best first")
    search.add_argument("name", nargs="+")
    search.add_argument("--json", action="store_true", help="one JSON array instead of a table")
    search.add_argument("--country", metavar="CC", help="only places of this country (ISO 3166-1, such as SY)")
    search.add_argument("--limit", type=positive, default=10)
    search.set_defaults(command=run_search)

    locator = commands.add_parser("locate", help="place every place name of a text; one JSON object a text")
    locator.add_argument("file", metavar="FILE|-", help="a text file, or - for standard input")
    locator.add_argument("--jsonl", action="store_true", help='the input is JSON lines, each {"id", "text", "lang"?}')
    locator.add_argument("--lang", choices=["ar", "en"], help="the language, where it is known")
    locator.add_argument("--home-country", metavar="CC", help="the country that the texts are about, where it is known")
    locator.set_defaults(command=run_locate)

    own_commands.add_commands(commands)
    import_commands.add_commands(commands)
    return parser


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def run_build(options: argparse.Namespace) -> int:
    from gazetteer.build import build  # with pandas and what else sources need, half a second to import

    path: Path = options.out or Path(os.environ.get(PATH_VARIABLE) or DEFAULT_PATH)
    was_built = build(path, force=options.force, quiet=options.quiet)
    print(f"{path}: {'built' if was_built else 'up to date'}", file=sys.stderr)
    return OK


def run_check(options: argparse.Namespace) -> int:
    """Say of what version and size the gazetteer is, or which of its files is damaged (exit status 2)."""
    del options
    path = Path(os.environ.get(PATH_VARIABLE) or DEFAULT_PATH)
    found = check(path)
    print(f"{path}: whole, version {found.version}, {found.counts['places']:,} places, {found.size / 1e6:,.0f} MB")
    return OK


def run_search(options: argparse.Namespace) -> int:
    """Print the candidates; a name that nothing bears is an empty list and no failure."""
    with Gazetteer.open() as gazetteer:
        candidates = gazetteer.search(" ".join(options.name), limit=options.limit, country=options.country)
    if options.json:
        print(json.dumps([as_found(candidate) for candidate in candidates], ensure_ascii=False))
        return OK
    if not candidates:
        print("No place of that name.", file=sys.stderr)
    for candidate in candidates:
        print(as_line(candidate))
    return OK


def as_found(candidate: Candidate) -> dict[str, Any]:
    """A candidate with where it came from and under which licence."""
    place = candidate.place
    return {**candidate_as_json(candidate), "source": place.source, "licence": place.licence}


def as_line(candidate: Candidate) -> str:
    """One candidate as a line of a table: score, position, name in both languages, kind, where, id."""
    place = candidate.place
    arabic = place.name_in("ar")
    names = place.name if arabic == place.name else f"{place.name} · {arabic}"
    where = place.admin1 or place.country
    return f"{candidate.score:.2f}  {place.lat:8.4f} {place.lon:9.4f}  {names}  ({place.kind}, {where})  {place.id}"


def run_locate(options: argparse.Namespace) -> int:
    """Print {"id", "mentions"} for each text, a line each; a text that fails is named on standard error."""
    failed = False
    with Gazetteer.open() as gazetteer:
        gc.freeze()  # the tables stay: looking through them again and again would take a tenth of the time
        gc.set_threshold(50_000, 20, 100)
        for identifier, text, lang, problem in read_texts(options):
            if problem:
                print(problem, file=sys.stderr)
                failed = True
                continue
            mentions = locate(text, gazetteer, lang=lang, home_country=options.home_country)
            found = {"id": identifier, "mentions": [mention.as_json() for mention in mentions]}
            print(json.dumps(found, ensure_ascii=False), flush=True)
    return FAILED if failed else OK


def read_texts(options: argparse.Namespace) -> Iterator[tuple[Any, str, str | None, str]]:
    """(id, text, language, problem) of each text of the input; the problem is '' where the text is usable."""
    name = "standard input" if options.file == "-" else options.file
    raw = read_bytes(options.file)
    lines = raw.splitlines() if options.jsonl else [raw]
    for number, line in enumerate(lines, start=1):
        if options.jsonl and not line.strip():
            continue
        try:
            text = line.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            yield None, "", None, f"{name}, line {number}: not UTF-8 ({error.reason} at byte {error.start})"
            continue
        yield from [parse_line(text, number, name, options)] if options.jsonl else [(name, text, options.lang, "")]


def parse_line(line: str, number: int, name: str, options: argparse.Namespace) -> tuple[Any, str, str | None, str]:
    try:
        record = json.loads(line, parse_constant=refuse_constant)
    except RecursionError:
        return None, "", None, f"{name}, line {number}: not JSON that is read here (nested too deeply)"
    except ValueError as error:
        return None, "", None, f"{name}, line {number}: not JSON ({getattr(error, 'msg', error)})"
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return None, "", None, f'{name}, line {number}: no "text"'
    lang = record.get("lang") if record.get("lang") in ("ar", "en") else options.lang
    return record.get("id", number), record["text"], lang, ""


def refuse_constant(word: str) -> None:
    """NaN and Infinity are no JSON, and an id that holds one could not be printed back."""
    raise ValueError(f"{word} is no JSON number")


def read_bytes(file: str) -> bytes:
    """The input's bytes; raises GazetteerError if it can't be read or is too large."""
    if file == "-" and sys.stdin is None:
        raise GazetteerError("Standard input is closed. Name a file, or hand a text in.")
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise GazetteerError(f"Can't read {file}: {error.strerror or error}") from error
    if len(raw) > LARGEST_TEXT:
        raise GazetteerError(f"{file} has {len(raw):,} bytes; at most {LARGEST_TEXT:,} are read at once.")
    return raw
