"""The compilation as people read it: one content for the page, the Word document and the PDF.

It is made from a snapshot alone, and the one it was compared with: nothing is asked of the registry of today. What
cannot be told is said so in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.abbreviations import WORDS
from groups.models import Status
from samverkan.reports import change_words, figures, group_facts, overview, watch_words
from samverkan.reports.audience import Reading
from samverkan.reports.blocks import Contents, Fact, Facts, Section, Words
from samverkan.reports.change_words import Changes

STATUS_MEANINGS = {
    Status.PLANNED: gettext_lazy("Gruppen är beslutad men har inte börjat."),
    Status.STARTING: gettext_lazy("Gruppen har nyligen börjat och formar sitt arbete."),
    Status.ACTIVE: gettext_lazy("Gruppen finns och möts."),
    Status.PAUSED: gettext_lazy("Gruppen finns, men inget möte är planerat."),
    Status.DORMANT: gettext_lazy(
        "Gruppen har upphört att mötas men kan väckas; villkoret står vid gruppen. Den är inte avslutad."
    ),
    Status.ENDED: gettext_lazy("Gruppen finns inte längre. Vad som har ersatt den står vid den."),
}


def contents(reading: Reading, changes: Changes | None = None, years: Sequence[dict[str, Any]] = ()) -> Contents:
    """Return the contents for the reader of `reading`, with the changes from the earlier one.

    `years` are the snapshots of earlier compilations, oldest first, that the count by year tells of besides this one.
    """
    snapshot = reading.snapshot
    earlier = changes.earlier if changes else None
    return Contents(
        title=snapshot["title"] or _("Grupper i %(region)s") % {"region": snapshot["region"]["name"]},
        region=snapshot["region"]["name"],
        day=day_words(snapshot["day"]),
        facts=_frame(snapshot),
        sections=[
            *_introduction(snapshot),
            _summary(reading, changes),
            _figures(reading, years),
            *overview.sections(reading, earlier),
            watch_words.section(reading),
            change_words.section(changes),
            _groups(reading),
            _reservation(reading),
            _definitions(),
        ],
        whole=reading.whole,
    )


def day_words(iso: str | None) -> str:
    """Return an ISO day as "1 mars 2023", "" for none."""
    return date_format(dt.date.fromisoformat(iso), "j F Y") if iso else ""


def _frame(snapshot: dict[str, Any]) -> list[Fact]:
    earlier, commissioner = snapshot["revised_from"], snapshot["commissioner"]
    revised = _("%(title)s, %(day)s") % {"title": earlier["title"], "day": day_words(earlier["day"])} if earlier else ""
    rows = [
        (_("Delregion"), snapshot["region"]["name"], ""),
        (_("Avser läget den"), day_words(snapshot["day"]), ""),
        (_("Reviderad från"), revised, _("Ingen tidigare sammanställning")),
        (_("Uppdragsgivare"), commissioner["name"] if commissioner else "", _("Inte angivet")),
        (_("Sammanställd av"), snapshot["authors"], _("Inte angivet")),
    ]
    return [Fact(label, [words or otherwise], stated=bool(words)) for label, words, otherwise in rows]


def _introduction(snapshot: dict[str, Any]) -> list[Section]:
    text = snapshot["introduction"]
    return [Section("inledning", _("Inledning"), [Words(text)])] if text.strip() else []


def _summary(reading: Reading, changes: Changes | None) -> Section:
    """Return what there is and what has changed, in sentences with counts."""
    return Section(
        "sammanfattning",
        _("Sammanfattning av ändringarna") if changes else _("Sammanfattning"),
        [Words(each) for each in [_count_words(reading), *change_words.sentences(changes)] if each],
    )


def _count_words(reading: Reading) -> str:
    """Return how many groups there are, and of which status."""
    found = figures.counts(reading.snapshot)
    total = sum(found[status] for status in figures.SHOWN)
    if not total:
        return _("Inga grupper är registrerade.")
    each = ", ".join(
        f"{found[status]} {_status_words(status, found[status])}" for status in figures.SHOWN if found[status]
    )
    parts = sum(group["part"] for group in reading.groups.values())
    told = _("Sammanställningen omfattar %(total)s grupper: %(each)s.") % {"total": total, "each": each}
    if total == 1:
        told = _("Sammanställningen omfattar en grupp: %(each)s.") % {"each": each}
    if parts:
        told += " " + ngettext(
            "%(n)s del av en grupp står med men räknas inte.", "%(n)s delar av grupper står med men räknas inte.", parts
        ) % {"n": parts}
    return told


def _status_words(status: str, count: int) -> str:
    many = {
        Status.PLANNED: _("planerade"),
        Status.STARTING: _("nystartade"),
        Status.ACTIVE: _("aktiva"),
        Status.PAUSED: _("pausade"),
        Status.DORMANT: _("vilande"),
    }
    return str(Status(status).label) if count == 1 else many[Status(status)]


def _figures(reading: Reading, years: Sequence[dict[str, Any]]) -> Section:
    made = Section("bilder", _("Strukturen och antalet grupper"))
    drawing = figures.structure(reading)
    if drawing:
        made.blocks.append(drawing)
    made.blocks += figures.by_status([*years, reading.snapshot])
    return made


def _groups(reading: Reading) -> Section:
    """Return every group with all its facts, in the tree's order."""
    made = Section("grupper", _("Grupperna var för sig"))
    if not reading.groups:
        made.blocks.append(Words(_("Inga grupper är registrerade.")))
    made.sections = [group_facts.section(reading, slug) for slug in reading.groups]
    return made


def _reservation(reading: Reading) -> Section:
    told = [
        Words(
            _(
                "Det kan finnas forum som saknas här. Sammanställningen bygger på det som är registrerat och på vad "
                "sammankallande har svarat; den som känner till ett forum som saknas ombeds berätta det för "
                "processledarna."
            )
        )
    ]
    if not reading.whole:
        told.append(
            Words(_("Det här är den publika delen: grupper och namn som inte är publika är inte med, och räknas inte."))
        )
    return Section("reservation", _("Reservation"), told)


def _definitions() -> Section:
    statuses = [Fact(str(capfirst(status.label)), [str(words)]) for status, words in STATUS_MEANINGS.items()]
    words = [Fact(str(word), [str(meaning)]) for word, meaning in WORDS.items()]
    return Section(
        "ord",
        _("Ord och begrepp"),
        sections=[
            Section("ord-status", _("En grupps status"), [Facts(statuses)]),
            Section("ord-begrepp", _("Andra ord"), [Facts(words)]),
        ],
    )
