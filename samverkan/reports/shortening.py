"""A compilation of many groups as a page: long lists are cut, and each section stands whole at an address of its own.

Documents and tables hold everything; a page of a thousand groups would be several megabytes.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samverkan.reports.blocks import Block, Bullets, Contents, Drawing, Entry, Section

GROUPS = 120
"""With more groups than this each has a page of its own."""
MOST = 50
"""So many entries of a list stand on the page of a long compilation."""
MOST_WITHIN = 10
"""So many of a list within a list."""


def is_long(contents: Contents) -> bool:
    return sum(section.folded for _level, section in contents.walk()) > GROUPS


def shortened(contents: Contents) -> Contents:
    """Return the contents with their lists cut, the groups as a list of names."""
    return replace(contents, sections=[_section(each) for each in contents.sections])


def alone(contents: Contents, anchor: str) -> Section | None:
    """Return one section to stand alone, in full but for the groups in it, whose names it lists; None for no such."""
    found = next((section for _level, section in contents.walk() if section.anchor == anchor), None)
    return found and _listing_groups(found) if is_long(contents) else found


def cut(section: Section) -> Section:
    """Return the section, and those within it, with lists cut and no address to go to for more."""
    blocks = [_block(each, "") for each in section.blocks]
    return replace(section, blocks=blocks, sections=[cut(each) for each in section.sections])


def _section(section: Section) -> Section:
    listing = _listing_groups(section)
    blocks = [_block(each, section.anchor) for each in listing.blocks]
    return replace(listing, blocks=blocks, sections=[_section(each) for each in listing.sections])


def _listing_groups(section: Section) -> Section:
    if not any(each.folded for each in section.sections):
        return section
    names = Bullets([Entry(each.note, each.title, each.anchor) for each in section.sections])
    return replace(section, blocks=[*section.blocks, names], sections=[])


def _block(block: Block, anchor: str) -> Block:
    match block:
        case Bullets():
            return replace(block, entries=_entries(block.entries, anchor))
        case Drawing():
            return replace(block, outline=_entries(block.outline, anchor))
    return block


def _entries(entries: list[Entry], anchor: str) -> list[Entry]:
    kept = [_within(each) for each in entries[:MOST]]
    if kept == entries:
        return entries
    if (left := len(entries) - MOST) > 0:
        kept.append(Entry(_more(left)))
    return [*kept, Entry("", _("Visa hela listan"), anchor)] if anchor else kept


def _within(entry: Entry, most: int = MOST_WITHIN) -> Entry:
    """Return the entry with what it holds cut, the more the further in."""
    if (left := len(entry.alike) - most) > 0:
        entry = replace(entry, alike=[*entry.alike[:most], (_more(left), "")])
    if not entry.inner:
        return entry
    inner = [_within(each, max(most // 3, 1)) for each in entry.inner[:most]]
    left = len(entry.inner) - most
    return replace(entry, inner=[*inner, *([Entry(_more(left))] if left > 0 else [])])


def _more(left: int) -> str:
    return ngettext("… och %(n)s till", "… och %(n)s till", left) % {"n": left}
