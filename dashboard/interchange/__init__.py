"""Files that other programs read: one module a format."""

from dashboard.interchange.write import FORMATS, events_as_bytes, write_events

__all__ = ["FORMATS", "events_as_bytes", "write_events"]
