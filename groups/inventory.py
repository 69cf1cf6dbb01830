"""The inventory: one row for each group, in the order asked for, with all that is stated of it.

What a row says of holders is public: names are not among it. A part says the facts of its whole where it has none of
its own, as on its page (`groups.facts`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from groups import composition, inventory_values
from groups.composition import Composition
from groups.inventory_values import Told
from groups.models import Group, ReportingLine
from groups.models.link import Link
from groups.ordering import fold

Fact = str | Callable[[Told, Composition], Any]
"""The name of what a group tells, or what gives the value of a group and its composition."""

_folded = lru_cache(maxsize=2000)(fold)  # the same titles and units come again and again


def _choice(field: str) -> Fact:
    """Return what gives the words of a field with choices, also that nothing is stated."""
    return lambda group, _composition: group.words.of[field][getattr(group.holder(field), field)]


def _stated(field: str, beside: str = "") -> Fact:
    """Return what gives a text that a part takes from its whole, or what belongs `beside` it, of whoever has it."""
    return lambda group, _composition: getattr(group.holder(field), beside or field)


def _names(rows: Iterable[Any]) -> list[str]:
    return [row.name for row in rows]


def convener(place: composition.Place) -> str:
    """Return the role or unit that convenes; that a person does, but not who."""
    seat = place.seat
    unit = str(place.organisation or seat.get_organisation_kind_display() or "")
    if seat.title and unit:
        return seat.title if _folded(seat.title) in _folded(unit) else f"{seat.title} ({unit})"
    return seat.title or unit or str(seat.get_kind_display())


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


def _commissions(group: Told, _composition: Composition) -> list[str]:
    """Return who ordered the group; for a part without an answer of its own, who ordered the whole."""
    holder = group.parent if group.is_part and not group.shown_commissions else group
    return [target(line) for line in holder.shown_commissions]


def _successors(group: Told, _composition: Composition) -> list[str]:
    """Return what has replaced the group; on another day nothing, unless it had ended by then."""
    return [] if group.as_of and not group.is_ended else group.shown_successors


COLUMNS: list[tuple[Any, Fact]] = [
    (_("Namn"), "name"),
    (_("Kort namn"), "short_name"),
    (_("Andra namn"), "alias_list"),
    (_("Grupptyp"), "type_name"),
    (_("Nivå"), lambda group, _c: group.words.of["tier"][group.tier]),
    (_("Delregion"), "region_name"),
    (_("Omfattar"), lambda group, _c: group.words.coverage[group.tier, group.coverage]),
    (_("Omfattning i ord"), "coverage_text"),
    (_("Kommuner"), lambda _g, found: _names(found.covered)),
    (_("Överordnad grupp"), "parent_name"),
    (_("Del av den överordnade"), "is_part"),
    (_("Ämnen"), "topic_names"),
    (_("Syfte"), _stated("purpose")),
    (_("Bakgrund"), _stated("origin")),
    (_("Grund"), _stated("basis")),
    (_("Länk till grunden"), _stated("basis", "basis_url")),
    (_("Sammankallande"), lambda _g, found: [convener(place) for place in found.conveners]),
    (_("Möts"), _stated("frequency_text")),
    (_("Väntade möten per år, minst"), _stated("frequency_text", "meetings_min")),
    (_("Väntade möten per år, högst"), _stated("frequency_text", "meetings_max")),
    (_("Stående dagordning"), _stated("agenda", "agenda_list")),
    (_("Beslutsmandat"), _choice("mandate")),
    (_("Mandatet i ord"), _stated("mandate", "mandate_text")),
    (_("Uppdragsgivare"), _commissions),
    (_("Rapportering"), _choice("reporting")),
    (_("Rapporterar till"), lambda group, _c: [line_words(line) for line in group.holder("reporting").shown_lines]),
    (_("Återkoppling till DS-TB"), _choice("feedback")),
    (_("Status"), lambda group, _c: group.words.of["status"][group.status]),
    (_("Status sedan"), "status_since"),
    (_("Orsak"), "status_reason"),
    (_("Villkor för omstart"), "restart_condition"),
    (_("Ersätts av"), _successors),
    (_("Ersätter"), "shown_predecessors"),
    (_("Platser"), lambda _g, found: found.total if found.places else None),
    (_("Vakanta platser"), lambda _g, found: found.vacancies if found.places else None),
    (_("Kommuner utan företrädare"), lambda _g, found: _names(found.missing)),
    (_("Senast granskad"), "reviewed_on"),
    (_("Granskad av"), "reviewed_by"),
    (_("Giltig till och med"), "valid_until"),
    (_("Anmärkning"), "note"),
    (_("Registrerad"), "registered"),
    (_("Senast ändrad"), "changed"),
    (_("Adress"), "address"),
]


def header() -> list[str]:
    """Return the names of the columns."""
    return [str(words) for words, _fact in COLUMNS]


def rows(
    groups: QuerySet[Group], visible: QuerySet[Group], day: dt.date, absolute: Callable[[str], str] = str
) -> Iterator[list[Any]]:
    """Yield one row for each of the groups, in the order they come, as they are on the day.

    Other groups are named only if they are `visible`; `absolute` makes a whole address of a page's path. As many
    queries as `inventory_values.read` says; to be read outside a transaction, since a reader may take his time.
    """
    for group, found in inventory_values.read(groups, visible, day, absolute):
        yield cells(group, found)


_FACTS = [fact for _words, fact in COLUMNS]


def cells(group: Told, found: Composition) -> list[Any]:
    """Return the row of one group."""
    return [getattr(group, fact) if fact.__class__ is str else fact(group, found) for fact in _FACTS]
