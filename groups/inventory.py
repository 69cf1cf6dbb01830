"""The inventory: one row for each group, in tree order, with all that is stated of it.

What a row says of holders is public: names are not among it. A part's blank facts stay blank here; the row above it
is the group that it is a part of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from groups import composition
from groups.composition import Composition
from groups.models import Commission, Group, ReportingLine
from groups.models.link import Link

CHUNK = 500
"""So many groups are read at a time, in the same number of queries whatever they hold."""

Fact = Callable[[Group, Composition], Any]


def _label(field: str) -> Fact:
    """Return what gives the words of a field with choices."""
    return lambda group, _composition: str(getattr(group, f"get_{field}_display")())


def _own(field: str) -> Fact:
    return lambda group, _composition: getattr(group, field)


def _names(rows: Iterable[Any]) -> list[str]:
    return [str(row) for row in rows]


def _convener(place: composition.Place) -> str:
    """Return the role or unit that convenes; that a person does, but not who."""
    seat = place.seat
    unit = str(place.organisation or seat.get_organisation_kind_display() or "")
    if seat.title and unit:
        return f"{seat.title} ({unit})"
    return seat.title or unit or str(seat.get_kind_display())


def _parent_name(group: Group, _composition: Composition) -> str:
    """Return the name of the group above, where it is among those that the reader may see."""
    return group.parent.name if group.parent and group.parent.pk in group.shown_parents else ""


def _target(line: Link) -> str:
    """Return the counterpart of a link, with the remark that may say who there."""
    return f"{line.target} ({line.note})" if line.note else str(line.target)


def _line(line: Link) -> str:
    """Return a reporting line in words: kind where it is not plain reporting, target, and when."""
    words = [] if line.kind == ReportingLine.Kind.REPORTS else [line.get_kind_display()]
    words.append(_target(line))
    if line.when_needed:
        words.append(f"({_('vid behov')})")
    return " ".join(words)


COLUMNS: list[tuple[Any, Fact]] = [
    (_("Namn"), _own("name")),
    (_("Kort namn"), _own("short_name")),
    (_("Andra namn"), _own("alias_list")),
    (_("Grupptyp"), lambda group, _c: group.type.name),
    (_("Nivå"), _label("tier")),
    (_("Delregion"), lambda group, _c: group.region.name if group.region else ""),
    (_("Omfattar"), _label("coverage")),
    (_("Omfattning i ord"), _own("coverage_text")),
    (_("Kommuner"), lambda _g, found: _names(found.covered)),
    (_("Överordnad grupp"), _parent_name),
    (_("Del av den överordnade"), _own("is_part")),
    (_("Ämnen"), lambda group, _c: _names(group.topics.all())),
    (_("Syfte"), _own("purpose")),
    (_("Bakgrund"), _own("origin")),
    (_("Grund"), _own("basis")),
    (_("Länk till grunden"), _own("basis_url")),
    (_("Sammankallande"), lambda _g, found: [_convener(place) for place in found.conveners]),
    (_("Möts"), _own("frequency_text")),
    (_("Väntade möten per år, minst"), _own("meetings_min")),
    (_("Väntade möten per år, högst"), _own("meetings_max")),
    (_("Stående dagordning"), _own("agenda_list")),
    (_("Beslutsmandat"), _label("mandate")),
    (_("Mandatet i ord"), _own("mandate_text")),
    (_("Uppdragsgivare"), lambda group, _c: [_target(line) for line in group.shown_commissions]),
    (_("Rapportering"), _label("reporting")),
    (_("Rapporterar till"), lambda group, _c: [_line(line) for line in group.shown_lines]),
    (_("Återkoppling till DS-TB"), _label("feedback")),
    (_("Status"), _label("status")),
    (_("Status sedan"), _own("status_since")),
    (_("Orsak"), _own("status_reason")),
    (_("Villkor för omstart"), _own("restart_condition")),
    (_("Ersätts av"), lambda group, _c: _names(group.shown_successors)),
    (_("Ersätter"), lambda group, _c: _names(group.shown_predecessors)),
    (_("Platser"), lambda _g, found: found.total if found.places else None),
    (_("Vakanta platser"), lambda _g, found: found.vacancies if found.places else None),
    (_("Kommuner utan företrädare"), lambda _g, found: _names(found.missing)),
    (_("Senast granskad"), _own("reviewed_on")),
    (_("Granskad av"), _own("reviewed_by")),
    (_("Giltig till och med"), _own("valid_until")),
    (_("Anmärkning"), _own("note")),
    (_("Adress"), _own("slug")),
]


def header() -> list[str]:
    """Return the names of the columns."""
    return [str(words) for words, _fact in COLUMNS]


def rows(groups: QuerySet[Group], visible: QuerySet[Group], day: dt.date) -> Iterator[list[Any]]:
    """Yield one row for each of the groups, in tree order, as they are on the day.

    Other groups are named only if they are `visible`. One query, and twelve for each `CHUNK` groups; to be read
    outside a transaction, since a reader may take his time.
    """
    keys = list(groups.order_by("tree_id", "lft").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        chunk = list(_with_all(Group.objects.filter(pk__in=keys[start : start + CHUNK]), visible, day))
        compositions = composition.on(day, chunk)
        parents = visible.filter(pk__in={group.parent_id for group in chunk if group.parent_id})
        shown_parents = set(parents.values_list("pk", flat=True))
        for group in chunk:
            group.shown_parents = shown_parents
            yield [fact(group, compositions[group.pk]) for _words, fact in COLUMNS]


def _with_all(groups: QuerySet[Group], visible: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Fetch all that the columns ask for, other groups as far as they are visible."""
    shown = Q(to_group=None) | Q(to_group__in=visible)
    lines, commissions = (
        model.objects.on(day).filter(shown).select_related("to_group", "to_organisation")
        for model in (ReportingLine, Commission)
    )
    return (
        groups.order_by("tree_id", "lft")
        .select_related("type", "region", "parent__parent__region", "parent__region")
        .prefetch_related(
            "topics",
            Prefetch("successors", visible, "shown_successors"),
            Prefetch("predecessors", visible, "shown_predecessors"),
            Prefetch("commissions", commissions, "shown_commissions"),
            Prefetch("reporting_lines", lines, "shown_lines"),
        )
    )
