"""The commands, read to snapshot: exit status 0, 1 where something failed, 2 for unusable arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from time import perf_counter

from dashboard.errors import DashboardError, FilterError, UsageError
from dashboard.logs import log, log_failure, set_up_logs
from dashboard.settings import check_settings
from gazetteer.errors import GazetteerError
from gazetteer.streams import silence, write_utf8

COMMANDS = {
    "read": ("dashboard.reading.command", "print what reports tell, one JSON object a report"),
    "ingest": ("dashboard.ingest", "read reports into the store"),
    "import-events": ("dashboard.coded.command", "bring other people's coded events into the store"),
    "export": ("dashboard.interchange.command", "write the store's events to a file"),
    "encounters": ("dashboard.encounters.command", "write where and when two forces were near each other"),
    "report": ("dashboard.situation.command", "write a situation report of the store's events"),
    "backup": ("dashboard.upkeep.backup", "copy the store to a file, while others write"),
    "restore": ("dashboard.upkeep.restore", "bring a copy into an empty store"),
    "check": ("dashboard.upkeep.check", "tell what is wrong with the store, if anything is"),
    "snapshot": ("dashboard.snapshot_command", "draw the store's events as a picture or a film"),
    "health": ("dashboard.health", "say if the store and the gazetteer can be read"),
    "settings": ("dashboard.settings_command", "print what the environment sets, and what is wrong in it"),
}
"""Each command's module, with add_arguments(parser) and run(args) -> int, imported only when it is called."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; its exit status. Errors that we foresee are one line on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    write_utf8()
    try:
        args = _parser(given).parse_args(_with_values(given))
        if args.command != "settings":  # which says it itself, beside what is right
            check_settings()
            set_up_logs()
        return _run(args)
    except (FilterError, UsageError) as error:
        for line in str(error).splitlines():
            print(f"dashboard: {line}", file=sys.stderr)
        return 2
    except (DashboardError, GazetteerError) as error:
        log_failure("command.failed", error)
        print(f"dashboard: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dashboard: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Who read our output has gone; nothing may be written any more, not even when Python ends.
        silence()
        return 0
    except OSError as error:
        print(f"dashboard: {error.strerror or error}.", file=sys.stderr)
        silence()
        return 1


def _run(args: argparse.Namespace) -> int:
    """Runs the command that was asked for; the log tells when it began and ended."""
    begun = perf_counter()
    log("command.start", command=args.command)
    status = int(import_module(COMMANDS[args.command][0]).run(args))
    log("command.end", command=args.command, status=status, seconds=round(perf_counter() - begun, 3))
    return status


def _with_values(given: Sequence[str]) -> list[str]:
    """The arguments with `--bbox -10,30,…` as one word: argparse takes a value that begins with - for an option."""
    joined: list[str] = []
    for word in given:
        if joined and joined[-1] == "--bbox" and word[:1] == "-" and word[1:2].isdigit():
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of all commands; the arguments of the one that is called are its module's."""
    parser = argparse.ArgumentParser(
        prog="python -m dashboard", description="Field reports, read into patrols and incidents on a map."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        if given[:1] == [name]:
            import_module(module).add_arguments(command)
    return parser
