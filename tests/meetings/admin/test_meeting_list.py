"""The list of meetings in the admin: what it shows, what is late, what is filtered, and what it costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups import lifecycle
from groups.models import Status
from meetings.models import Meeting, Minutes, Practice
from tests import factories as make
from tests.meetings.admin.world import World, days

URL = "/admin/meetings/meeting/"


def listed(world: World, role: str = "leader", **asked: str) -> list[Meeting]:
    response = world.client(role).get(URL, asked)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def page(world: World, role: str = "leader", **asked: str) -> str:
    return world.client(role).get(URL, asked).content.decode()


def test_the_coming_meetings_stand_first_in_order_and_the_past_ones_backwards(world: World) -> None:
    long = make.MeetingFactory(group=world.group, date=days(-1), last_date=days(1))
    today = make.MeetingFactory(group=world.group, date=days(0))
    old, older = (make.HeldMeetingFactory(group=world.group, date=days(-each)) for each in (10, 20))
    assert listed(world) == [long, today, world.meeting, world.theirs]
    assert listed(world, nar="passerade") == [old, older]
    assert listed(world, nar="alla")[-1] == older
    assert len(listed(world, nar="alla")) == 6


def test_a_note_taker_sees_the_meetings_of_their_group_alone(world: World) -> None:
    assert listed(world, "note_taker") == [world.meeting]
    assert listed(world, "other_note_taker", nar="alla") == [world.theirs]


def test_what_is_late_is_marked_and_found_by_the_filter(world: World) -> None:
    soon = make.MeetingFactory(group=world.group, date=days(3))
    late = make.HeldMeetingFactory(group=world.group, date=days(-40))
    fresh = make.HeldMeetingFactory(group=world.group, date=days(-3))
    open_question = make.MeetingFactory(group=world.group, date=days(-2))
    assert listed(world, sent="dagordning") == [soon]
    assert listed(world, sent="anteckningar") == [late]
    assert listed(world, sent="hallet") == [open_question]
    coming, past = page(world), page(world, nar="passerade")
    assert f'<span class="late">sen: senast {days(-4)}</span>' in coming
    assert f"senast {world.meeting.agenda_due}" in coming
    assert f'<span class="late">sena: senast {late.minutes_due}</span>' in past
    assert f"utkast, senast {fresh.minutes_due}" in past
    assert '<span class="late">hölls det?</span>' in past


def test_each_number_on_the_first_page_is_as_many_rows_as_its_link_shows(world: World) -> None:
    for group in (world.group, world.elsewhere):
        make.MeetingFactory(group=group, date=days(3))
        make.MeetingFactory(group=group, date=days(-2))
        make.HeldMeetingFactory(group=group, date=days(-40))
    for role, number in (("note_taker", 1), ("leader", 1), ("administrator", 2)):
        response = world.client(role).get(reverse("admin:index"))
        assert [(late.key, count) for late, count in response.context["waiting"]] == [
            ("hallet", number), ("anteckningar", number), ("dagordning", number)
        ]  # fmt: skip
        html = response.content.decode()
        for key in ("hallet", "anteckningar", "dagordning"):
            link = f"{URL}?sent={key}" + ("" if role == "note_taker" else "&amp;mina=ja")
            assert f'href="{link}"' in html
            assert len(listed(world, role, sent=key, **({} if role == "note_taker" else {"mina": "ja"}))) == number


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"delregion": "sydost"}, ["theirs"]),
        ({"grupp": "nordvast-samrad"}, ["meeting"]),
        ({"q": "nordvast"}, ["meeting"]),
        ({"q": "rådhuset"}, ["theirs"]),
        ({"q": "internat"}, ["theirs"]),
        ({"q": "finns inte"}, []),
        ({"status": "cancelled"}, []),
        ({"status": "planned"}, ["meeting", "theirs"]),
        ({"mina": "ja"}, ["meeting"]),
        ({"grupp": "finns-inte"}, ["meeting", "theirs"]),
        ({"delregion": "finns-inte"}, ["meeting", "theirs"]),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(world: World, asked: dict, found: list[str]) -> None:
    world.theirs.place, world.theirs.title = "Rådhuset", "Internat"
    world.theirs.save()
    assert listed(world, **asked) == [getattr(world, name) for name in found]


def test_the_list_is_narrowed_by_how_far_the_minutes_have_come(world: World) -> None:
    draft, verified = (
        make.HeldMeetingFactory(group=world.group, date=days(-3), minutes=minutes)
        for minutes in (Minutes.DRAFT, Minutes.VERIFIED)
    )
    assert listed(world, nar="alla", anteckningar="draft") == [draft]
    assert listed(world, nar="alla", anteckningar="verified") == [verified]


def test_a_group_finds_the_joint_meetings_that_it_is_invited_to(world: World) -> None:
    world.theirs.guests.add(world.group)
    assert listed(world, grupp="nordvast-samrad") == [world.meeting, world.theirs]


def test_a_moved_meeting_says_when_it_is_instead(world: World) -> None:
    new = make.MeetingFactory(group=world.group, date=days(40))
    Meeting.objects.filter(pk=world.meeting.pk).update(status="cancelled", cancel_reason="krock", replaced_by=new)
    assert f"inställt, ersätts {new.date}" in page(world)


def test_several_are_marked_at_once_and_what_belongs_to_others_is_left(world: World) -> None:
    past = make.MeetingFactory(group=world.group, date=days(-1))
    theirs = make.MeetingFactory(group=world.elsewhere, date=days(-1))
    sent = {"action": "mark_held", "_selected_action": [past.pk, theirs.pk, world.meeting.pk]}
    html = world.client("leader").post(f"{URL}?nar=alla", sent, follow=True).content.decode()
    assert "1 möte är ändrat." in html
    assert "1 valt möte hör till en annans grupp" in html
    assert "hållet först när dagen" in html  # the one ahead
    states = dict(Meeting.objects.values_list("pk", "status"))
    assert (states[past.pk], states[theirs.pk], states[world.meeting.pk]) == ("held", "planned", "planned")
    sent = {"action": "mark_sent", "_selected_action": [world.meeting.pk]}
    world.client("note_taker").post(URL, sent)
    assert Meeting.objects.get(pk=world.meeting.pk).agenda_sent_on == days(0)


def test_the_list_costs_the_same_for_few_meetings_and_many(world: World) -> None:
    """2 session and account · 2 role and permissions · 1 regions kept · 1 regions of the filter · 2 counts · 1 rows;
    none for each row.
    """

    def cost() -> int:
        client = world.client("leader")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL, {"nar": "alla"}).status_code == 200
        return len(queries)

    few = cost()
    for number in range(30):
        meeting = make.MeetingFactory(group=make.GroupFactory(region=world.group.region), date=days(number))
        if number % 2:
            Practice.objects.create(group=meeting.group)
            meeting.guests.add(world.group)
    assert cost() == few <= 9


def test_the_groups_own_page_leads_to_its_meetings(world: World) -> None:
    url = reverse("admin:groups_group_change", args=[world.group.pk])
    html = world.client("leader").get(url).content.decode()
    for link in (
        f"{URL}?grupp={world.group.slug}",
        f"{URL}planera/?grupp={world.group.pk}",
        reverse("admin:meetings_practice_of", args=[world.group.pk]),
    ):
        assert f'href="{link}"' in html
    html = world.client("other_leader").get(url).content.decode()
    assert f"{URL}?grupp={world.group.slug}" in html
    assert "planera" not in html


def test_what_meets_no_longer_stands_on_the_first_page(world: World) -> None:
    world.group.frequency_text = "en gång i månaden"
    world.group.save()
    Meeting.objects.all().delete()
    make.HeldMeetingFactory(group=world.group, date=days(-300))
    html = world.client("leader").get(reverse("admin:index")).content.decode()
    assert "som kanske inte möts längre" in html
    listed = world.client("leader").get(reverse("admin:groups_group_changelist"), {"behov": "mots-inte"})
    assert list(listed.context["cl"].result_list) == [world.group]
    lifecycle.change(world.group, Status.DORMANT, effective=days(0))
    assert "kanske inte möts" not in world.client("leader").get(reverse("admin:index")).content.decode()


def test_nobody_asks_the_list_for_a_meeting_link(world: World) -> None:
    Meeting.objects.update(link="https://moten.example.org/hemlig")
    for lookup in ("link", "link__contains", "link__startswith"):
        answer = world.client("leader").get(URL, {lookup: "https://moten.example.org/hemlig"})
        assert answer.status_code == 400, lookup
