"""What the compilation is made of, in one shape for the page, the Word document and the PDF.

A document is sections within sections; a section holds blocks of few kinds. Each of the clothes knows how to show these
kinds, and nothing of groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Entry:
    """A line of a list: words, with a group named first that has a section of its own."""

    words: str = ""
    name: str = ""
    """Name of the group that the line is about, "" if it is about none."""
    anchor: str = ""
    """Of the section to go to for more; "" where the document has none."""
    inner: list[Entry] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)
    """Where `name` is that of a kind: what each of its groups is called besides, and the anchor of its section."""


@dataclass(frozen=True)
class Words:
    """A paragraph; blank lines part it into several."""

    text: str
    soft: bool = False
    kind: str = "words"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    entries: list[Entry]
    kind: str = "bullets"


@dataclass(frozen=True)
class Fact:
    """A label and what is said of it, in one line for each; `stated` is False where the words say that nothing is."""

    label: str
    lines: list[str]
    stated: bool = True


@dataclass(frozen=True)
class Facts:
    """Labels with what is said of each."""

    rows: list[Fact]
    kind: str = "facts"


@dataclass(frozen=True)
class Table:
    """A table with a caption; every row has as many cells as the head. Counts are right-aligned from `numbers` on."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    numbers: int = 99
    """From which column on the cells are numbers, counted from 0."""
    kind: str = "table"


@dataclass(frozen=True)
class Box:
    """A group, or several of a kind, in the drawing of the structure. Millimetres from the drawing's upper left."""

    words: str
    small: str
    status: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawing:
    """The structure drawn. What it shows stands in words in the block after it, and shortly in `alt`."""

    caption: str
    alt: str
    width: float
    height: float
    bands: list[tuple[str, float, float]]
    """Name, upper edge and height of the band of each tier."""
    boxes: list[Box]
    lines: list[tuple[float, float, float, float]]
    """x, y, x, y."""
    outline: list[Entry]
    """The same as lists within lists, for pages: they fit any width and are read aloud in order."""
    kind: str = "drawing"


@dataclass(frozen=True)
class Part:
    """A part of a bar."""

    label: str
    status: str
    count: int


@dataclass(frozen=True)
class Bars:
    """A bar for each year, parted by status; the same numbers stand in the table after it."""

    caption: str
    alt: str
    bars: list[tuple[str, list[Part]]]
    most: int
    """The longest bar's count, at least 1."""
    kind: str = "bars"

    @property
    def drawn(self) -> list[tuple[str, list[tuple[Part, float, float]]]]:
        """Return each bar with its parts as (part, start, width), in per cent of the longest."""
        return [(name, _placed(parts, self.most)) for name, parts in self.bars]


def _placed(parts: list[Part], most: int) -> list[tuple[Part, float, float]]:
    starts = [0, *accumulate(part.count for part in parts)]
    return [
        (part, round(100 * start / most, 2), round(100 * part.count / most, 2))
        for part, start in zip(parts, starts, strict=False)
    ]


Block = Words | Bullets | Facts | Table | Drawing | Bars


@dataclass
class Section:
    """A heading, what stands below it, and the sections within it."""

    anchor: str
    title: str
    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    note: str = ""
    """What differs, beside the heading: the status of a group that is not active."""
    status: str = ""
    """Of the group that the section is about; "" for others."""
    folded: bool = False
    """Whether a page may fold it: it is one of many of its kind."""

    def walk(self, level: int = 1) -> Iterator[tuple[int, Section]]:
        """Yield the section and all within it with their level, in the order they are read."""
        yield level, self
        for each in self.sections:
            yield from each.walk(level + 1)


@dataclass
class Contents:
    """The compilation as far as its reader may know."""

    title: str
    region: str
    day: str
    """The reference date in words."""
    facts: list[Fact]
    """Its frame: reference date, reviderad från, commissioner, authors …"""
    sections: list[Section]
    whole: bool
    """Whether groups and names that are not public are in it."""

    @property
    def name(self) -> str:
        """Return what the document is called: the title of the file and of the window."""
        return f"{self.title}, {self.day}"

    @property
    def audience(self) -> str:
        """Return for whom it is, in a few words, "" for the public one."""
        return _("Innehåller uppgifter som inte är publika") if self.whole else ""

    def walk(self) -> Iterator[tuple[int, Section]]:
        """Yield all sections with their level, from 1, in the order they are read."""
        for each in self.sections:
            yield from each.walk()
