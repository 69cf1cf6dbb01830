"""Mappings of strange headings: out of a TOML file, kept in the registry, and back again.

A file has a [[table]] for each sheet that its spreadsheet is to be read as:

    [[table]]
    name = "Översikten från Nordväst"
    sheet = "groups"                      # empty: such a table is passed over
    columns = { "Forum" = "name", "Att göra" = "" }
    constants = { region = "Nordväst", municipalities = "{blad}" }
    values.tier = { "Lokal nivå" = "lokal" }
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from groups.models import User
from groups.ordering import fold
from samverkan.exchange.headings import Mapping
from samverkan.exchange.mapped import ANY_OTHER
from samverkan.exchange.models import ColumnMapping
from samverkan.exchange.sheets import BY_NAME


class BadMapping(Exception):
    """A file that says no mapping; the message says why, in Swedish."""


def kept() -> list[Mapping]:
    """What has been said of strange headings. One query."""
    return [Mapping(each.sheet, each.columns, each.constants, each.values) for each in ColumnMapping.objects.all()]


def keep(name: str, mapping: Mapping, *, by: User | None) -> ColumnMapping:
    """Keep a mapping for all files with these headings, instead of what was kept for them: one for each."""
    said = {
        "name": name,
        "sheet": mapping.sheet,
        "columns": mapping.columns,
        "constants": mapping.constants,
        "values": mapping.values,
        "by": by,
    }
    kept, _is_new = ColumnMapping.objects.update_or_create(headings=key(mapping), defaults=said)
    return kept


def key(mapping: Mapping) -> str:
    """What a mapping is recognised by: its headings."""
    return "\n".join(sorted(mapping.columns))


def key_of(headings: Iterable[str]) -> str:
    """The same of headings as a file has them."""
    return "\n".join(sorted({fold(each) for each in headings} - {""}))


def by_key(keys: Collection[str]) -> dict[str, ColumnMapping]:
    """The mappings that are kept for these headings, with who kept them. One query."""
    return {each.headings: each for each in ColumnMapping.objects.filter(headings__in=keys).select_related("by")}


def load(text: str) -> list[tuple[str, Mapping]]:
    """The mappings of a TOML file with their names. Raises BadMapping."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(_("Kopplingen är inte riktig TOML: %(error)s.") % {"error": error}) from error
    tables = said.get("table")
    if not isinstance(tables, list) or not tables or not all(isinstance(each, dict) for each in tables):
        raise BadMapping(_("Kopplingen har ingen [[table]]."))
    return [(str(each.get("name", "")), _mapping(each)) for each in tables]


def _mapping(said: dict[str, Any]) -> Mapping:
    sheet = said.get("sheet", "")
    if sheet and sheet not in BY_NAME:
        told = {"sheet": sheet, "sheets": ", ".join(BY_NAME)}
        raise BadMapping(_("Bladet ”%(sheet)s” finns inte. Ange ett av: %(sheets)s.") % told)
    columns, constants = (_texts(said.get(name, {}), name) for name in ("columns", "constants"))
    if not columns:
        raise BadMapping(_("Kopplingen säger inte vilka rubriker filen har (columns)."))
    values = {name: _folded(_texts(words, name)) for name, words in _table(said.get("values", {}), "values").items()}
    if sheet:
        for name in (*filter(None, columns.values()), *constants, *values):
            column = BY_NAME[sheet].by_name.get(name)
            if column is None or column.told:
                told = {"column": name, "sheet": sheet}
                raise BadMapping(_("Kolumnen ”%(column)s” finns inte i bladet ”%(sheet)s”.") % told)
    return Mapping(sheet, {fold(heading): name for heading, name in columns.items()}, constants, values)


def _folded(words: dict[str, str]) -> dict[str, str]:
    return {text if text == ANY_OTHER else fold(text): meant for text, meant in words.items()}


def _texts(said: Any, where: str) -> dict[str, str]:
    found = _table(said, where)
    if not all(isinstance(each, str) for each in found.values()):
        raise BadMapping(_("”%(where)s” ska ha text till höger om varje likhetstecken.") % {"where": where})
    return found


def _table(said: Any, where: str) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise BadMapping(_("”%(where)s” ska vara en tabell.") % {"where": where})
    return said
