"""Every address about meetings, asked for as every role: of a public group and of a hidden one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import get_resolver, reverse

from meetings import calendar_keys
from tests.meetings.minutes_world import EDITORS, build, publish, roles

pytestmark = pytest.mark.django_db

ELSEWHERE = ("minutes", "verif", "attachment", "notes")
"""Names that begin so are asked for in test_minutes_reach.py and notes/test_reach.py."""
LISTS = {"meeting-list", "my-meetings", "this-month", "month", "chosen-feed", "region-feed"}
"""Open to everyone, whatever there is to tell."""
OF_GROUP = {"meeting-detail", "plan"}
FEEDS_OF_GROUP = {"meeting-feed", "group-feed"}
KEPT = {"participation"}
APART = {"municipality-feed", "member-feed", "calendar-key", "plan-action"}


@pytest.fixture
def world():
    made = build()
    publish(made.meeting)
    return made


def addresses(world) -> dict[str, str]:
    """Return the address of each page and calendar that is read, by name."""
    meeting, group = [world.meeting.pk], [world.group.slug]
    given = {
        "month": [world.meeting.date.replace(day=1)], "meeting-detail": meeting, "meeting-feed": meeting,
        "group-feed": group, "plan": group, "participation": group, "region-feed": [world.region.slug],
    }  # fmt: skip
    return {
        name: reverse(f"meetings:{name}", args=given.get(name, [])) for name in LISTS | OF_GROUP | FEEDS_OF_GROUP | KEPT
    }


def statuses(world) -> dict[tuple[str, str], int]:
    """Return what each role is answered at each address."""
    found = {}
    for role, user in roles(world).items():
        client = Client()
        if not isinstance(user, AnonymousUser):
            client.force_login(user)
        for name, address in addresses(world).items():
            found[role, name] = client.get(address).status_code
    return found


def test_no_address_about_meetings_is_left_out():
    names = {name for name in get_resolver().namespace_dict["meetings"][1].reverse_dict if isinstance(name, str)}
    here = {name for name in names if not name.startswith(ELSEWHERE)}
    assert here == LISTS | OF_GROUP | FEEDS_OF_GROUP | KEPT | APART


def test_of_a_public_group_everyone_reads_all_but_who_comes(world):
    for (role, name), status in statuses(world).items():
        expected = 302 if name == "this-month" else 200
        if name in KEPT and role not in EDITORS:
            expected = 302 if role in ("anonymous", "former") else 404
        assert status == expected, (role, name)


def test_of_a_hidden_group_those_alone_read_who_may_see_it_and_no_public_calendar_tells(world):
    type(world.group).objects.update(is_public=False)
    for (role, name), status in statuses(world).items():
        expected = 302 if name == "this-month" else 200
        if name in KEPT:
            expected = 200 if role in EDITORS else 302 if role in ("anonymous", "former") else 404
        elif name in OF_GROUP:
            # Who keeps another delregion sees hidden groups too (`Group.objects.visible_to`).
            expected = 200 if role in (*EDITORS, "other process leader") else 404
        elif name in FEEDS_OF_GROUP:
            expected = 404
        assert status == expected, (role, name)


def test_a_members_own_calendar_is_read_by_its_address_alone_whoever_asks(world):
    address = calendar_keys.address(calendar_keys.issue(world.chair, by=None))
    for role, user in roles(world).items():
        client = Client()
        if not isinstance(user, AnonymousUser):
            client.force_login(user)
        assert client.get(address).status_code == 200, role
        assert client.get(address.replace(".ics", "x.ics")).status_code == 404, role
