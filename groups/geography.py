"""The municipalities as a drawing: their outlines, the borders between them, and where in each its label stands."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings

FILES = "*-municipalities.geojson"
"""Which files among the fixtures hold borders (WGS 84 lon/lat, the municipality code as id): one for each county."""

WIDTH = 720
"""How wide the land is drawn, in units: as many as it has pixels on a wide screen."""
MARGIN = 10
"""Units around the land, for the thickness of lines and for labels at the coast."""

SIZES = {"wide": 12.5, "mid": 17, "narrow": 26}
"""Units from one line of text to the next where the drawing is wide, narrower, narrow: as in `geography.css`."""
PER_LETTER = 0.64
"""How wide a letter is at most, on average, for its size."""
SPILL = 2.2
"""How many times its room a name may take, over borders and coasts, where no other label stands."""
SCANLINES = 48
"""At how many heights room for a label is looked for."""

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
"""The outline, and then its holes."""


@dataclass(frozen=True)
class Shape:
    """A municipality's outline, in units; y grows downwards."""

    code: str
    name: str
    """As the file has it: for a municipality that the registry does not know."""
    path: str
    x: float
    y: float
    """The middle of its label: within the outline, the largest one if there are several."""
    rooms: dict[str, float]
    """How wide two lines of text of each of the `SIZES` may be there."""

    @property
    def at(self) -> str:
        """Where its label stands, as a drawing has it."""
        return f"{self.x:g},{self.y:g}"

    def box(self, letters: float, lines: int, units: float) -> tuple[float, float, float, float]:
        """Return from where to where a label of so many letters and lines reaches: left, top, right, bottom."""
        half_width, half_height = letters * units * PER_LETTER / 2, lines * units * 0.62
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height


@dataclass(frozen=True)
class Land:
    """All that the files draw."""

    shapes: dict[str, Shape]
    """By municipality code."""
    borders: dict[frozenset[str], str]
    """The path of the border between two municipalities, by their codes; of the outer one of a single one."""
    width: int
    height: int
    """The size of the drawing with its margin, in units."""

    def between(self, parts: Iterable[Iterable[str]]) -> str:
        """Return the path of all borders between parts, given as the codes that each holds; others are one part."""
        part_of = {code: number for number, codes in enumerate(parts) for code in codes}
        return "".join(path for pair, path in self.borders.items() if len({part_of.get(code, -1) for code in pair}) > 1)

    @property
    def coast(self) -> str:
        """The path around all that is drawn."""
        return "".join(path for pair, path in self.borders.items() if len(pair) == 1)

    def names(self, names: dict[str, str]) -> dict[str, str]:
        """Return at which of the `SIZES` each name, given by code, has room above its number: as "wide mid".

        A name may reach over borders where it meets no other label; those with most room come first.
        """
        sizes = defaultdict(list)
        shapes = {code: self.shapes[code] for code in names}
        for size, units in SIZES.items():
            taken = {code: shape.box(2, 1, units) for code, shape in shapes.items()}  # its number, of two digits
            width = {code: len(name) * units * PER_LETTER for code, name in names.items()}
            for code, shape in sorted(shapes.items(), key=lambda each: width[each[0]] / (each[1].rooms[size] or 1)):
                box = shape.box(len(names[code]), 2, units)
                free = not any(_meet(box, other) for each, other in taken.items() if each != code)
                if width[code] <= shape.rooms[size] * SPILL and free and self._holds(box):
                    taken[code] = box
                    sizes[code].append(size)
        return {code: " ".join(sizes[code]) for code in names}

    def _holds(self, box: tuple[float, ...]) -> bool:
        left, top, right, bottom = box
        return min(left, top) >= -MARGIN and right <= self.width - MARGIN and bottom <= self.height - MARGIN

    @property
    def view_box(self) -> str:
        return f"{-MARGIN} {-MARGIN} {self.width} {self.height}"


@lru_cache(maxsize=1)
def land() -> Land:
    """Return the drawing of all files, read once. Raises OSError or ValueError for a file that cannot be read."""
    return draw(sorted((settings.BASE_DIR / "fixtures").glob(FILES)))


def draw(files: Iterable[Path]) -> Land:
    """Return the drawing of these files together."""
    features = [feature for file in files for feature in json.loads(file.read_text(encoding="utf-8"))["features"]]
    places = {str(feature["id"]): feature for feature in features}
    if not places:
        return Land({}, {}, 0, 0)
    earth = {code: _polygons(feature["geometry"]) for code, feature in places.items()}
    drawn, height = _project(earth)
    shapes = {
        code: _shape(code, feature["properties"].get("name", code), drawn[code]) for code, feature in places.items()
    }
    return Land(shapes, _borders(drawn), WIDTH + 2 * MARGIN, math.ceil(height) + 2 * MARGIN)


