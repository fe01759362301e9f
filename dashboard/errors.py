"""The errors that the dashboard raises."""


class DashboardError(Exception):
    """Base of every error of this package; its message says what failed and what to do."""


class ReportError(DashboardError, ValueError):
    """A report can't be read: empty, binary, too long, or in an unknown encoding."""


class StoreError(DashboardError):
    """The event store can't be opened, read or written."""


class FilterError(DashboardError, ValueError):
    """A filter has a value that does not exist or does not parse."""


class LexiconError(DashboardError, ValueError):
    """A table of the lexicon does not read; the message names file, line and column."""


class ExportError(DashboardError):
    """A file can't be written in the asked format."""


class EventSchemaError(DashboardError, ValueError):
    """A table of events lacks a column, or holds a value that the schema forbids."""


class EventChanged(StoreError):  # noqa: N818 - says what happened
    """Someone else saved the event since it was read; what they saved stands, the caller still holds its own."""


class CodedFileError(DashboardError, ValueError):
    """A file of coded events can't be read: of no known format, damaged, too large, or of unknown columns."""


class UnknownColumns(CodedFileError):  # noqa: N818 - says what is wrong
    """A file has neither days nor positions under any name that is known; `columns` are those it has."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__(
            "No column is known to hold a day or a position. Say which with --columns date=…,lat=…,lon=…; "
            f"there are {', '.join(columns)[:300]}."
        )
        self.columns = columns

    def __reduce__(self) -> tuple[type[CodedFileError], tuple[tuple[str, ...]]]:
        return type(self), (self.columns,)


class UsageError(DashboardError, ValueError):
    """A command was given arguments that it can't use: a path that is not there, an ending that no format has."""


class SettingsError(UsageError):
    """The environment sets something that can't be; the message says it in a line for each variable."""


class ClusterError(DashboardError):
    """The machines that are to read can't be reached, have gone, or would read otherwise than this one."""


class PermissionDenied(DashboardError, PermissionError):  # noqa: N818 - says what happened
    """Who acts may not do this; nothing was written."""
