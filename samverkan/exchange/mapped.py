"""The rows of a table as a mapping reads them: people's words made the registry's, and cells gathered from others.

What a mapping says for every row may be put together: {blad} is the sheet's title, {avsnitt} the text of the nearest
row above with something in its first cell alone, and {a heading} the text of that row's cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from groups.ordering import fold
from samverkan.exchange.reading import FileRow

TITLE, SECTION = "blad", "avsnitt"
ANY_OTHER = "*"
"""Among the words of a column: every text that is not blank and not told otherwise."""

_PLACE = re.compile(r"\{([^{}]+)\}")

Words = Mapping[str, str]
"""Folded text of a file → what it means. "" is a blank cell."""


class Unknown(Exception):
    """A text speaks of a heading that is not there; the message says which."""


def one_line(cell: object) -> str:
    """A cell's text without line breaks, as headings and words are compared."""
    return "" if cell is None else " ".join(str(cell).split())


def is_put_together(text: str) -> bool:
    return bool(_PLACE.search(text))


def meaning(words: Words, said: str) -> str:
    """What a text means."""
    folded = fold(said)
    return words.get(folded, words.get(ANY_OTHER, said) if folded else said)


def reworked(
    rows: Sequence[FileRow],
    title: str,
    headings: Sequence[str],
    words: Mapping[int, Words],
    gathered: Sequence[tuple[str, Words]],
) -> list[FileRow]:
    """Return the rows with other words in the columns at these places, and a cell more for each text put together.

    `gathered` is each such text, and the words of its column. Raises Unknown.
    """
    places = {fold(heading): place for place, heading in reversed(list(enumerate(headings))) if heading}
    make = [(_maker(text, title, places), own) for text, own in gathered]
    has_sections = any(fold(name) == SECTION for text, _own in gathered for name in _PLACE.findall(text))
    width, section = len(headings), ""
    found = []
    for row in rows:
        if has_sections and row.cells[0] is not None and all(cell is None for cell in row.cells[1:]):
            section = one_line(row.cells[0])
            continue
        cells = [*row.cells, *[None] * (width - len(row.cells))]
        more = [meaning(own, text(cells, section)) or None for text, own in make]
        for place, own in words.items():
            said = one_line(cells[place])
            if (meant := meaning(own, said)) != said:
                cells[place] = meant or None
        found.append(FileRow(row.number, cells[:width] + more))
    return found


def _maker(text: str, title: str, places: Mapping[str, int]) -> Callable[[list, str], str]:
    """What puts the text together for a row, from its cells and the section that it stands in."""
    for name in _PLACE.findall(text):
        if fold(name) not in (TITLE, SECTION, *places):
            raise Unknown(_("Kopplingen talar om rubriken ”%(name)s”, som inte finns.") % {"name": name})

    def put_together(cells: list, section: str) -> str:
        given = {TITLE: title, SECTION: section}
        parts = {
            name: one_line(cells[places[folded]]) if (folded := fold(name)) in places else given[folded]
            for name in _PLACE.findall(text)
        }
        return _PLACE.sub(lambda found: parts[found[1]], text).strip() if any(parts.values()) else ""

    return put_together
