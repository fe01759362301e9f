"""The uncertainty shapes in one file for the browser: small, and read one by one where a shape is to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from dashboard.mercator import mercator_units

Numbers = npt.NDArray[np.int64]

_DETAIL, _FEW_VERTICES = 1500, 64
"""A shape of more vertices is simplified to this part of its size: what a screen shows of it at its largest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Rings (left open) and lines as whole numbers: each one's first position, then the steps.

    `owners` is the shape that each path belongs to, ascending; `sizes` how many vertices each has (at least two);
    `values` (x, y) of all vertices, one path after the other, in units of 2**-24 of the world's width.
    """

    owners: Numbers
    sizes: Numbers
    values: Numbers


def pack_shapes(shapes: npt.NDArray[np.object_], styles: Numbers) -> tuple[bytes, npt.NDArray[np.bool_]]:
    """The file of those shapes that have a path at all, in their order, and which these are.

    Little-endian: how many shapes there are (uint32), where each begins and the last ends (uint32, bytes from the end
    of this table), then for each its style, the number of its paths, and for each path the number of its vertices
    followed by x and y of its first vertex and of the steps from there: whole numbers, zigzag-coded, seven bits a byte.
    """
    paths = paths_of_all(shapes)
    counts = np.bincount(paths.owners, minlength=len(shapes))
    has_path = counts > 0
    # Numbers of each path: its size and its vertices; of each shape: its style and how many paths it has.
    path_numbers = 1 + 2 * paths.sizes
    ahead = 2 * np.cumsum(has_path)[paths.owners] if len(paths.owners) else np.zeros(0, dtype=np.int64)
    path_at = ahead + np.cumsum(path_numbers) - path_numbers
    first_path = np.cumsum(counts) - counts
    shape_at = path_at[first_path[has_path]] - 2
    numbers = np.empty(int(path_numbers.sum()) + 2 * int(has_path.sum()), dtype=np.int64)
    is_vertex = np.ones(len(numbers), dtype=np.bool_)
    for at, value in ((shape_at, styles[has_path]), (shape_at + 1, counts[has_path]), (path_at, paths.sizes)):
        numbers[at] = value
        is_vertex[at] = False
    numbers[is_vertex] = paths.values.ravel()
    content, byte_at = _coded(numbers)
    table = np.concatenate([[len(shape_at)], byte_at[shape_at], [len(content)]]).astype("<u4")
    return table.tobytes() + content, has_path


def paths_of_all(shapes: npt.NDArray[np.object_]) -> Paths:
    """The paths of many shapes, simplified, without those that fall together to a point."""
    west, south, east, north = shapely.bounds(shapes).reshape(-1, 4).T
    tolerances = np.maximum(east - west, north - south) / _DETAIL
    simplified, many = shapes.copy(), shapely.get_num_coordinates(shapes) > _FEW_VERTICES
    simplified[many] = shapely.simplify(shapes[many], tolerances[many])
    parts, owners = shapely.get_parts(simplified, return_index=True)
    dimensions = shapely.get_dimensions(parts)
    rings, ring_parts = shapely.get_rings(parts[dimensions == 2], return_index=True)
    lines = (dimensions == 1) & (shapely.length(parts) > 0)
    lines_and_rings = np.concatenate([rings, parts[lines]])
    is_ring = np.arange(len(lines_and_rings)) < len(rings)
    of_shape = np.concatenate([owners[dimensions == 2][ring_parts], owners[lines]])
    order = np.argsort(of_shape, kind="stable")
    return _steps(lines_and_rings[order], is_ring[order], of_shape[order])


def _steps(lines: npt.NDArray[np.object_], is_ring: npt.NDArray[np.bool_], owners: npt.NDArray[np.integer]) -> Paths:
    vertices, line_of = shapely.get_coordinates(lines, return_index=True)
    is_last = np.append(line_of[1:] != line_of[:-1], True)[: len(line_of)]
    kept = ~(is_last & is_ring[line_of]) if len(lines) else np.zeros(0, dtype=np.bool_)
    units, line_of = mercator_units(vertices[kept]), line_of[kept]
    is_first = np.append(True, line_of[1:] != line_of[:-1])[: len(line_of)]
    steps = np.where(is_first[:, None], units, np.diff(units, axis=0, prepend=units[:1]))
    moves = is_first | np.any(steps != 0, axis=1)
    sizes = np.bincount(line_of[moves], minlength=len(lines))
    is_path = sizes >= 2
    values = steps[moves][is_path[line_of[moves]]] if len(lines) else np.zeros((0, 2), dtype=np.int64)
    return Paths(owners=owners[is_path].astype(np.int64), sizes=sizes[is_path], values=values)


def _coded(numbers: Numbers) -> tuple[bytes, Numbers]:
    """Whole numbers of at most 34 bits as bytes, and where each begins."""
    zigzag = ((numbers << 1) ^ (numbers >> 63)).astype(np.uint64)
    sizes = np.ones(len(zigzag), dtype=np.int64)
    for more in range(1, 5):
        sizes += zigzag >= np.uint64(1 << (7 * more))
    begins = np.cumsum(sizes) - sizes
    content = np.empty(int(sizes.sum()), dtype=np.uint8)
    for byte in range(5):
        there = sizes > byte
        seven = (zigzag[there] >> np.uint64(7 * byte)) & np.uint64(127)
        content[begins[there] + byte] = seven | np.where(sizes[there] > byte + 1, 128, 0).astype(np.uint64)
    return content.tobytes(), begins
