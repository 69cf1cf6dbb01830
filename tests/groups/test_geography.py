"""Municipalities as a drawing, and the colours of delregions."""

from __future__ import annotations

import itertools
import json
import math
import re

import pytest
from django.conf import settings

from groups import geography
from groups.models import Region
from groups.views.geography import COLOURS
from tests import factories

TOKENS = settings.BASE_DIR / "samverkan" / "static" / "css" / "tokens.css"

Colour = tuple[float, ...]

# ---------------------------------------------------------------- the drawing


@pytest.fixture(scope="module")
def land() -> geography.Land:
    return geography.land()


def rings(path: str) -> list[list[geography.Point]]:
    """Return the points of each closed ring of a path."""
    return [[tuple(map(float, each.split(","))) for each in ring.split()] for ring in re.findall(r"M([^Z]*)Z", path)]


def is_inside(x: float, y: float, path: str) -> bool:
    """Whether a ray from the point crosses the path an odd number of times: another way than the code's own."""
    crossed = 0
    for ring in rings(path):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (x1 > x) != (x2 > x) and y < y1 + (x - x1) * (y2 - y1) / (x2 - x1):
                crossed += 1
    return crossed % 2 == 1


def test_every_municipality_of_skane_is_drawn_within_the_picture(land):
    assert len(land.shapes) == 33
    for shape in land.shapes.values():
        for x, y in itertools.chain(*rings(shape.path)):
            assert 0 <= x <= geography.WIDTH
            assert 0 <= y <= land.height - 2 * geography.MARGIN


def test_scale_is_alike_in_both_directions_at_56_degrees(land):
    """From Skåne's westernmost to its easternmost point, and from south to north, measured on the globe."""
    file = settings.BASE_DIR / "fixtures" / "skane-municipalities.geojson"
    points = [
        point
        for feature in json.loads(file.read_text())["features"]
        for polygon in feature["geometry"]["coordinates"]
        for ring in polygon
        for point in ring
    ]
    wide = (max(lon for lon, _ in points) - min(lon for lon, _ in points)) * math.cos(math.radians(56))
    high = max(lat for _, lat in points) - min(lat for _, lat in points)
    assert (land.height - 2 * geography.MARGIN) / geography.WIDTH == pytest.approx(high / wide, abs=0.002)


def test_every_label_stands_inside_its_municipality(land):
    for shape in land.shapes.values():
        assert is_inside(shape.x, shape.y, shape.path), shape.name


def test_north_is_up_and_west_is_left(land):
    by_name = {shape.name: shape for shape in land.shapes.values()}
    assert by_name["Osby"].y < by_name["Hörby"].y < by_name["Trelleborg"].y
    assert by_name["Höganäs"].x < by_name["Klippan"].x < by_name["Bromölla"].x


def test_neighbours_share_a_border_and_others_do_not(land):
    codes = {shape.name: code for code, shape in land.shapes.items()}
    assert land.borders[frozenset((codes["Malmö"], codes["Burlöv"]))]
    assert frozenset((codes["Malmö"], codes["Osby"])) not in land.borders


def test_thick_line_goes_between_parts_alone(land):
    codes = {shape.name: code for code, shape in land.shapes.items()}
    malmo = codes["Malmö"]
    around = {code for pair in land.borders if malmo in pair for code in pair} - {malmo}
    assert {codes["Burlöv"], codes["Svedala"], codes["Vellinge"]} <= around
    assert land.between([land.shapes]) == ""
    line = land.between([{malmo}, set(land.shapes) - {malmo}])
    assert sorted(line) == sorted("".join(land.borders[frozenset((malmo, code))] for code in around))


def test_drawing_is_small(land):
    shapes = sum(len(shape.path) for shape in land.shapes.values())
    assert shapes + len(land.between([[code] for code in land.shapes])) + len(land.coast) < 30_000


def county(folder, features: dict[str, list]) -> None:
    """Write a county's file: code → coordinates of a multipolygon."""
    rows = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"name": f"Kommun {code}"},
            "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
        }
        for code, coordinates in features.items()
    ]
    (folder / "x-municipalities.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": rows}))


