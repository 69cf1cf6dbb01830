"""Rows for tests that state only what matters.

A group is made through `groups.tree`, as everywhere else: `GroupFactory(parent=…, status=…, part=True)`. Group types
allow each other as parents, so that a test need not think of rules that it is not about.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.contrib.auth.models import Group as Role
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from groups import models, reviewing, tree
from groups.ordering import fold
from meetings import models as meetings


def slug(text: str) -> str:
    """Return what a name becomes in an address: å, ä and ö as a and o."""
    return slugify(fold(text))


def in_role(name: str) -> factory.PostGeneration:
    """Return the declaration that puts an account in a role."""
    return factory.PostGeneration(
        lambda user, create, extracted: user.groups.add(Role.objects.get_or_create(name=name)[0])
    )


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    username = factory.Sequence("user{}".format)
    password = factory.django.Password("a long invented password")

    @factory.post_generation
    def regions(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted:
            self.regions.set(extracted)


class ProcessLeaderFactory(UserFactory):
    """Somebody who keeps the delregions given."""

    is_staff = True
    role = in_role(models.PROCESS_LEADER)
    function = "processledare"


class AdministratorFactory(UserFactory):
    is_staff = True
    role = in_role(models.ADMINISTRATOR)


class NoteTakerFactory(UserFactory):
    """Somebody who takes notes where `person` holds the secretary's seat."""

    is_staff = True
    role = in_role(models.NOTE_TAKER)
    person = factory.SubFactory("tests.factories.PersonFactory")


class CountyFactory(DjangoModelFactory):
    class Meta:
        model = models.Region
        django_get_or_create = ["slug"]

    name = "Skåne"
    slug = factory.LazyAttribute(lambda it: slug(it.name))


