"""Two groups of the invented nation whose pages are full: one with all that a page can show, one with many below."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from groups.models import EscalationLink, Group, Membership, Organisation, Person, Seat, Status, Tier
from meetings.models import Meeting, NoMeeting
from tests import factories as make

SEATS, MEETINGS = 24, 12


def make_full() -> dict[str, str]:
    """Let a local group have as much as the fullest of Skåne's, and find one with many below; addresses by name."""
    groups = Group.objects.filter(is_public=True, status=Status.ACTIVE, is_part=False)
    full = groups.filter(tier=Tier.LOCAL, coverage="listed", parent__is_public=True).order_by("pk")[3]
    if not full.commissions.exists():
        _fill(full, full.get_ancestors().get(type__slug="delregional-beredning"))
    return {"gruppsida": full.slug, "gruppsida med hundra under": groups.get(pk=_crowded(groups)).slug}


def _crowded(groups) -> int:
    from django.db.models import Count

    return groups.annotate(many=Count("children")).order_by("-many", "pk").values_list("pk", flat=True)[0]


def _fill(group: Group, lead: Group) -> None:
    others = list(Group.objects.filter(tree_id=group.tree_id, is_public=True, is_part=False).exclude(pk=group.pk)[:8])
    units = list(Organisation.objects.exclude(kind="municipality").order_by("pk")[:SEATS])
    persons = list(Person.objects.order_by("pk")[: SEATS * 2])
    Group.objects.filter(pk=group.pk).update(
        purpose="Lyfter brister och föreslår utbildningar; ser över det lokala avtalet. " * 3,
        origin="Började som ett nätverk 2005 och har sedan dess vuxit till hela delregionen.",
        basis="Hälso- och sjukvårdsavtalet", agenda="Föregående anteckningar\nAvvikelser\nInformation\nÖvriga frågor",
        mandate="full", mandate_text="i frågor om samverkan", aliases="Lilla rådet\nSamrådet", reporting="lines",
        frequency_text="2 ggr/termin", note="Uppgifterna är från inventeringen.",
    )  # fmt: skip
    group.topics.add(*make.TopicFactory.create_batch(3))
    group.successors.add(others[0])
    group.predecessors.add(others[1])
    make.CommissionFactory(group=group, to_group=lead)
    make.CommissionFactory(group=group, to_organisation=units[0])
    for other in others[2:5]:
        make.ReportingLineFactory(group=group, to_group=other, when_needed=True)
        make.ReportingLineFactory(group=other, to_group=group, kind="informs")
    for n in range(SEATS):
        kind = Seat.Kind.CHAIR if not n else Seat.Kind.VICE_CHAIR if n == 1 else Seat.Kind.MEMBER
        seat = make.SeatFactory(
            group=group, kind=kind, title=f"enhetschef, primärvård {n}", organisation=units[n % len(units)]
        )
        seat.function_email = f"enhet{n}@example.org"
        seat.save()
        if n % 4:
            make.MembershipFactory(seat=seat, person=persons[n % len(persons)])
    for n in range(4):
        make.GroupFactory(name=f"{group.name}, del {n}", parent=group, part=True)
    _ladder(lead, others[5], persons)
    _meet(group, others[6], persons)


def _ladder(lead: Group, central: Group, persons: list[Person]) -> None:
    """Let the rungs that hold here name whom to contact."""
    seats = [make.SeatFactory(group=lead, kind=Seat.Kind.CONTACT, title=f"kontaktperson {n}") for n in range(2)]
    for seat, person in zip(seats, persons, strict=False):
        Membership.objects.create(seat=seat, person=person)
    for link in EscalationLink.objects.filter(group=lead):
        link.contact_seats.add(*seats)


def _meet(group: Group, guest: Group, persons: list[Person]) -> None:
    today = timezone.localdate()
    seats = list(group.seats.all())
    for n in range(MEETINGS):
        days = dt.timedelta(days=45 * n + 3)
        held = make.HeldMeetingFactory(group=group, date=today - days, guests=[guest], minutes="published")
        for seat, person in zip(seats, persons, strict=False):
            make.AttendanceFactory(meeting=held, seat=seat, person=person)
        make.ActionFactory(group=group, meeting=held)
        if n < 4:
            make.MeetingFactory(group=group, date=today + days, guests=[guest])
    NoMeeting.objects.create(group=group, year=today.year, term="spring", reason="Ny samordnare.")
    assert Meeting.objects.filter(group=group).count() > MEETINGS