def square(west: float, south: float, size: float) -> list:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_label_stands_in_the_largest_island_and_not_in_a_hole(tmp_path):
    county(tmp_path, {"0001": [[square(10, 60, 0.1)], [square(11, 60, 1), square(11.25, 60.25, 0.5)]]})
    land = geography.draw(tmp_path.glob("*"))
    shape = land.shapes["0001"]
    assert is_inside(shape.x, shape.y, shape.path)
    assert shape.x > geography.WIDTH / 2
    assert land.height - 2 * geography.MARGIN == pytest.approx(geography.WIDTH / 2 / math.cos(math.radians(60)), abs=1)


def test_no_file_draws_nothing(tmp_path):
    assert geography.draw(tmp_path.glob("*")).shapes == {}


def test_name_stands_where_it_has_room_and_meets_no_other_label(tmp_path):
    county(
        tmp_path, {"0001": [[square(10, 56, 0.2)]], "0002": [[square(10.2, 56, 0.2)]], "0003": [[square(10.9, 56, 1)]]}
    )
    names = geography.draw(tmp_path.glob("*")).names({"0001": "Ö", "0002": "Å" * 30, "0003": "Kristianstad"})
    assert "wide" in names["0001"]
    assert names["0002"] == ""
    assert "wide" in names["0003"]


# ---------------------------------------------------------------- the colours

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (IEEE
# Transactions on Visualization and Computer Graphics 15, 2009): severity 1.0, for linear RGB.
SEES = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
LEAST = 0.06
"""Least distance in Oklab between two colours: about three times what is just seen (0.02)."""


def tokens() -> dict[str, dict[str, str]]:
    """Return the colours of the light and of the dark page."""
    text = TOKENS.read_text()
    light, *darks = re.split(r"@media[^{]*prefers-color-scheme: dark[^{]*\{", text)
    read = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")
    dark = dict(read.findall("".join(darks)))
    return {"light": dict(read.findall(light)), "dark": dict(read.findall(light)) | dark}


def linear(colour: str) -> Colour:
    """Return what "#cff9fd" is in linear light, 0 to 1."""
    digits = colour.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def times(matrix: tuple[Colour, ...], colour: Colour) -> Colour:
    return tuple(sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)


def oklab(colour: Colour) -> Colour:
    """Return the colour in Oklab (B. Ottosson, 2020), where distance is about what is seen."""
    cones = (
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    )
    lab = (
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    )
    return times(lab, tuple(max(each, 0) ** (1 / 3) for each in times(cones, colour)))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.1 has it."""
    weights = (0.2126, 0.7152, 0.0722)
    lights = sorted(sum(a * b for a, b in zip(weights, linear(each), strict=True)) for each in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sight", SEES)
def test_delregions_are_told_apart_by_colour(scheme, sight):
    """Any two, not only neighbours: delregions of another county lie otherwise."""
    colours = [tokens()[scheme][f"delregion-{number + 1}"] for number in range(COLOURS)]
    seen = [oklab(tuple(min(max(part, 0), 1) for part in times(SEES[sight], linear(each)))) for each in colours]
    for one, other in itertools.combinations(range(COLOURS), 2):
        assert math.dist(seen[one], seen[other]) > LEAST, (colours[one], colours[other])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_and_thick_borders_are_seen_on_every_colour(scheme):
    colours = tokens()[scheme]
    for number in range(COLOURS):
        ground = colours[f"delregion-{number + 1}"]
        assert contrast(colours["ink"], ground) >= 4.5, ground
        assert contrast(colours["soft"], ground) >= 3, ground
    assert contrast(colours["ink"], colours["hatch"]) >= 4.5


def test_thirty_six_delregions_have_a_look_of_their_own(db, client):
    for number in range(36):
        factories.RegionFactory(name=f"Del {number:02}", municipalities=[factories.MunicipalityFactory()])
    assert Region.objects.delregions().count() == 36
    parts = client.get("/karta/geografi/").context["parts"]
    assert len({(part.colour, part.pattern) for part in parts}) == 36
