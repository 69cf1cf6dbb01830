"""What a compilation says of each group: the facts in their steady order, what they are called, and each in words.

A part says the facts of its whole where it has none of its own, as on its page (`groups.facts`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups import facts, inventory
from groups.composition import Composition, Place
from groups.models import Commission, Group, ReportingLine
from groups.standing_ladders import Told

Mention = tuple[str, Group | None]
"""Words that may name another group, and that group."""


@dataclass(frozen=True)
class Sight:
    """All that is known of one group on the day."""

    group: Group
    made: Composition
    ladder: Told


@dataclass(frozen=True)
class Fact:
    """One fact: its key in the snapshot, and its name."""

    key: str
    label: Promise
    words: Callable[[Sight], str | list[str]] | None = None
    """The fact as it is read; "" or [] where it is not stated."""
    mentions: Callable[[Sight], list[Mention]] | None = None
    """Instead of `words`, where other groups are named: these may be groups that not everyone may know of."""
    is_list: bool = True
    """Of facts with mentions, whether there can be several."""


def _own(name: str) -> Callable[[Sight], str]:
    return lambda it: str(getattr(it.group, name) or "")


def _own_list(name: str) -> Callable[[Sight], list[str]]:
    return lambda it: list(getattr(it.group, name))


def _stated(name: str) -> Callable[[Sight], str]:
    """Return what gives a fact that a part takes from its whole."""
    return lambda it: facts.fact(it.group, name).words


def _beside(name: str, beside: str) -> Callable[[Sight], Any]:
    """Return what gives the value that belongs with another fact, from whoever has that fact."""
    return lambda it: getattr(it.group.inherited(name), beside)


def _coverage(it: Sight) -> str:
    words = (facts.fact(it.group, "coverage").words, it.group.coverage_text)
    return ": ".join(each for each in words if each)


def _convener(place: Place) -> str:
    words = inventory.convener(place)
    return _("%(seat)s (vakant)") % {"seat": words} if place.vacant else words


def _parent(it: Sight) -> list[Mention]:
    return [(it.group.parent.name, it.group.parent)] if it.group.parent else []


def _commissions(it: Sight) -> list[Mention]:
    """Return who ordered the group; for a part without an answer of its own, who ordered the whole."""
    holder = it.group.parent if it.group.is_part and not it.group.shown_commissions else it.group
    return [(inventory.target(line), line.to_group) for line in holder.shown_commissions]


def _reports_to(it: Sight) -> list[Mention]:
    lines = it.group.inherited("reporting").shown_lines
    return [(inventory.line_words(line), line.to_group) for line in lines]


def _successors(it: Sight) -> list[Mention]:
    return [(str(each), each) for each in successors(it.group)]


def successors(group: Group) -> list[Group]:
    """Return what has replaced the group: nothing unless it had ended on the day as which it stands."""
    return list(group.shown_successors) if group.is_ended else []


FACTS: dict[str, Fact] = {
    fact.key: fact
    for fact in (
        Fact("name", gettext_lazy("Namn"), _own("name")),
        Fact("short_name", gettext_lazy("Kort namn"), _own("short_name")),
        Fact("aliases", gettext_lazy("Andra namn"), _own_list("alias_list")),
        Fact("type", gettext_lazy("Grupptyp"), lambda it: it.group.type.name),
        Fact("tier", gettext_lazy("Nivå"), lambda it: str(it.group.get_tier_display())),
        Fact("region", gettext_lazy("Delregion"), _own("region")),
        Fact("coverage", gettext_lazy("Omfattar"), _coverage),
        Fact("municipalities", gettext_lazy("Kommuner"), lambda it: [str(each) for each in it.made.covered]),
        Fact("parent", gettext_lazy("Ligger under"), mentions=_parent, is_list=False),
        Fact("topics", gettext_lazy("Ämnen"), lambda it: [str(topic) for topic in it.group.topics.all()]),
        Fact("purpose", gettext_lazy("Syfte"), _stated("purpose")),
        Fact("origin", gettext_lazy("Bakgrund"), _stated("origin")),
        Fact("basis", gettext_lazy("Grund"), _stated("basis")),
        Fact("basis_url", gettext_lazy("Länk till grunden"), _beside("basis", "basis_url")),
        Fact("conveners", gettext_lazy("Sammankallande"), lambda it: [_convener(each) for each in it.made.conveners]),
        Fact("frequency", gettext_lazy("Möts"), _stated("frequency_text")),
        Fact("agenda", gettext_lazy("Stående dagordning"), _beside("agenda", "agenda_list")),
        Fact("mandate", gettext_lazy("Beslutsmandat"), _stated("mandate")),
        Fact("mandate_text", gettext_lazy("Mandatet i ord"), _beside("mandate", "mandate_text")),
        Fact("commissions", gettext_lazy("Uppdragsgivare"), mentions=_commissions),
        Fact("reporting", gettext_lazy("Rapportering"), _stated("reporting")),
        Fact("reports_to", gettext_lazy("Rapporterar till"), mentions=_reports_to),
        Fact("feedback", gettext_lazy("Återkoppling till DS-TB"), _stated("feedback")),
        Fact("escalation", gettext_lazy("Åtgärdsstrappa"), mentions=lambda it: it.ladder.steps),
        Fact("status", gettext_lazy("Status"), lambda it: str(it.group.get_status_display())),
        Fact("status_since", gettext_lazy("Status sedan"), _own("status_since")),
        Fact("status_reason", gettext_lazy("Orsak"), _own("status_reason")),
        Fact("restart_condition", gettext_lazy("Villkor för omstart"), _own("restart_condition")),
        Fact("successors", gettext_lazy("Ersätts av"), mentions=_successors),
        Fact("valid_until", gettext_lazy("Giltig till och med"), _own("valid_until")),
        Fact("note", gettext_lazy("Anmärkning"), _own("note")),
        Fact("reviewed_on", gettext_lazy("Senast granskad"), _own("reviewed_on")),
        Fact("reviewed_by", gettext_lazy("Granskad av"), _own("reviewed_by")),
    )
}
"""Every fact by its key, in the order that it is read."""


def in_words(it: Sight) -> tuple[dict[str, str | list[str]], dict[str, list[Group | None]]]:
    """Return all facts by key, and the group that each word of those with mentions names, in the same order."""
    said: dict[str, str | list[str]] = {}
    named: dict[str, list[Group | None]] = {}
    for key, fact in FACTS.items():
        if fact.words:
            said[key] = fact.words(it)
            continue
        mentions = fact.mentions(it)
        words = [each for each, _group in mentions]
        said[key] = words if fact.is_list else "".join(words)
        named[key] = [group for _words, group in mentions]
    return said, named


def codes(group: Group) -> dict[str, Any]:
    """Return what can be compared and counted whatever it is called: machine words, keys, numbers and ISO dates."""
    expected = group.inherited("frequency_text")
    return {
        "type": group.type.slug,
        "tier": group.tier,
        "region": group.region.slug if group.region else None,
        "status": group.status,
        **{name: getattr(group.inherited(name), name) for name in ("mandate", "reporting", "feedback")},
        "parent": group.parent.slug if group.parent else None,
        "topics": [topic.slug for topic in group.topics.all()],
        "successors": [each.slug for each in successors(group)],
        "meetings_min": expected.meetings_min,
        "meetings_max": expected.meetings_max,
        "valid_until": iso(group.valid_until),
        "reviewed_on": iso(group.reviewed_on),
        "status_since": iso(group.status_since),
    }


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def fetched(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Fetch all that the facts ask for, in at most twelve queries for any number of groups."""
    links = (
        model.objects.on(day).select_related("to_group", "to_organisation") for model in (ReportingLine, Commission)
    )
    lines, commissions = links
    return groups.select_related("type", "region", "parent__parent__region", "parent__region").prefetch_related(
        "topics",
        Prefetch("successors", Group.objects.listed(), "shown_successors"),
        *_each("commissions", commissions, "shown_commissions"),
        *_each("reporting_lines", lines, "shown_lines"),
    )


def _each(name: str, rows: QuerySet, to: str) -> Iterable[Prefetch]:
    """Fetch the rows of the group and of what it may be a part of."""
    return (Prefetch(name, rows, to), Prefetch(f"parent__{name}", rows, to))
