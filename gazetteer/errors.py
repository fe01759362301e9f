"""The errors that the gazetteer raises."""


class GazetteerError(Exception):
    """Base of every error of this package; its message says what to do."""


class GazetteerMissing(GazetteerError, FileNotFoundError):  # noqa: N818 - named for what is wrong
    """The built gazetteer is not where it was looked for."""


class SourceError(GazetteerError, ValueError):
    """A source or a curated table does not read; the message names file, line and column."""


class CoordinateError(GazetteerError, ValueError):
    """What was given as coordinates is none, or is out of range."""


class PlaceError(GazetteerError, ValueError):
    """What was given as a place can't be one; the message names the value and what is expected."""


class OwnPlacesError(GazetteerError, OSError):
    """The file of the user's own places can't be read or written; the message says what to do."""


class DownloadError(GazetteerError, OSError):
    """A download failed or is refused; the message says what to do."""