def _polygons(geometry: dict[str, Any]) -> list[Polygon]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[[(lon, lat) for lon, lat, *_height in ring] for ring in polygon] for polygon in polygons]


def _project(earth: dict[str, list[Polygon]]) -> tuple[dict[str, list[Polygon]], float]:
    """Return the polygons in units, and how high they stand together.

    Equirectangular: longitudes shrink by the cosine of the latitude in the middle, to the whole degree (56° N for
    Skåne), so that the scale is the same in both directions there; a degree or so away it is wrong by a few per cent.
    """
    points = [point for polygons in earth.values() for polygon in polygons for ring in polygon for point in ring]
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    shrink = math.cos(math.radians(round((south + north) / 2)))
    scale = WIDTH / ((east - west) * shrink)

    def project(ring: Ring) -> Ring:
        return [(round((lon - west) * shrink * scale, 1), round((north - lat) * scale, 1)) for lon, lat in ring]

    drawn = {code: [[project(ring) for ring in each] for each in polygons] for code, polygons in earth.items()}
    return drawn, (north - south) * scale


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes (left, top, right, bottom) have anything in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _path(points: Iterable[Point]) -> str:
    return "M" + " ".join(f"{x:g},{y:g}" for x, y in points)


def _borders(drawn: dict[str, list[Polygon]]) -> dict[frozenset[str], str]:
    """Return the border between each two that share one, and of each towards what is not drawn.

    A border is shared where both outlines have the same points.
    """
    owners: dict[frozenset[Point], set[str]] = defaultdict(set)
    for code, polygons in drawn.items():
        for edge in _edges(polygons):
            owners[frozenset(edge)].add(code)
    lines: dict[frozenset[str], list[list[Point]]] = defaultdict(list)
    for code, polygons in drawn.items():
        for start, end in _edges(polygons):
            pair = frozenset(owners[frozenset((start, end))])
            if code != min(pair):
                continue  # drawn with the other one
            if lines[pair] and lines[pair][-1][-1] == start:
                lines[pair][-1].append(end)
            else:
                lines[pair].append([start, end])
    return {pair: "".join(map(_path, each)) for pair, each in lines.items()}


def _edges(polygons: list[Polygon]) -> Iterator[tuple[Point, Point]]:
    for polygon in polygons:
        for ring in polygon:
            yield from ((start, end) for start, end in pairwise(ring) if start != end)


def _shape(code: str, name: str, polygons: list[Polygon]) -> Shape:
    largest = max(polygons, key=lambda polygon: _area(polygon[0]))
    x, y = _label_point(largest)
    rooms = {size: _room(largest, x, y, units * 1.15) for size, units in SIZES.items()}
    outline = "".join(f"{_path(ring[:-1])}Z" for polygon in polygons for ring in polygon)
    return Shape(code, name, outline, round(x, 1), round(y, 1), {size: room for size, (room, _) in rooms.items()})


def _area(ring: Ring) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def _label_point(polygon: Polygon) -> Point:
    """Return where a label of two lines has most room to its sides; in what is too low for two lines, one of none."""
    top, bottom = min(y for _, y in polygon[0]), max(y for _, y in polygon[0])
    heights = [top + (bottom - top) * (place + 0.5) / SCANLINES for place in range(SCANLINES)]
    for half in (SIZES["wide"] * 1.15, SIZES["wide"] / 2, 0):
        found = []
        for y in heights:
            for left, right in _inside(polygon, y):
                width, x = _room(polygon, (left + right) / 2, y, half)
                # Of places with nearly as much room, the one in the middle.
                found.append((width - abs(y - (top + bottom) / 2) / 4, width, x, y))
        _rank, width, x, y = max(found)
        if width:
            return x, y
    raise ValueError("an outline without an inside")


def _room(polygon: Polygon, x: float, y: float, half: float) -> Point:
    """Return how wide what stands at the point may be, for `half` units up and down, and the middle of that room."""
    left, right = -math.inf, math.inf
    for step in range(-3, 4):
        around = [each for each in _inside(polygon, y + half * step / 3) if each[0] < x < each[1]]
        if not around:
            return 0, x
        left, right = max(left, around[0][0]), min(right, around[0][1])
    return right - left, (left + right) / 2


def _inside(polygon: Polygon, y: float) -> list[tuple[float, float]]:
    """Return from where to where the height `y` lies within the polygon."""
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in polygon
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 <= y) != (y2 <= y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))
