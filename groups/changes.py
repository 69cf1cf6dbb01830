"""What has changed in the world for an organisation within a year, told from the dated rows.

Its groups (new, another status, moved), the municipalities of its delregion, its seats and who holds them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Model, Q, QuerySet, Window
from django.utils.translation import gettext as _

from groups import timeline
from groups.models import (
    Group,
    GroupMunicipality,
    Membership,
    Organisation,
    Placement,
    Region,
    RegionMunicipality,
    Seat,
    Status,
    StatusChange,
)
from groups.models.union import in_any

YEAR = dt.timedelta(days=365)
DAY = dt.timedelta(days=1)
MOST_SHOWN = 20


@dataclass(frozen=True)
class Change:
    """One thing that changed on a day, in a group or (None) in the delregion."""

    day: dt.date
    words: str
    group: Group | None = None
    reason: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class Changes:
    """The newest changes, the latest first, and how many older ones there are within the year."""

    newest: list[Change]
    more: int = 0


def in_year_to(day: dt.date, organisation: Organisation, region: Region | None, visible: QuerySet[Group]) -> Changes:
    """Return what has changed for the organisation, with all below it, and for its delregion, in the year up to `day`.

    `visible` are the groups that the reader may see: no other is told of, and persons only where their names are
    public. Rows without a day are not changes. At most thirteen queries.
    """
    return _Year(day, organisation, region, visible).changes()


class _Year:
    """Gathers the newest of every kind, and counts them all."""

    def __init__(self, day: dt.date, organisation: Organisation, region: Region | None, visible: QuerySet[Group]):
        self.first, self.last = day - YEAR, day
        self.organisation, self.region, self.visible = organisation, region, visible
        self.family = organisation.family()
        self.concerned = list(_concerned(organisation, visible, (self.first, self.last)).values_list("pk", flat=True))
        self.number = 0

    def changes(self) -> Changes:
        kinds = [self._statuses(), self._moves(), self._delregion(), self._seats(), self._holders()]
        if self.organisation.is_municipality:
            kinds.append(self._covered())
        found = sorted(
            (change for kind in kinds for change in kind),
            key=lambda change: (-change.day.toordinal(), change.group.sort_key if change.group else "", change.words),
        )
        newest = found[:MOST_SHOWN]
        for change in newest:
            if change.group:
                change.group.as_of = self.visible.day_asked  # so that links keep the day that is asked for
        return Changes(newest, self.number - len(newest))

    def _newest(self, rows: QuerySet, field: str, *, shift: dt.timedelta = dt.timedelta()) -> list[Model]:
        """Return the newest rows whose day, `shift` days after it, is within the year. One query, which counts all."""
        within = rows.filter(**{f"{field}__range": (self.first - shift, self.last - shift)})
        within = within.annotate(of_all=Window(Count("pk"))).order_by(F(field).desc(), "pk")
        newest = list(within[:MOST_SHOWN])
        self.number += newest[0].of_all if newest else 0
        return newest

    def _shown(self, model: type[Model], lists: list[QuerySet], group: str) -> QuerySet:
        """Return the rows in any of the lists that hang on a group that may be seen."""
        rows = model.objects.filter(pk__in=in_any(*(each.values("pk") for each in lists)))
        return rows.filter(**{f"{group}__in": self.visible.filter(pk__in=rows.values(group)).order_by().values("pk")})

    def _statuses(self) -> Iterator[Change]:
        rows = StatusChange.objects.filter(group__in=self.concerned).select_related("group")
        for row in self._newest(rows, "effective"):
            yield Change(row.effective, _status_words(row), row.group, row.reason, row.assumed)

    def _moves(self) -> Iterator[Change]:
        rows = Placement.objects.filter(group__in=self.concerned)
        rows = rows.exclude(old_parent=None, old_region=None)  # where it was placed when it began
        moves = self._newest(rows.select_related("group", "old_parent", "parent", "old_region", "region"), "effective")
        places = {pk for row in moves for pk in (row.parent_id, row.old_parent_id) if pk}
        named = set(self.visible.filter(pk__in=places).values_list("pk", flat=True)) if places else set()
        for row in moves:
            words = timeline.place_words(row, named)
            yield Change(row.effective, words[:1].lower() + words[1:], row.group, row.reason, row.assumed)

    def _delregion(self) -> Iterator[Change]:
        concerned = Q(municipality=self.organisation)
        if self.region:
            concerned |= Q(region=self.region)
        rows = RegionMunicipality.objects.filter(concerned).select_related("municipality", "region")
        for row in self._newest(rows, "start_date"):
            yield _came(row)
        for row in self._newest(rows, "end_date", shift=DAY):
            yield _left(row)

    def _covered(self) -> Iterator[Change]:
        rows = GroupMunicipality.objects.filter(municipality=self.organisation, group__in=self.concerned)
        rows = rows.select_related("group")
        for row in self._newest(rows, "start_date"):
            yield Change(row.start_date, _("omfattar kommunen"), row.group)
        for row in self._newest(rows, "end_date", shift=DAY):
            yield Change(row.end_date + DAY, _("omfattar inte längre kommunen"), row.group)

    def _seats(self) -> Iterator[Change]:
        lists = [Seat.objects.filter(organisation__in=self.family)]
        if self.organisation.is_municipality:
            covering = self.visible.covering(self.organisation, self.last).values("pk")
            lists.append(Seat.objects.filter(per=Seat.Per.MUNICIPALITY, group__in=covering))
        rows = self._shown(Seat, lists, "group").select_related("group", "organisation")
        for row in self._newest(rows, "start_date"):
            yield Change(row.start_date, _("ny plats: %(seat)s") % {"seat": row.label}, row.group)
        for row in self._newest(rows, "end_date", shift=DAY):
            words = _("platsen finns inte längre: %(seat)s") % {"seat": row.label}
            yield Change(row.end_date + DAY, words, row.group)

    def _holders(self) -> Iterator[Change]:
        own = Membership.objects.filter(on_behalf_of=None)
        lists = [
            Membership.objects.filter(on_behalf_of__in=self.family),
            own.filter(seat__organisation__in=self.family),
            own.filter(seat__organisation=None, person__organisation__in=self.family),
        ]
        rows = self._shown(Membership, lists, "seat__group")
        rows = rows.select_related("person", "seat__group", "seat__organisation")
        for row in self._newest(rows, "start_date"):
            words = _("%(name)s är ny på platsen: %(seat)s") if _named(row) else _("platsen är tillsatt: %(seat)s")
            yield Change(row.start_date, words % _words(row), row.seat.group)
        for row in self._newest(rows, "end_date", shift=DAY):
            words = (
                _("%(name)s har lämnat platsen: %(seat)s")
                if _named(row)
                else _("uppdraget har gått ut på platsen: %(seat)s")
            )
            yield Change(row.end_date + DAY, words % _words(row), row.seat.group)


def _concerned(organisation: Organisation, visible: QuerySet[Group], days: tuple[dt.date, ...]) -> QuerySet[Group]:
    """Return the groups, ended ones too, that concern the organisation on any of the days."""
    family, lists = organisation.family(), []
    for day in days:
        lists.append(visible.concerning(family, day).values("pk"))
        if organisation.is_municipality:
            lists.append(visible.covering(organisation, day).values("pk"))
    return visible.found_in(*lists).order_by()


def _came(row: RegionMunicipality) -> Change:
    words = _("%(municipality)s kom till %(region)s")
    return Change(row.start_date, words % {"municipality": row.municipality, "region": row.region}, assumed=row.assumed)


def _left(row: RegionMunicipality) -> Change:
    words = _("%(municipality)s lämnade %(region)s")
    # Whether the day is assumed is noted of the day it came.
    return Change(row.end_date + DAY, words % {"municipality": row.municipality, "region": row.region})


def _status_words(change: StatusChange) -> str:
    status = change.get_status_display()
    if not change.old_status:
        return _("ny grupp, %(status)s") % {"status": status}
    if change.status == Status.ENDED:
        return str(status)
    return _("%(status)s (var %(old)s)") % {"status": status, "old": change.get_old_status_display()}


def _named(membership: Membership) -> bool:
    return membership.person.name_public


def _words(membership: Membership) -> dict[str, str]:
    return {"name": membership.person.name, "seat": membership.seat.label}
