"""The drawing of the structure, and the counts by year."""

from __future__ import annotations

import pytest

from samverkan.reports import audience, figures
from tests.samverkan.reports import snapshot_world as world


def draw(groups):
    return figures.structure(audience.read(world.snapshot(groups), {}, whole=True))


def many(count: int, kinds: int = 1):
    """Return a board and so many local groups below it, of so many kinds."""
    groups = {"ds": world.group("DS", codes={"tier": "delregional"}, parent="Centralt organ")}
    for n in range(count):
        kind = {"type": f"t{n % kinds}", "parent": "ds"}
        groups[f"g{n}"] = world.group(f"Grupp {n}", codes=kind, type=f"Typ {n % kinds}", parent="DS")
    return groups


def test_groups_stand_in_the_band_of_their_tier_below_what_they_lie_under():
    drawing = figures.structure(audience.read(world.later(), {}, whole=True))
    assert [name for name, _top, _height in drawing.bands] == ["Central", "Delregional", "Lokal"]
    at = {box.words: box.y for box in drawing.boxes}
    assert at["Centralt samverkansorgan"] < at["DS Nordväst"] < at["DS-TB Nordväst"] < at["AU NV"]
    assert at["AU NV"] < at["Lilla samverkansmötet"]
    assert "Gamla rådet" not in at, "it has ended"
    assert "Samrådets del i Bjuv" not in at, "a part is no group of its own"


@pytest.mark.parametrize(("count", "kinds"), [(1, 1), (16, 1), (17, 1), (60, 8), (1000, 40)])
def test_the_drawing_keeps_to_a_page_and_loses_nobody(count, kinds):
    drawing = draw(many(count, kinds))
    assert drawing.height <= 230
    assert all(box.x >= 0 and box.x + box.width <= drawing.width for box in drawing.boxes)
    assert all(box.y + box.height <= drawing.height for box in drawing.boxes)
    local = [box for box in drawing.boxes if box.words not in ("DS", "Centralt organ")]
    assert sum(int(box.small.split()[0]) if box.small else 1 for box in local) == count
    overlapping = [
        (one.words, other.words)
        for one in drawing.boxes
        for other in drawing.boxes
        if one is not other and abs(one.x - other.x) < one.width and abs(one.y - other.y) < one.height
    ]
    assert overlapping == []


@pytest.mark.parametrize("kinds", [1, 8, 40])
def test_no_line_runs_behind_a_box(kinds):
    groups = many(60, kinds)
    for n in range(6):
        parent = "ds" if n < 2 else f"d{n - 2}"
        told = {"tier": "delregional", "parent": parent}
        groups[f"d{n}"] = world.group(f"D {n}", codes=told, parent=groups[parent]["facts"]["name"])
    drawing = draw(groups)
    assert drawing.lines
    for x1, y1, x2, y2 in drawing.lines:
        for box in drawing.boxes:
            across = min(x1, x2) < box.x + box.width and max(x1, x2) > box.x
            along = min(y1, y2) < box.y + box.height and max(y1, y2) > box.y
            assert not (across and along), (x1, y1, x2, y2, box)


def test_two_that_lie_under_each_other_do_not_hang_the_drawing():
    groups = {
        "a": world.group("A", codes={"parent": "b"}, parent="B"),
        "b": world.group("B", codes={"parent": "a"}, parent="A"),
    }
    assert {box.words for box in draw(groups).boxes} == {"A", "B"}


def test_nothing_is_drawn_where_there_is_nothing():
    assert draw({}) is None


def test_the_outline_holds_the_same_groups_as_the_drawing():
    drawing = draw(many(40, 3))
    flat = [entry.name for top in drawing.outline for entry in walk(top)]
    assert len(flat) == len(set(flat)) == 42


def walk(entry):
    yield entry
    for inner in entry.inner:
        yield from walk(inner)


def test_the_bars_and_the_table_say_the_same():
    bars, table = figures.by_status([world.earlier(), world.later()])
    assert table.head == ["Läget den", "Aktiv", "Nystartad", "Vilande", "Summa"]
    assert table.rows == [["2021-05-01", "6", "0", "0", "6"], ["2023-03-01", "5", "1", "1", "7"]]
    assert [[part.count for part in parts] for _day, parts in bars.bars] == [[6], [5, 1, 1]]
    assert bars.most == 7
