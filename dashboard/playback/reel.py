"""Pictures into a GIF or an MP4 file, one by one as they come: no more than two of them are in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Literal, get_args

import av
import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.GifImagePlugin import getdata

FilmFormat = Literal["gif", "mp4"]
FORMATS: tuple[FilmFormat, ...] = get_args(FilmFormat)

MP4_FRAMES_S = 20
"""Every picture stands for several frames of it: some players, messengers' among them, stumble over very slow films."""

GIF_COLOURS = 255  # and one for what stays as it was
_LOOP = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"  # for ever

Add = Callable[[Image.Image, int], None]
"""Adds one picture (RGB, of the film's size) that is seen for so many milliseconds."""


@dataclass(frozen=True, slots=True)
class About:
    """What a film says of itself to whoever opens its properties."""

    title: str
    origin: str


@contextmanager
def reel(path: Path, kind: FilmFormat, size: tuple[int, int], about: About, *, palette: Image.Image) -> Iterator[Add]:
    """A film that is written to `path` while pictures are added to it; `palette` is one with all of their colours."""
    opened = _mp4 if kind == "mp4" else _gif
    with opened(path, size, about, palette) as add:
        yield add


# MP4 ----------------------------------------------------------------------------------------------------------------


@contextmanager
def _mp4(path: Path, size: tuple[int, int], about: About, _palette: Image.Image) -> Iterator[Add]:
    """H.264 in 4:2:0, which browsers and messengers play; its index comes first, so that it starts at once."""
    with _os_errors(), av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        film.metadata.update({"title": about.title, "comment": about.origin, "encoder": "Dawriya"})
        stream = film.add_stream("libx264", rate=MP4_FRAMES_S)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "20", "preset": "veryfast", "tune": "stillimage", "profile": "high"}
        codec = stream.codec_context
        codec.color_range, codec.colorspace, codec.color_primaries, codec.color_trc = 1, 1, 1, 1  # BT.709, studio range
        tick, at = Fraction(1, MP4_FRAMES_S), 0  # the stream's own tick becomes a finer one

        def add(picture: Image.Image, milliseconds: int) -> None:
            nonlocal at
            frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709")
            for _ in range(max(round(milliseconds * MP4_FRAMES_S / 1000), 1)):
                frame.pts, frame.time_base = at, tick
                film.mux(stream.encode(frame))
                at += 1

        yield add
        film.mux(stream.encode(None))


@contextmanager
def _os_errors() -> Iterator[None]:
    """A full disk and its like as the errors that they are everywhere else."""
    try:
        yield
    except av.FFmpegError as error:
        raise OSError(error.errno, error.strerror) from error


# GIF ----------------------------------------------------------------------------------------------------------------


@contextmanager
def _gif(path: Path, size: tuple[int, int], about: About, palette: Image.Image) -> Iterator[Add]:
    """One table of colours for all pictures, each of which holds only what has changed since the one before."""
    with path.open("wb") as out:
        colours = palette.quantize(GIF_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        writer = _GifWriter(out, size, colours, about)
        yield writer.add
        writer.end()


class _GifWriter:
    def __init__(self, out: BinaryIO, size: tuple[int, int], colours: Image.Image, about: About) -> None:
        self._out, self._colours = out, colours
        self._before: npt.NDArray[np.uint8] | None = None
        self._held: tuple[Image.Image, tuple[int, int], int] | None = None
        table = (colours.getpalette() or [])[: 3 * GIF_COLOURS]
        self._table = bytes(table) + bytes(768 - len(table))
        self._write_head(size, f"{about.title}\n{about.origin}")

    def _write_head(self, size: tuple[int, int], comment: str) -> None:
        self._out.write(b"GIF89a" + size[0].to_bytes(2, "little") + size[1].to_bytes(2, "little") + b"\xf7\x00\x00")
        self._out.write(self._table + _LOOP)
        words = comment.encode()
        parts = (words[at : at + 255] for at in range(0, len(words), 255))
        self._out.write(b"!\xfe" + b"".join(bytes([len(part)]) + part for part in parts) + b"\x00")

    def add(self, picture: Image.Image, milliseconds: int) -> None:
        """Holds the picture back until the next one shows that it differs: alike ones are one, seen longer."""
        now = np.asarray(picture.quantize(palette=self._colours, dither=Image.Dither.NONE))
        box = (0, 0, now.shape[1], now.shape[0])
        changed = now
        if self._before is not None:
            differs = now != self._before
            if not differs.any():
                part, at, so_far = self._held or (picture, (0, 0), 0)
                self._held = (part, at, so_far + milliseconds)
                return
            rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
            box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
            inside = (slice(box[1], box[3]), slice(box[0], box[2]))
            changed = np.where(differs[inside], now[inside], np.uint8(GIF_COLOURS))
        self._flush()
        part = Image.fromarray(np.ascontiguousarray(changed), "P")
        part.putpalette(self._table)
        self._held, self._before = (part, box[:2], milliseconds), now

    def end(self) -> None:
        self._flush()
        self._out.write(b";")

    def _flush(self) -> None:
        if self._held:
            part, at, milliseconds = self._held
            control = {"duration": milliseconds, "transparency": GIF_COLOURS, "disposal": 1}
            for block in getdata(part, at, **control):
                self._out.write(block)
        self._held = None
