"""The questions asked of many groups at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from groups.models.past import PastQuerySet
from groups.models.union import in_any
from groups.models.user import User, keeps_registry, within_reach

if TYPE_CHECKING:
    from groups.models.organisation import Organisation
    from groups.models.region import Region


class NeverDeleted(Exception):
    """A group is ended (`groups.lifecycle`) and its page stays; it is not deleted."""


class GroupQuerySet(PastQuerySet):
    def delete(self) -> None:
        """Always refuse: raises NeverDeleted."""
        raise NeverDeleted

    def listed(self) -> Self:
        """All but those registered by mistake."""
        return self.filter(mistaken=False)

    def visible_to(self, user: User) -> Self:
        """What `user` may read: the public ones, and for those who keep the registry the others too.

        A part speaks with the facts of its whole, so it is no more public than that.
        """
        if keeps_registry(user):
            return self.listed()
        hidden = self.model.objects.filter(is_public=False).values("pk")
        of_hidden = {self.at("is_part"): True, f"{self.at('parent')}__in": hidden}
        return self.listed().filter(is_public=True).exclude(**of_hidden)

    def keys_hidden_from(self, user: User) -> QuerySet:
        """The keys of all that `visible_to` leaves out today: so few that others are best asked by them."""
        keys = self.model.objects.order_by().values("pk")
        mistaken, hidden = keys.filter(mistaken=True), keys.filter(is_public=False)
        if keeps_registry(user):
            return mistaken
        return in_any(mistaken, hidden, keys.filter(is_part=True, parent__in=hidden))

    def editable_by(self, user: User) -> Self:
        """All for administrators; for process leaders the groups of the delregions they keep."""
        return within_reach(self, user, lambda regions: self.filter(region__in=regions))

    def current(self) -> Self:
        """All that have not ended. Dormant and paused groups are current."""
        return self.exclude(**{self.at("status"): "ended"})

    def with_status(self, status: str) -> Self:
        return self.filter(**{self.at("status"): status})

    def counted(self) -> Self:
        """Groups of their own: parts are not counted."""
        return self.filter(**{self.at("is_part"): False})

    def in_region(self, region: Region) -> Self:
        """Groups of a delregion, or of a county with all its delregions."""
        within = type(region).objects.filter(Q(pk=region.pk) | Q(parent=region)).values("pk")
        return self.filter(**{f"{self.at('region')}__in": within})

    def central_and(self, region_keys: Iterable[int]) -> Self:
        """The central groups, and those of the delregions with these keys."""
        return self.filter(Q(tier="central") | Q(**{f"{self.at('region')}__in": list(region_keys)}))

    def covering(self, municipality: Organisation, day: dt.date) -> Self:
        """Groups that concern `municipality` on `day`: it is listed, or they cover the whole of its region."""
        from groups.models.group import Coverage
        from groups.models.group_municipality import GroupMunicipality
        from groups.models.region import RegionMunicipality

        placed = RegionMunicipality.objects.on(day).filter(municipality=municipality)
        listed = GroupMunicipality.objects.on(day).filter(municipality=municipality)
        whole = self.filter(coverage=Coverage.REGION)
        return self.found_in(
            self.filter(coverage=Coverage.LISTED, pk__in=listed.values("group")).values("pk"),
            whole.filter(**{f"{self.at('region')}__in": placed.values("region")}).values("pk"),
            whole.filter(**{f"{self.at('region')}__in": placed.values("region__parent")}).values("pk"),
        )

    def touching(self, municipality: Organisation, day: dt.date) -> Self:
        """Groups that concern `municipality` on `day`, or where it, or a unit of its, has a place."""
        covering, concerning = self.covering(municipality, day), self.concerning(municipality.family(), day)
        return self.found_in(covering.values("pk"), concerning.values("pk"))

    def found_in(self, *lists: QuerySet) -> Self:
        """Groups whose keys are in any of the lists."""
        return self.filter(pk__in=in_any(*lists))

    def unstated(self) -> Self:
        """Groups that do not say which municipalities they cover, but for parts: their whole does."""
        from groups.models.group import Coverage

        return self.counted().filter(coverage=Coverage.NOT_STATED)

    def count_covering(self, day: dt.date) -> dict[int, int]:
        """How many of the groups concern each municipality on `day`, by its key; see `covering`. Three queries."""
        from groups.models.group import Coverage
        from groups.models.group_municipality import GroupMunicipality
        from groups.models.region import RegionMunicipality

        whole = self.filter(coverage=Coverage.REGION).count_by("region")
        listed = GroupMunicipality.objects.on(day).filter(group__in=self.filter(coverage=Coverage.LISTED))
        counts = Counter(listed.values_list("municipality", flat=True))
        placed = RegionMunicipality.objects.on(day)
        for municipality, region, county in placed.values_list("municipality", "region", "region__parent"):
            counts[municipality] += whole.get(region, 0) + whole.get(county, 0)
        return dict(counts)

    def concerning(self, organisations: QuerySet[Organisation], day: dt.date) -> Self:
        """Groups where any of `organisations` has a seat or somebody sitting for it on `day`."""
        from groups.models.seat import Membership, Seat

        # By keys: for each group anew, PostgreSQL would ask who belongs to the organisations.
        seats, held = Seat.objects.on(day), Membership.objects.on(day)
        for_own = held.filter(on_behalf_of=None, seat__organisation=None, person__organisation__in=organisations)
        return self.found_in(
            seats.filter(organisation__in=organisations).values("group"),
            held.filter(on_behalf_of__in=organisations).values("seat__group"),
            for_own.values("seat__group"),
        )

    def without_convener(self, day: dt.date) -> Self:
        """Groups of their own that nobody convenes on `day`: no unit or role, and no holder of a convener's seat."""
        from groups.models.seat import Membership, Seat

        seats = Seat.objects.on(day).filter(group=OuterRef("pk"), kind=Seat.Kind.CONVENER, by_role=True)
        held = Membership.objects.on(day).filter(seat__group=OuterRef("pk"), seat__kind=Seat.Kind.CONVENER)
        return self.counted().filter(~Exists(seats), ~Exists(held))

    def not_reviewed_since(self, day: dt.date) -> Self:
        """Groups never reviewed, or last reviewed before `day`."""
        return self.filter(Q(reviewed_on__isnull=True) | Q(reviewed_on__lt=day))

    def answering_to(self, organisations: QuerySet[Organisation], day: dt.date) -> Self:
        """Groups commissioned by, or reporting to, any of `organisations` on `day`."""
        from groups.models.link import Commission, ReportingLine

        links = (each.objects.on(day).filter(to_organisation__in=organisations) for each in (Commission, ReportingLine))
        return self.found_in(*(each.values("group") for each in links))

    def at_home_with(self, organisation: Organisation, day: dt.date) -> Self:
        """Groups of the place where `organisation` is: covering its municipality, else of its delregion."""
        if municipality := organisation.municipality:
            return self.covering(municipality, day)
        home = next((each.region for each in organisation.lineage if each.region_id), None)
        return self.in_region(home) if home else self.none()

    def inviting(self, organisation: Organisation, day: dt.date) -> Self:
        """Groups at home with `organisation` that have a seat for its kind, bearing nobody's name, on `day`."""
        from groups.models.seat import Seat

        seats = Seat.objects.on(day).filter(
            group=OuterRef("pk"), organisation=None, organisation_kind=organisation.kind
        )
        return self.at_home_with(organisation, day).filter(Exists(seats))

    def count_by(self, field: str) -> dict:
        """How many there are for each value of `field`; no question here lets a group come twice. One query."""
        return dict(self.order_by().values_list(self.at(field)).annotate(number=Count("*")))

    def for_rows(self) -> Self:
        """Fetches what every list of groups prints beside the name."""
        return self.select_related("type", "region", "parent")