class RegionFactory(DjangoModelFactory):
    """A delregion of Skåne; `municipalities=[…]` places them there since before anyone recorded."""

    class Meta:
        model = models.Region
        skip_postgeneration_save = True

    name = factory.Sequence("Delregion {}".format)
    slug = factory.LazyAttribute(lambda it: slug(it.name))
    parent = factory.SubFactory(CountyFactory)

    @factory.post_generation
    def municipalities(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for municipality in extracted or ():
            RegionMunicipalityFactory(region=self, municipality=municipality)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation

    name = factory.Sequence("Verksamhet {}".format)
    slug = factory.LazyAttribute(lambda it: slug(it.name))
    kind = models.Organisation.Kind.CLINIC
    principal = models.Principal.REGION


class MunicipalityFactory(OrganisationFactory):
    name = factory.Sequence("Kommun {}".format)
    kind = models.Organisation.Kind.MUNICIPALITY
    principal = models.Principal.MUNICIPALITY
    municipality_code = factory.Sequence(lambda n: f"{2600 + n % 7000}")  # Sweden's own, which the demo has, end at 25


class RegionMunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = models.RegionMunicipality

    region = factory.SubFactory(RegionFactory)
    municipality = factory.SubFactory(MunicipalityFactory)


class InhabitantsFactory(DjangoModelFactory):
    class Meta:
        model = models.Inhabitants

    municipality = factory.SubFactory(MunicipalityFactory)
    year = 2025
    number = 20_000


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = models.Person

    name = factory.Sequence("Påhittad Person {}".format)
    invented = True


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = models.Topic

    name = factory.Sequence("Ämne {}".format)
    slug = factory.LazyAttribute(lambda it: slug(it.name))


class GroupTypeFactory(DjangoModelFactory):
    """A type that may stand anywhere, unless `allowed_parents=[…]` says under which types alone."""

    class Meta:
        model = models.GroupType
        skip_postgeneration_save = True

    name = factory.Sequence("Grupptyp {}".format)
    plural = factory.LazyAttribute(lambda it: f"{it.name}er")
    slug = factory.LazyAttribute(lambda it: slug(it.name))
    side = models.GroupType.Side.OFFICIALS
    may_be_root = True

    @factory.post_generation
    def allowed_parents(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted is not None:
            self.allowed_parents.set(extracted)
            return
        everyone = models.GroupType.objects.all()
        self.allowed_parents.set(everyone)
        self.allowed_children.set(everyone)


class GroupFactory(DjangoModelFactory):
    """A local group at the top of a tree of its own, unless a parent is given; it then takes the parent's region."""

    class Meta:
        model = models.Group
        skip_postgeneration_save = True

    name = factory.Sequence("Grupp {}".format)
    type = factory.SubFactory(GroupTypeFactory)
    tier = models.Tier.LOCAL
    region = factory.Maybe("parent", yes_declaration=None, no_declaration=factory.SubFactory(RegionFactory))
    parent = None
    part = False
    status = models.Status.ACTIVE
    effective = None
    reason = ""
    by = None

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> models.Group:
        written = {name: kwargs.pop(name) for name in ("parent", "part", "status", "effective", "reason", "by")}
        if written["status"] == models.Status.ENDED:
            written["reason"] = written["reason"] or "Uppgiften är klar"
        return tree.create(model_class(*args, **kwargs), **written)

    @factory.post_generation
    def topics(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted:
            self.topics.set(extracted)

    @factory.post_generation
    def municipalities(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for municipality in extracted or ():
            GroupMunicipalityFactory(group=self, municipality=municipality)


class CentralGroupFactory(GroupFactory):
    tier = models.Tier.CENTRAL
    region = None


class GroupMunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = models.GroupMunicipality

    group = factory.SubFactory(GroupFactory, coverage=models.Coverage.LISTED)
    municipality = factory.SubFactory(MunicipalityFactory)


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = models.Seat

    group = factory.SubFactory(GroupFactory)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    seat = factory.SubFactory(SeatFactory)
    person = factory.SubFactory(PersonFactory)


class SeatExceptionFactory(DjangoModelFactory):
    class Meta:
        model = models.SeatException

    seat = factory.SubFactory(SeatFactory, per=models.Seat.Per.MUNICIPALITY)
    municipality = factory.SubFactory(MunicipalityFactory)
    places = 2


class CommissionFactory(DjangoModelFactory):
    class Meta:
        model = models.Commission

    group = factory.SubFactory(GroupFactory)


class ReportingLineFactory(DjangoModelFactory):
    class Meta:
        model = models.ReportingLine

    group = factory.SubFactory(GroupFactory)


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = models.Agreement

    name = factory.Sequence("Avtal {}".format)
    slug = factory.LazyAttribute(lambda it: slug(it.name))


class EscalationLinkFactory(DjangoModelFactory):
    class Meta:
        model = models.EscalationLink

    group = factory.SubFactory(GroupFactory)
    agreement = factory.SubFactory(AgreementFactory)
    step = models.EscalationLink.Step.SECOND
    trigger = models.EscalationLink.Trigger.NOT_CORRECTED


class RemarkFactory(DjangoModelFactory):
    class Meta:
        model = models.Remark

    group = factory.SubFactory(GroupFactory)
    text = "Mötena är sedan i våras på torsdagar."
    client = "0" * 64


class CommissionerFactory(UserFactory):
    """Somebody who sits in the groups that commission reviews, where `person` does."""

    is_staff = True
    role = in_role(models.COMMISSIONER)
    person = factory.SubFactory("tests.factories.PersonFactory")


class ReviewFactory(DjangoModelFactory):
    """An open review of a delregion, with an item for each group that is there already (`groups.reviewing`)."""

    class Meta:
        model = models.Review

    region = factory.SubFactory(RegionFactory)
    commissioner = factory.SubFactory(GroupFactory, name="Arbetsutskottet", region=factory.SelfAttribute("..region"))
    title = "Samverkansgrupper i delregionen"
    authors = "processledarna för God och Nära vård"
    reference_date = dt.date(2026, 5, 31)
    answers_by = dt.date(2026, 4, 30)
    by = None
    now = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> models.Review:
        return reviewing.open_review(**kwargs)


class CompilationFactory(DjangoModelFactory):
    """The compilation of a review that is closed by it, with `snapshot` and `names` as given."""

    class Meta:
        model = models.Compilation

    review = factory.SubFactory(ReviewFactory)
    snapshot = factory.LazyFunction(lambda: {"format": 1, "groups": {}})
    names = factory.LazyFunction(dict)
    by = factory.SubFactory(ProcessLeaderFactory)
    now = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> models.Compilation:
        snapshot, names = kwargs.pop("snapshot"), kwargs.pop("names")
        return reviewing.close(**kwargs, compose=lambda review, version: (snapshot, names))


class MeetingFactory(DjangoModelFactory):
    """A planned meeting of a group of its own, on a fixed day."""

    class Meta:
        model = meetings.Meeting
        skip_postgeneration_save = True

    group = factory.SubFactory(GroupFactory)
    date = dt.date(2026, 12, 4)
    start = dt.time(9)
    end = dt.time(12)

    @factory.post_generation
    def guests(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted:
            self.guests.set(extracted)


class HeldMeetingFactory(MeetingFactory):
    status = meetings.Meeting.Status.HELD
    date = dt.date(2026, 10, 2)


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = meetings.AgendaItem

    meeting = factory.SubFactory(HeldMeetingFactory)
    order = factory.Sequence(int)
    label = factory.LazyAttribute(lambda it: f"§ {it.order}")
    title = factory.Sequence("Punkt {}".format)


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Decision

    item = factory.SubFactory(AgendaItemFactory)
    text = "Beredningen beslutar enligt förslaget."


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Attendance

    meeting = factory.SubFactory(HeldMeetingFactory)
    person = factory.SubFactory(PersonFactory)
    state = meetings.Attendance.State.PRESENT


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = meetings.Action

    group = factory.SubFactory(GroupFactory)
    what = factory.Sequence("Åtgärd {}".format)


class ActionPartyFactory(DjangoModelFactory):
    class Meta:
        model = meetings.ActionParty

    action = factory.SubFactory(ActionFactory)
    person = factory.SubFactory(PersonFactory)
