"""Every role on every address of the meetings' admin. A new address must be put in the table."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import reach
from tests.groups.admin.test_roles import every_name
from tests.meetings.admin.world import ROLES, World

# What each role is answered, in the order of ROLES: anonymous, no role, a note taker elsewhere, the one here, the
# leader of another delregion, the leader of this one, administrator, superuser. "302" says that there is no such
# meeting.
Answers = tuple[str, str]  # to GET, to POST

ALL = "login 403 200 200 200 200 200 200"
KEEPERS = "login 403 302 200 403 200 200 200"
READERS = "login 403 403 403 200 200 200 200"
LEADERS = "login 403 403 403 403 200 200 200"
STALE = "login 403 302 409 403 409 409 409"  # what the page showed is not told
NOBODY = "login 403 403 403 403 403 403 403"
REFUSED = "login 405 405 405 405 405 405 405"  # the wrong method

TABLE: dict[str, Answers] = {
    "meetings_meeting_changelist": (ALL, ALL),
    "meetings_meeting_add": (ALL, ALL),
    "meetings_meeting_suggest": (ALL, ALL),
    "meetings_meeting_plan": (ALL, ALL),
    "meetings_meeting_change": ("login 403 302 200 200 200 200 200", STALE),
    **{f"meetings_meeting_{name}": (KEEPERS, KEEPERS) for name in ("move", "cancel")},
    "meetings_meeting_back": (KEEPERS, STALE),
    "meetings_meeting_held": (REFUSED, "login 403 302 302 403 302 302 302"),
    "meetings_meeting_history": ("login 403 403 200 403 200 200 200",) * 2,
    "meetings_meeting_simple_history": ("login 403 403 200 403 200 200 200", "login 403 403 405 403 405 405 405"),
    "meetings_meeting_delete": (NOBODY, NOBODY),
    **{f"meetings_{kind}_changelist": (READERS, READERS) for kind in ("practice", "nomeeting")},
    **{f"meetings_{kind}_add": (READERS, READERS) for kind in ("practice", "nomeeting")},
    **{f"meetings_{kind}_change": (READERS, LEADERS) for kind in ("practice", "nomeeting")},
    **{f"meetings_{kind}_history": (READERS, READERS) for kind in ("practice", "nomeeting")},
    **{f"meetings_{kind}_simple_history": (READERS, REFUSED) for kind in ("practice", "nomeeting")},
    "meetings_practice_delete": (NOBODY, NOBODY),
    "meetings_nomeeting_delete": (LEADERS, LEADERS.replace("200", "302")),
    "meetings_practice_of": ("login 403 403 403 302 302 302 302",) * 2,
}


def addresses(world: World) -> dict[str, str]:
    """Every address, for rows of our delregion."""
    rows = {"meeting": world.meeting, "practice": world.practice, "nomeeting": world.off}
    found = {}
    for name in own_names():
        _app, kind, page = name.split("_", 2)
        row, args = rows[kind], []
        if page == "simple_history":
            args = [row.pk, row.history.first().pk]
        elif page == "of":
            args = [world.group.pk]
        elif page not in ("changelist", "add", "suggest", "plan"):
            args = [row.pk]
        found[name] = reverse(f"admin:{name}", args=args)
    return found


def own_names() -> list[str]:
    return [name for name in every_name() if name.startswith("meetings_")]


def test_every_address_of_the_meetings_admin_is_in_the_table() -> None:
    assert set(own_names()) == set(TABLE)


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_it_should_and_nothing_else(world: World, role: str) -> None:
    assert reach.answers(world, role, addresses(world)) == reach.expected(TABLE, role, ROLES)


def test_a_note_taker_reaches_nothing_of_the_registry_itself(world: World) -> None:
    client = world.client("note_taker")
    for name in every_name():
        if name.startswith("groups_") and name.endswith(("_changelist", "_add", "_suggest")):
            assert client.get(reverse(f"admin:{name}")).status_code == 403, name
    for page in ("change", "move", "status", "end", "mistaken"):
        url = reverse(f"admin:groups_group_{page}", args=[world.group.pk])
        assert client.get(url).status_code == 403, page


def test_a_note_takers_first_page_tells_of_meetings_alone(world: World) -> None:
    html = world.client("note_taker").get(reverse("admin:index")).content.decode()
    assert 'id="moten-rubrik"' in html
    assert "Kontot har ingen roll" not in html
    assert 'href="/admin/groups/' not in html
    assert "Kontot har ingen roll" in world.client("no_role").get(reverse("admin:index")).content.decode()


def test_a_note_taker_whose_seat_has_ended_keeps_nothing(world: World) -> None:
    user = world.accounts["note_taker"]
    user.person.memberships.update(end_date=world.meeting.date.replace(year=2020))
    client = world.client("note_taker")
    assert client.get(reverse("admin:meetings_meeting_changelist")).context["cl"].result_count == 0
    assert client.get(reverse("admin:meetings_meeting_add")).status_code == 403
    assert client.get(reverse("admin:meetings_meeting_change", args=[world.meeting.pk])).status_code == 302


def test_a_closed_account_keeps_nothing(world: World) -> None:
    client = world.client("note_taker")
    type(world.accounts["note_taker"]).objects.filter(username="note_taker").update(is_active=False)
    assert reach.said(client.get(reverse("admin:meetings_meeting_changelist"))) == "login"


def test_what_is_read_of_anothers_meeting_carries_no_link(world: World) -> None:
    client: Client = world.client("leader")
    page = client.get(reverse("admin:meetings_meeting_change", args=[world.theirs.pk])).content.decode()
    assert "Du kan läsa men inte ändra" in page
    assert "hemlig" not in page
    assert "<textarea" not in page
    assert 'name="_save"' not in page
    assert "hemlig" in world.client("other_leader").get(
        reverse("admin:meetings_meeting_change", args=[world.theirs.pk])
    ).content.decode()  # fmt: skip
