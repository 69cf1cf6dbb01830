"""A registry of two delregions with a meeting each, and an account for each role, note takers among them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils.timezone import localdate

from groups.models import Group, Seat
from meetings.models import Meeting, NoMeeting, Practice, Term
from tests import factories as make

ROLES = (
    "anonymous", "no_role", "other_note_taker", "note_taker", "other_leader", "leader", "administrator", "superuser"
)  # fmt: skip
"""Every kind of visitor; "leader" and "note_taker" keep ours."""


def days(number: int) -> dt.date:
    """So many days from today."""
    return localdate() + dt.timedelta(days=number)


@dataclass
class World:
    group: Group
    elsewhere: Group
    meeting: Meeting
    theirs: Meeting
    practice: Practice
    off: NoMeeting
    accounts: dict[str, Any]

    def client(self, role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(self.accounts[role])
        return client


def note_taker_of(group: Group, **facts: Any) -> Any:
    user = make.NoteTakerFactory(**facts)
    make.MembershipFactory(person=user.person, seat__group=group, seat__kind=Seat.Kind.SECRETARY)
    return user


def build_world() -> World:
    kind = make.GroupTypeFactory(name="Samråd")
    group, elsewhere = (
        make.GroupFactory(name=f"{name} samråd", type=kind, region=make.RegionFactory(name=name))
        for name in ("Nordväst", "Sydost")
    )
    accounts = {
        "no_role": make.UserFactory(username="no_role", is_staff=True),
        "other_note_taker": note_taker_of(elsewhere, username="other_note_taker"),
        "note_taker": note_taker_of(group, username="note_taker"),
        "other_leader": make.ProcessLeaderFactory(username="other_leader", regions=[elsewhere.region]),
        "leader": make.ProcessLeaderFactory(username="leader", regions=[group.region]),
        "administrator": make.AdministratorFactory(username="administrator"),
        "superuser": make.UserFactory(username="superuser", is_staff=True, is_superuser=True),
    }
    return World(
        group,
        elsewhere,
        make.MeetingFactory(group=group, date=days(30)),
        make.MeetingFactory(group=elsewhere, date=days(30), link="https://example.org/hemlig"),
        Practice.objects.create(group=group),
        NoMeeting.objects.create(group=group, year=localdate().year + 2, term=Term.SPRING),
        accounts,
    )
