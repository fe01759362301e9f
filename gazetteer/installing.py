"""Installing GeoNames country dumps: download, import, and what is where on a mirror."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from gazetteer.country_codes import country_code
from gazetteer.downloads import DEFAULT_DIRECTORY, DIRECTORY_VARIABLE, Mirror, Progress, download
from gazetteer.errors import PlaceError
from gazetteer.importing import ImportRequest, ImportResult, run_import
from gazetteer.places import Place

ALL = "all"


def check_countries(words: list[str]) -> list[str]:
    """ISO 3166-1 codes, each once, or "all" alone; raises PlaceError for a word that is no country."""
    codes: dict[str, None] = {}
    for word in words:
        code = ALL if word.lower() == ALL else country_code(word)
        if code is None:
            raise PlaceError(f"No country {word!r}. Write ISO 3166-1 codes such as SY IQ, or all.")
        codes[code] = None
    if ALL in codes and len(codes) > 1:
        raise PlaceError('"all" holds every country; name it alone.')
    return list(codes)


def files_of(code: str) -> tuple[str, str]:
    """The names on a mirror of a country's places and of their alternate names."""
    return (
        ("allCountries.zip", "alternateNamesV2.zip") if code == ALL else (f"{code}.zip", f"alternatenames/{code}.zip")
    )


def downloads_directory() -> Path:
    """Where downloads are kept until they are imported: $DAWRIYA_DOWNLOADS, else gazetteer/downloads."""
    return Path(os.environ.get(DIRECTORY_VARIABLE) or DEFAULT_DIRECTORY)


def install_country(
    code: str,
    mirror: Mirror,
    *,
    download_progress: Callable[[str], Progress | None] = lambda _: None,
    import_progress: Callable[[Iterator[Place]], Iterator[Place]] = iter,
    pause_s: float = 1.0,
) -> ImportResult:
    """Download a country's places and names from a mirror and import them as geonames-CC; no build.

    The downloads are deleted when they have been imported; what a failure leaves is gone on with the next time.
    Raises DownloadError, SourceError.
    """
    folder = downloads_directory()
    targets = []
    for name in files_of(code):
        target = folder / f"geonames-{name.replace('/', '-')}"
        targets.append(download(mirror, name, target, progress=download_progress(name), pause_s=pause_s))
    places, alternates = targets
    request = ImportRequest(path=places, kind="geonames", name=f"geonames-{code}", alternates=alternates)
    result = run_import(request, rebuild=False, progress=import_progress)
    for target in targets:
        target.unlink(missing_ok=True)
    return result
