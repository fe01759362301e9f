"""The playback as a film: the map window by window, with its date, legend and timeline, as GIF or MP4."""

from __future__ import annotations

from dashboard.playback.film import write_playback
from dashboard.playback.periods import MODES, STEPS, Mode, Step
from dashboard.playback.reel import FORMATS, FilmFormat
from dashboard.playback.stage import SIZES, Size

__all__ = ["FORMATS", "MODES", "SIZES", "STEPS", "FilmFormat", "Mode", "Size", "Step", "write_playback"]
