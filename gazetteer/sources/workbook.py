"""XLSX workbooks, read straight out of their XML: every sheet whose header tells names and positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gazetteer.errors import SourceError
from gazetteer.sources.archives import ArchiveFile, explained, list_members, open_member
from gazetteer.sources.columns import guess_columns
from gazetteer.sources.delimited import LONGEST_CELL, MOST_COLUMNS, Table, as_table
from gazetteer.sources.problems import Problems
from gazetteer.sources.safe_xml import parse_xml

LARGEST = 400_000_000  # bytes of a sheet or of the shared texts, unpacked
MOST_CELLS = 20_000_000
MOST_TEXTS = 5_000_000

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_sheets(path: Path, problems: Problems) -> Iterator[tuple[str, Table]]:
    """(name, table) of each sheet that is not empty, in the workbook's order; raises SourceError."""
    with explained(path):
        members = {member.filename for member in list_members(path)}
        if "xl/workbook.xml" not in members:
            raise SourceError(f"{path} is no XLSX workbook. Save it as .xlsx or .csv.")
        texts = read_texts(path) if "xl/sharedStrings.xml" in members else []
        for name, member in list_sheets(path):
            if member not in members:
                continue
            records = read_sheet(path, member, texts)
            if records:
                yield name, as_table(iter(records), path, problems, name=name)


def choose_sheets(path: Path, problems: Problems) -> list[tuple[str, Table]]:
    """The sheets that tell names and positions or P-codes; if none does, the first."""
    sheets = list(read_sheets(path, problems))
    if not sheets:
        raise SourceError(f"{path} has no sheet with anything in it.")
    mappings = [guess_columns(table.columns) for _, table in sheets]
    told = [sheet for sheet, mapping in zip(sheets, mappings, strict=True) if mapping.has_name and mapping.has_position]
    return told or sheets[:1]


def list_sheets(path: ArchiveFile) -> list[tuple[str, str]]:
    """(name, member) of each sheet, in the workbook's order."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            sheets.append((attributes.get("name", ""), attributes.get("id", "")))

    for member, start in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        with open_member(path, member, largest=LARGEST) as file:
            parse_xml(file, path, start=start, end=lambda _: None, text=lambda _: None)
    return [(name, member_of(targets.get(key, ""))) for name, key in sheets]


def member_of(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def read_texts(path: ArchiveFile) -> list[str]:
    """The shared texts of a workbook, by number; readings printed above Japanese characters are left out."""
    texts: list[str] = []
    parts: list[str] = []
    state = {"within": False, "phonetic": False}

    def start(name: str, _: dict[str, str]) -> None:
        if name == "rPh":
            state["phonetic"] = True
        state["within"] = name == "t" and not state["phonetic"]

    def end(name: str) -> None:
        state["within"] = False
        if name == "rPh":
            state["phonetic"] = False
        elif name == "si":
            texts.append(unescaped("".join(parts)))
            parts.clear()
            if len(texts) > MOST_TEXTS:
                raise SourceError(f"{path} has more than {MOST_TEXTS:,} texts. Save it as CSV.")

    with open_member(path, "xl/sharedStrings.xml", largest=LARGEST) as file:
        parse_xml(file, path, start=start, end=end, text=lambda text: parts.append(text) if state["within"] else None)
    return texts


def unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


class _Sheet:
    """The cells of one sheet as its elements go by."""

    def __init__(self, path: ArchiveFile, texts: list[str]) -> None:
        self.path, self.texts = path, texts
        self.records: list[tuple[int, list[str]]] = []
        self.cells: dict[int, str] = {}
        self.row = self.column = self.count = 0
        self.kind = ""
        self.parts: list[str] = []
        self.is_within = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else self.row + 1
            self.column, self.cells = 0, {}
        elif name == "c":
            self.kind = attributes.get("t", "")
            self.column = column_number(attributes.get("r", "")) or self.column + 1
            self.parts = []
        self.is_within = name in ("v", "t")

    def text(self, text: str) -> None:
        if self.is_within:
            self.parts.append(text)

    def end(self, name: str) -> None:
        self.is_within = False
        if name == "c" and self.parts and self.column <= MOST_COLUMNS:
            self.count += 1
            if self.count > MOST_CELLS:
                raise SourceError(f"{self.path} has more than {MOST_CELLS:,} cells. Save it as CSV.")
            self.cells[self.column] = self.cell("".join(self.parts)[:LONGEST_CELL])
        elif name == "row" and any(cell.strip() for cell in self.cells.values()):
            width = max(self.cells)
            self.records.append((self.row, [self.cells.get(n, "") for n in range(1, width + 1)]))

    def cell(self, text: str) -> str:
        if self.kind == "s":
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
            return self.texts[number] if 0 <= number < len(self.texts) else ""
        if self.kind == "e":
            return ""  # #REF! and its like
        return unescaped(text) if self.kind in ("inlineStr", "str") else text


def read_sheet(path: ArchiveFile, member: str, texts: list[str]) -> list[tuple[int, list[str]]]:
    """(row number, cells) of a sheet's rows that hold anything."""
    sheet = _Sheet(path, texts)
    with open_member(path, member, largest=LARGEST) as file:
        parse_xml(file, path, start=sheet.start, end=sheet.end, text=sheet.text)
    return sheet.records


def column_number(reference: str) -> int:
    """The column of a reference such as AB12, from 1; 0 where it is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return 0
    number = 0
    for letter in match.group(1):
        number = number * 26 + ord(letter) - 64
    return number
