"""Lyft en fråga: where somebody works, which groups concern them there, and what kinds of question there are.

Where the question then goes is told by `groups.escalation`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups import search, spelling
from groups.models import (
    EscalationLink,
    Group,
    GroupType,
    Membership,
    Organisation,
    Region,
    RegionMunicipality,
    Tier,
)
from groups.ordering import words

Trigger = EscalationLink.Trigger
MOST_ALIKE = 20
"""Organisations that a text may mean, offered to choose between."""


@dataclass(frozen=True)
class Kind:
    """One kind of question: how people tell it, and what they do well to bring."""

    key: str
    trigger: Trigger
    label: Promise
    hint: Promise
    bring: tuple[Promise, ...]


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "nytt-problem",
            Trigger.SHORTCOMING,
            _("Ett nytt problem"),
            _("Något brister eller hindrar samarbetet, och det har inte tagits upp än."),
            (
                _("Vad som har hänt och när, utan något som kan röja vem det gäller."),
                _("Vad det leder till för verksamheten."),
                _("Vad ni redan har gjort, och vad ni behöver av den andra parten."),
            ),
        ),
        Kind(
            "inte-rattat",
            Trigger.NOT_CORRECTED,
            _("Ett problem som inte har rättats i tid"),
            _("Det är redan påtalat, men rättelsen uteblir eller dröjer oskäligt länge."),
            (
                _("När problemet togs upp första gången, och med vem."),
                _("Vad som lovades, och vad som har hänt sedan dess."),
                _("Vad dröjsmålet leder till."),
            ),
        ),
        Kind(
            "principiell",
            Trigger.LESSON,
            _("En principiell fråga som andra kan lära av"),
            _("Det hände hos er, men kan hända hos fler."),
            (
                _("Vad som hände, i allmänna ord."),
                _("Varför det kan hända hos andra också."),
                _("Vad ni har lärt er, och vad ni föreslår."),
            ),
        ),
        Kind(
            "tvist-princip",
            Trigger.DISPUTE_PRINCIPLE,
            _("En tvist av principiell art"),
            _("Parterna är inte överens i tjänstemannaberedningen, och svaret har betydelse för fler än er."),
            (
                _("Vad parterna är oense om, i en mening."),
                _("Hur var och en av parterna ser på saken."),
                _("Vilken del av avtalet det gäller."),
                _("Vad som redan är prövat, och hos vem."),
            ),
        ),
        Kind(
            "tvist-lokal",
            Trigger.DISPUTE_LOCAL,
            _("En tvist i en lokal fråga"),
            _("Parterna är inte överens i tjänstemannaberedningen, och det gäller bara er delregion."),
            (
                _("Vad parterna är oense om, i en mening."),
                _("Hur var och en av parterna ser på saken."),
                _("Vilka kommuner och verksamheter det gäller."),
                _("Vad som redan är prövat, och hos vem."),
            ),
        ),
        Kind(
            "om-avtalet",
            Trigger.ABOUT_AGREEMENT,
            _("En fråga om själva avtalet"),
            _("Ni är oense om vad avtalet betyder, eller behöver en bedömning eller en rekommendation."),
            (
                _("Vilket avtal och vilken del av det som frågan gäller."),
                _("Hur ni läser det, och hur den andra parten gör."),
                _("Vad ni vill ha: ett svar, en bedömning eller en rekommendation."),
            ),
        ),
    )
}
"""Every kind, by the word that stands in addresses (`?fraga=…`), in the order of the ladder."""


def organisations_meant(text: str) -> list[Organisation]:
    """Return the organisations that a text may mean: the one whose address it is, else those of that name, else those
    that have all its words; at most `MOST_ALIKE`.

    Small slips are mended. Two queries where the name is right, else those of `spelling.mended` and one more.
    """
    rows = Organisation.objects.with_lineage().select_related("region")
    if by_address := rows.filter(slug=text).first():
        return [by_address]
    return _of_that_name(text, rows) or _of_that_name(_mended(text, rows), rows)


def _mended(text: str, among: QuerySet[Organisation]) -> str:
    def finds(query: str) -> bool:
        return search.organisations_matching(query, among).exists()

    return spelling.mended(text, Group.objects.none(), Membership.objects.none(), finds)


def _of_that_name(text: str, among: QuerySet[Organisation]) -> list[Organisation]:
    if not words(text):
        return []
    found = search.graded(search.organisations_matching(text, among), text, "search_text")[:MOST_ALIKE]
    return [each for each in found if each.grade == 0] or list(found)


def home_of(organisation: Organisation, day: dt.date) -> Region | None:
    """Return the delregion where the organisation is on `day`, None for one of the whole county. One query at most."""
    if municipality := organisation.municipality:
        rows = RegionMunicipality.objects.on(day).filter(municipality=municipality).select_related("region")
        return next((row.region for row in rows), None)
    return next((each.region for each in organisation.lineage if each.region_id), None)


def groups_near(organisation: Organisation, home: Region | None, groups: QuerySet[Group], day: dt.date) -> QuerySet:
    """Return those of `groups` that concern the organisation on `day`, the nearest first.

    Each has `nearness`: 0 where the organisation has a place, 1–3 for the local, delregional and central ones where it
    is, 4 for those of its delregion that do not say which municipalities they cover. Parts stand only where the
    organisation has a place in them.
    """
    seated = Q(pk__in=groups.concerning(organisation.family(), day).order_by().values("pk"))
    there = Q(pk__in=groups.at_home_with(organisation, day).order_by().values("pk"))
    silent = groups.unstated().filter(**{groups.at("region"): home.pk}) if home else groups.none()
    unstated = Q(pk__in=silent.order_by().values("pk"))
    nearness = Case(
        When(seated, then=Value(0)),
        When(unstated, then=Value(4)),
        *(When(tier=tier, then=Value(number)) for number, tier in enumerate(reversed(Tier), start=1)),
        output_field=IntegerField(),
    )
    near = groups.filter(seated | Q(is_part=False) & (there | unstated))
    return near.annotate(nearness=nearness).order_by("nearness", "tree_id", "lft")


def local_groups(organisation: Organisation, home: Region | None, groups: QuerySet[Group], day: dt.date) -> QuerySet:
    """Return those of `groups_near` that are local: the ones to turn to at the first step."""
    return groups_near(organisation, home, groups, day).filter(tier=Tier.LOCAL)


def officials_of(region: Region, groups: QuerySet[Group]) -> Group | None:
    """Return the delregion's tjänstemannaberedning among `groups`, None where there is none. One query."""
    leading = groups.counted().filter(
        **{groups.at("region"): region.pk},
        tier=Tier.DELREGIONAL,
        type__side=GroupType.Side.OFFICIALS,
        type__expected_per="region",
    )
    return leading.select_related("type", "region", "parent").order_by("tree_id", "lft").first()
