"""What needs doing in the registry: which groups lack something on a day, for any set of groups at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups import composition, ladder_gaps
from groups.composition import Composition
from groups.models import (
    Coverage,
    Group,
    GroupType,
    Membership,
    Organisation,
    Region,
    RegionMunicipality,
    Remark,
    Seat,
    Status,
)

REVIEW_EVERY = dt.timedelta(days=365)
MOST_NAMED = 3
"""Groups named for each need of a region, beside how many there are."""
PAUSED_LONG = dt.timedelta(days=183)
"""A pause longer than half a year no longer explains itself."""


@dataclass(frozen=True)
class Need:
    """One kind of thing to do, found by a question to the database or by looking at a group's composition."""

    key: str
    label: Promise
    hint: Promise
    asked: Callable[[QuerySet[Group], dt.date], QuerySet[Group]] | None = None
    seen: Callable[[Composition], bool] | None = None
    among: Callable[[QuerySet[Group], dt.date], QuerySet[Group]] | None = None
    """Leaves out those whose composition need not be looked at: the database knows that it lacks nothing."""
    whatever_status: bool = False
    """Whether ended groups, and those registered by mistake, need it too."""


def _has_remarks(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    return groups.filter(Exists(Remark.objects.filter(group=OuterRef("pk"), handled_at__isnull=True)))


def _not_reviewed(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    return groups.counted().not_reviewed_since(day - REVIEW_EVERY)


def _paused_long(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    long_ago = Q(status_since__isnull=True) | Q(status_since__lt=day - PAUSED_LONG)
    return groups.filter(long_ago, status=Status.PAUSED)


def _may_have_vacancies(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Groups with a seat that holds more than sit in it; one counted by municipality may, whoever sits there."""
    sitting = Membership.objects.on(day).filter(seat=OuterRef("pk")).order_by().values("seat")
    held = Coalesce(Subquery(sitting.annotate(number=Count("pk")).values("number")), 0)
    seats = Seat.objects.on(day).filter(group=OuterRef("pk"), by_role=False).exclude(kind__in=Seat.CALLED_IN)
    return groups.filter(Exists(seats.filter(Q(per=Seat.Per.MUNICIPALITY) | Q(places__gt=held))))


def _may_end(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    ending = Membership.objects.ending(day, composition.ENDING_WITHIN)
    return groups.filter(Exists(ending.filter(seat__group=OuterRef("pk"))))


def _may_miss_somebody(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Groups where each municipality is to be there, that say which these are and have a seat."""
    seats = Seat.objects.on(day).filter(group=OuterRef("pk"))
    return groups.filter(Exists(seats), every_municipality=True).exclude(coverage=Coverage.NOT_STATED)


NEEDS: dict[str, Need] = {
    need.key: need
    for need in (
        Need(
            "papekande",
            _("påpekanden att hantera"),
            _("Läsare har skrivit att något inte stämmer."),
            _has_remarks,
            whatever_status=True,
        ),
        Need("ej-granskad", _("ej granskade på ett år"), _("Ingen har sagt att uppgifterna stämmer."), _not_reviewed),
        Need(
            "vakant",
            _("med vakanta platser"),
            _("En ledamotsplats saknar innehavare."),
            seen=lambda made: bool(made.vacancies),
            among=_may_have_vacancies,
        ),
        Need(
            "upphor",
            _("med uppdrag som snart upphör"),
            _("En ledamots tid går ut inom 90 dagar."),
            seen=lambda made: bool(made.ending),
            among=_may_end,
        ),
        Need(
            "saknad-kommun",
            _("där en kommun saknas"),
            _("En kommun som gruppen omfattar har ingen företrädare."),
            seen=lambda made: bool(made.missing),
            among=_may_miss_somebody,
        ),
        Need(
            "sammankallande",
            _("utan sammankallande"),
            _("Ingen person, enhet eller roll kallar till mötena."),
            lambda groups, day: groups.without_convener(day),
        ),
        Need("pausad", _("länge pausade"), _("Pausade i mer än ett halvår."), _paused_long),
        Need(
            "stege",
            _("utan eskaleringsväg"),
            _("Varken gruppen eller någon över den har en väg vidare."),
            ladder_gaps.no_ladder,
        ),
        Need(
            "stege-lucka",
            _("där trappan har en lucka"),
            _("Något slags fråga saknar väg vidare, eller leder till en avslutad grupp."),
            ladder_gaps.ladder_gap,
        ),
        Need(
            "stege-kontakt",
            _("med en trappa utan kontaktpersoner"),
            _("Ett steg leder till en tjänstemannagrupp, men säger inte vem man hör av sig till."),
            ladder_gaps.no_contacts,
        ),
    )
}
"""Every kind, by the word that stands in addresses (`?behov=…`), the most pressing first."""


def add(need: Need) -> None:
    """Let another app tell of something that needs doing in groups; it comes last. Called when the apps are ready."""
    NEEDS[need.key] = need


def groups_needing(key: str, groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Those of `groups` that need `key` on `day`. Raises KeyError for an unknown need.

    Ended and mistaken groups need nothing but answers to what readers have said of them.
    """
    need = NEEDS[key]
    asked = groups if need.whatever_status else _considered(groups)
    if need.asked:
        return need.asked(asked, day)
    made = composition.on(day, _ready(need.among(asked, day)))
    return groups.filter(pk__in=[pk for pk, each in made.items() if need.seen(each)])


@dataclass
class RegionNeeds:
    """What needs doing in one region: how many groups, by need, and which expected groups do not exist."""

    region: Region
    counts: Counter[str]
    absent: list[Absent]
    named: dict[str, list[str]] = field(default_factory=dict)
    """What the first `MOST_NAMED` groups that have a need are called, by need, in Swedish order."""

    @property
    def rows(self) -> list[tuple[Need, int]]:
        """Needs that some group has, with how many."""
        return [(need, self.counts[key]) for key, need in NEEDS.items() if self.counts[key]]

    @property
    def told(self) -> list[tuple[Need, int, list[str], int]]:
        """The same with what the first of the groups are called, and how many more there are."""
        names = ((need, number, self.named.get(need.key, [])) for need, number in self.rows)
        return [(need, number, first, number - len(first)) for need, number, first in names]

    @property
    def is_clear(self) -> bool:
        return not self.absent and not self.rows


@dataclass(frozen=True)
class Absent:
    """A type of group that is expected and not known to exist: in a region, or for some of its municipalities."""

    type: GroupType
    municipalities: list[Organisation] = field(default_factory=list)
    uncertain: Group | None = None
    """A group of the type in the region that does not say which municipalities it covers; it may be theirs."""


def overview(regions: Iterable[Region], day: dt.date) -> list[RegionNeeds]:
    """What needs doing in each of `regions` on `day`, in the order given; a county counts its central groups.

    Groups are counted, and remarks one by one, those about ended groups too: they are all in the list of remarks.

    At most 30 queries for any number of regions and groups: the groups, seven for their composition, one for each need
    asked of the database and three more for each about ladders, three for who meets no longer, four for what is absent.
    """
    regions = list(regions)
    county = next((region for region in regions if region.is_county), None)
    among = Q(region__in=regions)
    if county:
        among |= Q(region__isnull=True)  # a central group may leave its county out
    registered = Group.objects.filter(among)
    groups = _considered(registered)
    by_key = {group.pk: group for group in _ready(groups)}
    made = composition.on(day, by_key.values())
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    named: dict[int, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    about = ("region_id", "sort_key", "short_name", "name")
    for key, need in NEEDS.items():
        if key == "papekande":
            found = _unhandled(registered, about)
        elif need.asked:
            found = need.asked(groups, day).order_by().values_list(*about)
        else:
            seen = (by_key[pk] for pk, each in made.items() if need.seen(each))
            found = [tuple(getattr(group, name) for name in about) for group in seen]
        for region_key, order, short_name, name in found:
            counts[region_key or county.pk][key] += 1
            named[region_key or county.pk][key].append((order, short_name or name))
    absent = absent_groups(regions, day)
    return [RegionNeeds(region, counts[region.pk], absent[region.pk], _first(named[region.pk])) for region in regions]


def _first(named: dict[str, list[tuple[str, str]]]) -> dict[str, list[str]]:
    """Return for each need what its first groups are called; a group with several remarks is named once."""
    return {key: [name for _order, name in sorted(set(found))[:MOST_NAMED]] for key, found in named.items()}


def absent_groups(
    regions: Iterable[Region], day: dt.date, among: QuerySet[Group] | None = None
) -> dict[int, list[Absent]]:
    """Types expected in each municipality or delregion that no current group there is of, by the region's key.

    A group counts for the municipalities it covers; where one does not say which, what is missing is uncertain.
    `among` asks of another day: the groups as of it (`GroupQuerySet.as_of`); without it, as they stand today.
    Five queries; seven on another day.
    """
    among = Group.objects.all() if among is None else among
    expected = list(GroupType.objects.exclude(expected_per=GroupType.Expected.NONE))
    delregions = [region for region in regions if not region.is_county]
    asked = among.filter(**{"type__in": expected, f"{among.at('region')}__in": [each.pk for each in delregions]})
    existing = list(_ready(_considered(asked).counted()))
    covered = composition.coverage_on(day, existing)
    reached = {(group.type_id, municipality.pk) for group in existing for municipality in covered[group.pk]}
    present = {(group.type_id, group.region_id) for group in existing}
    unstated = {(group.type_id, group.region_id): group for group in existing if not covered[group.pk]}
    placed: dict[int, list[Organisation]] = defaultdict(list)
    rows = RegionMunicipality.objects.on(day).filter(region__in=delregions).select_related("municipality")
    for row in rows.order_by("municipality__sort_key"):
        placed[row.region_id].append(row.municipality)
    absent: dict[int, list[Absent]] = defaultdict(list)
    for region in delregions:
        for kind in expected:
            if kind.expected_per == GroupType.Expected.REGION:
                if (kind.pk, region.pk) not in present:
                    absent[region.pk].append(Absent(kind))
            elif lacking := [each for each in placed[region.pk] if (kind.pk, each.pk) not in reached]:
                absent[region.pk].append(Absent(kind, lacking, unstated.get((kind.pk, region.pk))))
    return absent


def _unhandled(groups: QuerySet[Group], about: Iterable[str]) -> Iterable[tuple]:
    """What is asked about the group of each remark that nobody has dealt with: as many times as it has remarks."""
    remarks = Remark.objects.filter(handled_at__isnull=True, group__in=groups.order_by())
    return remarks.order_by().values_list(*(f"group__{name}" for name in about))


def _considered(groups: QuerySet[Group]) -> QuerySet[Group]:
    return groups.listed().current()


def _ready(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Fetches what the composition asks of a group, so that parts of parts cost no query each."""
    return groups.select_related("region", "parent__region", "parent__parent__region")
