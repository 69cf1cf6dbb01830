"""The inventory: one row for each group, in the order asked for, with all that is stated of it.

What a row says of holders is public: names are not among it. A part says the facts of its whole where it has none of
its own, as on its page (`groups.facts`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import composition, facts
from groups.composition import Composition
from groups.models import Commission, Group, ReportingLine
from groups.models.link import Link
from groups.ordering import fold

CHUNK = 500
"""So many groups are read at a time, in the same number of queries whatever they hold."""

Fact = Callable[[Group, Composition], Any]


def _choice(field: str) -> Fact:
    """Return what gives the words of a field with choices, also that nothing is stated."""
    return lambda group, _composition: facts.fact(group, field).words or str(facts.NOT_STATED)


def _stated(field: str) -> Fact:
    """Return what gives a fact that a part takes from its whole."""
    return lambda group, _composition: facts.fact(group, field).words


def _beside(field: str, beside: str) -> Fact:
    """Return what gives the value that belongs with another fact, from whoever has that fact."""
    return lambda group, _composition: getattr(group.inherited(field), beside)


def _own(field: str) -> Fact:
    return lambda group, _composition: getattr(group, field)


def _names(rows: Iterable[Any]) -> list[str]:
    return [str(row) for row in rows]


def convener(place: composition.Place) -> str:
    """Return the role or unit that convenes; that a person does, but not who."""
    seat = place.seat
    unit = str(place.organisation or seat.get_organisation_kind_display() or "")
    if seat.title and unit:
        return seat.title if fold(seat.title) in fold(unit) else f"{seat.title} ({unit})"
    return seat.title or unit or str(seat.get_kind_display())


def _parent_name(group: Group, _composition: Composition) -> str:
    """Return the name of the group above, where it is among those that the reader may see."""
    return group.parent.name if group.parent and group.parent.pk in group.shown_parents else ""


def target(line: Link) -> str:
    """Return the counterpart of a link, with the remark that may say who there."""
    return f"{line.target} ({line.note})" if line.note else str(line.target)


def line_words(line: Link) -> str:
    """Return a reporting line in words: kind where it is not plain reporting, target, and when."""
    words = [] if line.kind == ReportingLine.Kind.REPORTS else [str(line.get_kind_display())]
    words.append(target(line))
    if line.when_needed:
        words.append(f"({_('vid behov')})")
    return " ".join(words)


def _commissions(group: Group, _composition: Composition) -> list[str]:
    """Return who ordered the group; for a part without an answer of its own, who ordered the whole."""
    holder = group.parent if group.is_part and not group.shown_commissions else group
    return [target(line) for line in holder.shown_commissions]


def _successors(group: Group, _composition: Composition) -> list[str]:
    """Return what has replaced the group; on another day nothing, unless it had ended by then."""
    return [] if group.as_of and not group.is_ended else _names(group.shown_successors)


COLUMNS: list[tuple[Any, Fact]] = [
    (_("Namn"), _own("name")),
    (_("Kort namn"), _own("short_name")),
    (_("Andra namn"), _own("alias_list")),
    (_("Grupptyp"), lambda group, _c: group.type.name),
    (_("Nivå"), lambda group, _c: group.get_tier_display()),
    (_("Delregion"), lambda group, _c: group.region.name if group.region else ""),
    (_("Omfattar"), _choice("coverage")),
    (_("Omfattning i ord"), _own("coverage_text")),
    (_("Kommuner"), lambda _g, found: _names(found.covered)),
    (_("Överordnad grupp"), _parent_name),
    (_("Del av den överordnade"), _own("is_part")),
    (_("Ämnen"), lambda group, _c: _names(group.topics.all())),
    (_("Syfte"), _stated("purpose")),
    (_("Bakgrund"), _stated("origin")),
    (_("Grund"), _stated("basis")),
    (_("Länk till grunden"), _beside("basis", "basis_url")),
    (_("Sammankallande"), lambda _g, found: [convener(place) for place in found.conveners]),
    (_("Möts"), _stated("frequency_text")),
    (_("Väntade möten per år, minst"), _beside("frequency_text", "meetings_min")),
    (_("Väntade möten per år, högst"), _beside("frequency_text", "meetings_max")),
    (_("Stående dagordning"), _beside("agenda", "agenda_list")),
    (_("Beslutsmandat"), _choice("mandate")),
    (_("Mandatet i ord"), _beside("mandate", "mandate_text")),
    (_("Uppdragsgivare"), _commissions),
    (_("Rapportering"), _choice("reporting")),
    (_("Rapporterar till"), lambda group, _c: [line_words(line) for line in group.inherited("reporting").shown_lines]),
    (_("Återkoppling till DS-TB"), _choice("feedback")),
    (_("Status"), lambda group, _c: group.get_status_display()),
    (_("Status sedan"), _own("status_since")),
    (_("Orsak"), _own("status_reason")),
    (_("Villkor för omstart"), _own("restart_condition")),
    (_("Ersätts av"), _successors),
    (_("Ersätter"), lambda group, _c: _names(group.shown_predecessors)),
    (_("Platser"), lambda _g, found: found.total if found.places else None),
    (_("Vakanta platser"), lambda _g, found: found.vacancies if found.places else None),
    (_("Kommuner utan företrädare"), lambda _g, found: _names(found.missing)),
    (_("Senast granskad"), _own("reviewed_on")),
    (_("Granskad av"), _own("reviewed_by")),
    (_("Giltig till och med"), _own("valid_until")),
    (_("Anmärkning"), _own("note")),
    (_("Registrerad"), lambda group, _c: group.registered),
    (_("Senast ändrad"), lambda group, _c: group.changed),
    (_("Adress"), lambda group, _c: group.address),
]


def header() -> list[str]:
    """Return the names of the columns."""
    return [str(words) for words, _fact in COLUMNS]


def rows(
    groups: QuerySet[Group], visible: QuerySet[Group], day: dt.date, absolute: Callable[[str], str] = str
) -> Iterator[list[Any]]:
    """Yield one row for each of the groups, in the order they come, as they are on the day.

    Other groups are named only if they are `visible`; `absolute` makes a whole address of a page's path. One query, and
    fourteen for each `CHUNK` groups; to be read outside a transaction, since a reader may take his time.
    """
    groups_asked = Group.objects.as_of(groups.day_asked)
    keys = list(groups.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        found = {group.pk: group for group in _with_all(groups_asked.filter(pk__in=part), visible, day)}
        chunk = [found[key] for key in part if key in found]
        compositions = composition.on(day, chunk)
        parents = visible.filter(pk__in={group.parent_id for group in chunk if group.parent_id})
        shown_parents = set(parents.values_list("pk", flat=True))
        for group in chunk:
            group.shown_parents = shown_parents
            group.address = absolute(group.get_absolute_url())
            group.registered, group.changed = (at and timezone.localdate(at) for at in (group.first_at, group.last_at))
            yield [fact(group, compositions[group.pk]) for _words, fact in COLUMNS]


def _with_all(groups: QuerySet[Group], visible: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Fetch all that the columns ask for, other groups as far as they are visible."""
    shown = Q(to_group=None) | Q(to_group__in=visible)
    lines, commissions = (
        model.objects.on(day).filter(shown).select_related("to_group", "to_organisation")
        for model in (ReportingLine, Commission)
    )
    past = Group.history.model.objects.filter(id=OuterRef("pk")).values("history_date")
    return (
        groups.order_by()
        .annotate(
            first_at=Subquery(past.order_by("history_date")[:1]), last_at=Subquery(past.order_by("-history_date")[:1])
        )
        .select_related("type", "region", "parent__parent__region", "parent__region")
        .prefetch_related(
            "topics",
            Prefetch("successors", visible, "shown_successors"),
            Prefetch("predecessors", visible, "shown_predecessors"),
            Prefetch("commissions", commissions, "shown_commissions"),
            Prefetch("reporting_lines", lines, "shown_lines"),
            Prefetch("parent__commissions", commissions, "shown_commissions"),
            Prefetch("parent__reporting_lines", lines, "shown_lines"),
        )
    )
