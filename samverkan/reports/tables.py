"""The compilation as tables: groups, seats, links, changes, and what to look at – for spreadsheets and programs.

The names of sheets, files and columns do not change from one compilation to the next; `COLUMNS` says what each holds.
Rows are tied together by the key of the group, which is the last part of its address and never changes, and by the key
of the seat.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.frozen_facts import FACTS
from groups.models import Seat
from samverkan import tabular
from samverkan.reports import change_words, group_facts, watch_words
from samverkan.reports.change_words import Changes
from samverkan.reports.readings import Told

Row = list[Any]
Column = tuple[Promise, Promise]
"""What a column is called, and what it holds."""

GROUP = (gettext_lazy("Grupp"), gettext_lazy("Gruppens nyckel: samma som Nyckel i tabellen grupper."))
NAME = (gettext_lazy("Gruppens namn"), gettext_lazy("Vad gruppen heter, för den som läser."))


@dataclass(frozen=True)
class Sheet:
    """A table: its key in addresses, its title, its columns, and what gives its rows."""

    key: str
    title: Promise
    columns: list[Column]
    rows: Callable[[Told], Iterable[Row]]

    def header(self) -> list[str]:
        return [str(name) for name, _meaning in self.columns]


def _groups(told: Told) -> Iterator[Row]:
    for slug, group in told.reading.groups.items():
        codes, held = group["codes"], group["meetings"] or {}
        asked = group["review"] or {}
        yield [
            slug,
            *(group["facts"].get(key, "") for key in FACTS),
            codes["parent"],
            group["part"],
            group["public"],
            codes["meetings_min"],
            codes["meetings_max"],
            sum(seat["places"] for seat in group["seats"]),
            sum(seat["vacant"] for seat in group["seats"]),
            group["missing"],
            group["ladder"],
            held.get("held"),
            held.get("last"),
            held.get("open_actions"),
            held.get("late_actions"),
            asked["answered"] if asked else None,
            asked["attested"] if asked else None,
            asked.get("outcome_words"),
            asked.get("verdict_words"),
            asked.get("verdict_note"),
        ]


def _seats(told: Told) -> Iterator[Row]:
    kinds = dict(Seat.Kind.choices)
    for slug, group in told.reading.groups.items():
        for seat in group["seats"]:
            holders = [group_facts.holder_words(told.reading, seat, holder) for holder in seat["holders"]]
            yield [
                seat["uid"],
                slug,
                group["facts"]["name"],
                str(kinds.get(seat["kind"], seat["kind"])),
                seat["label"],
                seat["organisation"],
                seat["organisation_slug"],
                str(group_facts.SIDES.get(seat["side"], seat["side"])),
                seat["places"],
                seat["vacant"],
                holders,
            ]


LINKS = {
    "parent": gettext_lazy("ligger under"),
    "commissions": gettext_lazy("uppdrag av"),
    "reports_to": gettext_lazy("rapporterar till"),
    "escalation": gettext_lazy("åtgärdsstrappa"),
    "successors": gettext_lazy("ersätts av"),
}
"""Kinds of links, by the fact that tells them."""


def _links(told: Told) -> Iterator[Row]:
    groups = told.reading.groups
    for slug, group in groups.items():
        for key, kind in LINKS.items():
            for order, (words, to) in enumerate(
                zip(group_facts.lines(group["facts"][key]), group["refs"][key], strict=True), 1
            ):
                yield [slug, group["facts"]["name"], str(kind), order, words, to if to in groups else None]


def _changes(told: Told) -> Iterator[Row]:
    return compared(told.changes) if told.changes else iter(())


def compared(changes: Changes) -> Iterator[Row]:
    """Yield the rows of the sheet of changes."""
    for group, kind, what, was, now in change_words.rows(changes):
        yield [group.slug, group.name, kind, what, was, now]


def _watched(told: Told) -> Iterator[Row]:
    for row in watch_words.rows(told.reading):
        yield list(row)


SHEETS = {
    sheet.key: sheet
    for sheet in (
        Sheet(
            "grupper",
            gettext_lazy("Grupper"),
            [
                (
                    gettext_lazy("Nyckel"),
                    gettext_lazy("Gruppens nyckel. Den är alltid densamma, vad gruppen än heter."),
                ),
                *((fact.label, gettext_lazy("Som i gruppens avsnitt.")) for fact in FACTS.values()),
                (gettext_lazy("Överordnad"), gettext_lazy("Nyckeln till gruppen som den ligger under.")),
                (gettext_lazy("Del"), gettext_lazy("Ja om den är en del av den överordnade och inte räknas.")),
                (gettext_lazy("Publik"), gettext_lazy("Ja om alla får se gruppen.")),
                (gettext_lazy("Väntade möten per år, minst"), gettext_lazy("Tomt om det inte går att säga.")),
                (gettext_lazy("Väntade möten per år, högst"), gettext_lazy("Tomt om det inte går att säga.")),
                (gettext_lazy("Platser"), gettext_lazy("Antal platser.")),
                (gettext_lazy("Vakanta platser"), gettext_lazy("Antal platser som ingen har.")),
                (
                    gettext_lazy("Kommuner utan företrädare"),
                    gettext_lazy("De av gruppens kommuner som ingen företräder."),
                ),
                (gettext_lazy("Oklart i åtgärdsstrappan"), gettext_lazy("Vad som saknas eller är oklart.")),
                (gettext_lazy("Möten hållna"), gettext_lazy("Antal det senaste året. Tomt om inget är känt.")),
                (gettext_lazy("Senaste möte"), gettext_lazy("Dag.")),
                (gettext_lazy("Öppna åtgärder"), gettext_lazy("Antal i handlingsplanen.")),
                (gettext_lazy("Försenade åtgärder"), gettext_lazy("Antal av dem som skulle ha varit klara.")),
                (gettext_lazy("Har svarat"), gettext_lazy("Tomt om gruppen inte har tillfrågats.")),
                (gettext_lazy("Intygad"), gettext_lazy("Ja om sammankallande har intygat att uppgifterna stämmer.")),
                (
                    gettext_lazy("Sammankallandes förslag"),
                    gettext_lazy("Bara för den som läser hela sammanställningen."),
                ),
                (gettext_lazy("Uppdragsgivarens beslut"), gettext_lazy("Tomt om inget är beslutat.")),
                (gettext_lazy("Beslutet i ord"), gettext_lazy("Bara för den som läser hela sammanställningen.")),
            ],
            _groups,
        ),
        Sheet(
            "platser",
            gettext_lazy("Platser"),
            [
                (
                    gettext_lazy("Plats"),
                    gettext_lazy("Platsens nyckel. En plats per kommun har en rad för varje kommun."),
                ),
                GROUP,
                NAME,
                (gettext_lazy("Slag"), gettext_lazy("Ordförande, ledamot, sammankallande …")),
                (gettext_lazy("Benämning"), gettext_lazy("Vad platsen kallas.")),
                (gettext_lazy("Organisation"), gettext_lazy("Vem platsen hör till.")),
                (gettext_lazy("Organisationens nyckel"), gettext_lazy("Sista delen av dess adress i registret.")),
                (gettext_lazy("Sida"), gettext_lazy("Region eller kommun.")),
                (gettext_lazy("Antal"), gettext_lazy("Så många platser raden gäller.")),
                (gettext_lazy("Vakanta"), gettext_lazy("Så många av dem som ingen har.")),
                (gettext_lazy("Innehavare"), gettext_lazy("De namn som läsaren får se, med ” | ” emellan.")),
            ],
            _seats,
        ),
        Sheet(
            "lankar",
            gettext_lazy("Länkar"),
            [
                GROUP,
                NAME,
                (
                    gettext_lazy("Slag"),
                    gettext_lazy("Ligger under, rapporterar till, uppdrag av, åtgärdsstrappa, ersätts av."),
                ),
                (gettext_lazy("Ordning"), gettext_lazy("Vilken i ordningen av samma slag.")),
                (gettext_lazy("Till"), gettext_lazy("Vart länken leder, i ord.")),
                (gettext_lazy("Till grupp"), gettext_lazy("Nyckeln, om den leder till en grupp i tabellen grupper.")),
            ],
            _links,
        ),
        Sheet(
            "andringar",
            gettext_lazy("Ändringar"),
            [
                GROUP,
                NAME,
                (gettext_lazy("Ändring"), gettext_lazy("Ny, avslutad, flyttad, ändrad, oförändrad …")),
                (gettext_lazy("Uppgift"), gettext_lazy("Vilken uppgift som har ändrats.")),
                (gettext_lazy("Förut"), gettext_lazy("Som det var i den tidigare sammanställningen.")),
                (gettext_lazy("Nu"), gettext_lazy("Som det är i den här.")),
            ],
            _changes,
        ),
        Sheet(
            "att-titta-pa",
            gettext_lazy("Att titta på"),
            [
                (gettext_lazy("Regel"), gettext_lazy("Vad raden gäller.")),
                (GROUP[0], gettext_lazy("Gruppens nyckel. Tomt om raden inte gäller en grupp som finns.")),
                NAME,
                (gettext_lazy("Vad"), gettext_lazy("Vad som föll ut.")),
            ],
            _watched,
        ),
    )
}
"""The tables by key, in order."""

MEANINGS = ("kolumner", [gettext_lazy("Fil"), gettext_lazy("Kolumn"), gettext_lazy("Betydelse")])
"""Name and header of the file that says what the columns of the others hold."""


def for_workbook(told: Told) -> Iterator[tabular.Sheet]:
    """Yield the sheets of the workbook, the meaning of the columns last."""
    for sheet in SHEETS.values():
        yield str(sheet.title), sheet.header(), sheet.rows(told)
    yield _("Kolumner"), [str(words) for words in MEANINGS[1]], meanings(str)


def meanings(named: Callable[[Any], str] = lambda sheet: f"{sheet}.csv") -> Iterator[Row]:
    """Yield what each column of each table holds."""
    for sheet in SHEETS.values():
        for name, meaning in sheet.columns:
            yield [named(sheet.key), str(name), str(capfirst(meaning))]


def zipped(told: Told, *, comma: bool = False) -> bytes:
    """Return a zip of all tables as CSV, which lead to each other by their keys, and what the columns mean."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in SHEETS.values():
            archive.writestr(f"{sheet.key}.csv", "".join(tabular.csv_lines(sheet.header(), sheet.rows(told), comma)))
        header = [str(words) for words in MEANINGS[1]]
        archive.writestr(f"{MEANINGS[0]}.csv", "".join(tabular.csv_lines(header, meanings(), comma)))
    return file.getvalue()
