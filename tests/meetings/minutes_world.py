"""A held meeting with minutes to read, and everyone who may or may not read them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser

from groups.models import Person, Principal, Seat
from meetings import minutes
from meetings.models import Attendance, Decision, Meeting, Minutes, Verifier
from tests.factories import (
    ActionFactory,
    ActionPartyFactory,
    AdministratorFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    GroupFactory,
    HeldMeetingFactory,
    MembershipFactory,
    NoteTakerFactory,
    OrganisationFactory,
    PersonFactory,
    ProcessLeaderFactory,
    RegionFactory,
)

VERIFIED_AT = dt.datetime(2026, 10, 12, 9, 30, tzinfo=dt.UTC)
PUBLIC, HIDDEN = "Berit Blom", "Hugo Hemlig"


def note_taker_of(group):
    user = NoteTakerFactory()
    MembershipFactory(person=user.person, seat__group=group, seat__kind=Seat.Kind.SECRETARY)
    return user


def build(*, items: int = 2, **meeting) -> SimpleNamespace:
    """Return a draft of minutes: two at the meeting, one absent, one invited; `items` items; two who verify."""
    region = RegionFactory()
    group = GroupFactory(name="DS-TB Prov", region=region)
    chair = PersonFactory(name=PUBLIC, name_public=True)
    hidden = PersonFactory(name=HIDDEN)
    absent = PersonFactory(name="Frida Frånvarande")
    held = HeldMeetingFactory(
        group=group, chair=chair, place="Stadshuset", link="https://moten.example.org/hemlig", **meeting
    )
    clinic = OrganisationFactory(name="Lasarettet Prov")
    AttendanceFactory(
        meeting=held, person=chair, title="ordförande", side=Principal.MUNICIPALITY, list_name="Kommunerna", order=1
    )
    AttendanceFactory(
        meeting=held, person=hidden, title="enhetschef", organisation=clinic, side=Principal.REGION,
        list_name="Region Skåne", online=True, order=2,
    )  # fmt: skip
    AttendanceFactory(
        meeting=held, person=absent, title="verksamhetschef", state=Attendance.State.ABSENT, side=Principal.REGION,
        list_name="Region Skåne", order=3,
    )  # fmt: skip
    AttendanceFactory(
        meeting=held, person=None, name="Gustav Gäst", title="föreläsare", role=Attendance.Role.GUEST, order=4
    )
    rows = [
        AgendaItemFactory(meeting=held, order=n, label=f"§ {n}", title=f"Punkt nummer {n}", note=f"Sagt under {n}.")
        for n in range(1, items + 1)
    ]
    for row in rows:
        DecisionFactory(item=row, text="Beredningen beslutar att pröva i våras.")
    DecisionFactory(item=rows[0], kind=Decision.Kind.WISH, text="Tätare möten.", dissent="Höganäs vill vänta.")
    action = ActionFactory(group=group, meeting=held, item=rows[0], what="Bjud in skolan", due_text="till internatet")
    ActionPartyFactory(action=action, person=hidden, convening=True)
    ActionPartyFactory(action=action, person=None, name="processledarna", uncertain=True)
    verifiers = [
        Verifier.objects.create(meeting=held, person=chair),
        Verifier.objects.create(meeting=held, person=hidden),
    ]
    return SimpleNamespace(
        region=region, group=group, meeting=held, chair=chair, hidden=hidden, items=rows, verifiers=verifiers
    )  # fmt: skip


def roles(world: SimpleNamespace) -> dict[str, object]:
    """Return who asks, by role: the first four may edit the meeting, the others may not."""
    return {
        "administrator": AdministratorFactory(),
        "superuser": AdministratorFactory(is_superuser=True),
        "process leader": ProcessLeaderFactory(regions=[world.region]),
        "note taker": note_taker_of(world.group),
        "other process leader": ProcessLeaderFactory(regions=[RegionFactory()]),
        "other note taker": note_taker_of(GroupFactory()),
        "former": ProcessLeaderFactory(regions=[world.region], is_active=False),
        "anonymous": AnonymousUser(),
    }


EDITORS = ("administrator", "superuser", "process leader", "note taker")
OTHERS = ("other process leader", "other note taker", "former", "anonymous")


def verify_all(world: SimpleNamespace, by=None) -> None:
    """Let everyone who verifies do so."""
    for verifier in world.verifiers:
        minutes.verify(verifier, at=VERIFIED_AT, by=by)
    world.meeting.refresh_from_db()


def publish(meeting: Meeting) -> None:
    """Set the minutes to published without asking."""
    Meeting.objects.filter(pk=meeting.pk).update(minutes=Minutes.PUBLISHED)


def names_in(text: str) -> set[str]:
    """Return which persons' names stand in the text."""
    return {name for name in [*Person.objects.values_list("name", flat=True), "Gustav Gäst"] if name in text}
