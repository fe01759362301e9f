"""XML from strangers, as a stream of elements: a document type, and with it every entity, is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, NoReturn
from xml.parsers import expat

from gazetteer.errors import SourceError
from gazetteer.sources.archives import BLOCK, ArchiveFile

DEEPEST = 200  # elements within each other

Start = Callable[[str, dict[str, str]], None]


def parse_xml(
    file: IO[bytes], path: ArchiveFile, *, start: Start, end: Callable[[str], None], text: Callable[[str], None]
) -> None:
    """Call `start`, `end` and `text` as elements begin, end and hold text; names without their namespace.

    Raises SourceError for what is no XML, nests too deeply, or declares a document type.
    """
    for _ in parse_steps(file, path, start=start, end=end, text=text):
        pass


def parse_steps(
    file: IO[bytes], path: ArchiveFile, *, start: Start, end: Callable[[str], None], text: Callable[[str], None]
) -> Iterator[None]:
    """`parse_xml` a block at a time, so that what was found can be taken away before the next block is read."""
    depth = 0

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise SourceError(f"{path}: elements nest more than {DEEPEST} deep.")
        start(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(" ")[2])

    def refuse(*_: object) -> NoReturn:
        raise SourceError(f"{path} declares a document type; such XML is not read, for its entities may do harm.")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 65_536
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        while block := file.read(BLOCK):
            parser.Parse(block, False)
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{path} is not XML that is read here: {error}.") from error
