"""KML and KMZ: placemarks with their data, days, description and shape, taken away as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from dashboard.coded.raw import BATCH, Gathering, Raw, as_coded_errors, without_huge_cells
from dashboard.errors import CodedFileError
from gazetteer.sources.archives import explained, is_zip, list_members, open_member
from gazetteer.sources.kml import LARGEST, Document
from gazetteer.sources.problems import Problems
from gazetteer.sources.safe_xml import parse_steps

_TEXTS = {"begin", "end", "when", "description"}


def read(path: Path, problems: Problems) -> Iterator[Raw]:
    """The placemarks of a file, with columns name, description, begin, end, when, folder and their own data.

    Raises CodedFileError for what is no KML, is too large, unpacks to too much or declares entities.
    """
    gathering = Gathering()
    document = _Events(path, problems)
    with as_coded_errors(path), explained(path):
        for file in _documents(path):
            for _ in parse_steps(file, path, start=document.start, end=document.end, text=document.text):
                for row in document.rows:
                    gathering.add(row.number, dict(row.values), row.geometry)
                document.rows.clear()
                if len(gathering.rows) >= BATCH:
                    yield without_huge_cells(gathering.give(), problems)
    if not document.count:
        raise CodedFileError(f"{path} has no placemarks.")
    if gathering.rows:
        yield without_huge_cells(gathering.give(), problems)


def _documents(path: Path) -> Iterator[IO[bytes]]:
    if not is_zip(path):
        if path.stat().st_size > LARGEST:
            raise CodedFileError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
        with path.open("rb") as file:
            yield file
        return
    members = [member.filename for member in list_members(path) if member.filename.lower().endswith(".kml")]
    if not members:
        raise CodedFileError(f"{path} is an archive without a .kml in it. Unpack it first.")
    for name in members:
        with open_member(path, name, largest=LARGEST) as file:
            yield file


class _Events(Document):
    """The gazetteer's document, which also keeps what tells of an event: its days and its description."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if name == "Placemark":
            self.values = {}
            self.mark = attributes.get("id", "")

    def end(self, name: str) -> None:
        if self.is_within and name in _TEXTS:
            text = "".join(self.parts).strip()
            if text:
                self.values.setdefault(name, text)
        elif self.is_within and name == "Placemark" and self.mark:
            self.values.setdefault("id", self.mark)
        super().end(name)
