"""The demo's meetings: the figures of the two real ones, and something of everything around the day of loading."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import holidays
import pytest

from groups.models import Person, User
from meetings import participation, plans
from meetings.models import (
    Action,
    ActionParty,
    AgendaItem,
    Attachment,
    Attendance,
    Decision,
    Meeting,
    NoMeeting,
    Practice,
)
from samverkan.demo.meetings import _weekday
from tests.demo_fixture import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

PARAGRAPHS = [f"§ {n}" for n in (*range(1, 12), 13, 14, 15, 16, 15)]


@pytest.fixture
def nordvast(demo):
    return Meeting.objects.get(group__short_name="DS-TB Nordväst", date=dt.date(2021, 10, 15))


@pytest.fixture
def sydost(demo):
    return Meeting.objects.get(group__short_name="DS Sydost", date=dt.date(2022, 9, 23))


def test_nordvast_2021_has_the_figures_of_its_minutes(nordvast):
    assert (nordvast.start, nordvast.end, nordvast.mode) == (dt.time(9), dt.time(12), "online")
    assert nordvast.attendances.called().present().count() == 15
    assert nordvast.attendances.filter(role=Attendance.Role.GUEST).count() == 2
    assert nordvast.attendances.count() == 17
    assert [item.label for item in nordvast.items.all()] == PARAGRAPHS
    assert nordvast.next_meeting == ""


def test_nordvast_2021_tells_decisions_proposals_and_wishes_apart_and_defers_one_item(nordvast):
    kinds = Counter(Decision.objects.filter(item__meeting=nordvast).values_list("kind", flat=True))
    assert set(kinds) == {"decision", "proposal", "wish"}
    assert nordvast.items.filter(decisions=None).exists()
    (deferred,) = nordvast.items.filter(deferred=True)
    assert deferred.deferred_to == "internatet 22–23 november"
    assert any("krockar" in item.note for item in nordvast.items.all())
    assert "Landskrona" in nordvast.items.get(label="§ 11").title


def test_nordvast_2021_has_four_numbered_attachments_and_three_without_a_number(nordvast):
    labels = [row.label for row in nordvast.attachments.all()]
    assert labels == ["Bilaga 1", "Bilaga 2", "Bilaga 3", "Bilaga 4", "", "", ""]
    for row in nordvast.attachments.select_related("content"):
        data = bytes(row.content.data)
        assert len(data) == row.size
        assert data.startswith(b"%PDF-") == (row.content_type == "application/pdf")


def test_sydost_2022_has_the_figures_of_its_minutes(sydost):
    lists = {}
    for row in sydost.attendances.called():
        present, called = lists.get(row.heading, (0, 0))
        lists[row.heading] = (present + (row.state == "present"), called + 1)
    assert lists == {
        "Region Skåne": (4, 5),
        "Kommunerna": (3, 5),
        "Region Skåne/Capio": (5, 7),
        "Kommunernas tjänstepersoner": (5, 6),
    }
    assert sydost.attendances.called().count() == 23
    assert sydost.attendances.called().present().count() == 17
    assert sydost.attendances.filter(online=True).count() == 1
    assert sydost.attendances.filter(role=Attendance.Role.GUEST).count() == 1
    assert participation.lately(sydost.group, sydost.date).share == 74


def test_sydost_2022_has_its_oddities(sydost):
    assert [item.label for item in sydost.items.all()] == [str(n) for n in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11)]
    assert sydost.document_date not in (None, sydost.date)
    assert sydost.next_meeting == "2 december kl. 9–12"
    assert not sydost.attendances.filter(person=sydost.note_taker).exists()
    (verifier,) = sydost.verifiers.all()
    assert verifier.person == sydost.chair
    assert [row.title for row in sydost.attachments.all()] == ["Uppdrag för processledare", "Bildspel"]


def test_the_action_plan_has_seven_rows_of_which_three_are_a_heading_alone(nordvast):
    rows = list(nordvast.actions.prefetch_related("parties"))
    assert len(rows) == 7
    bare = [row for row in rows if not (row.parties.all() or row.due_words or row.note)]
    assert len(bare) == 3
    assert {row.due_text for row in rows} == {"", "20/11", "till internatet", "nästa möte"}
    assert not any(row.due for row in rows), "no year is stated"
    parties = ActionParty.objects.filter(action__in=rows)
    assert parties.filter(uncertain=True).count() == 2
    assert {party.convening for party in parties} == {True, False}
    assert max(Counter(parties.values_list("action", flat=True)).values()) == 3


def test_there_is_something_of_everything_around_the_day_of_loading(demo):
    meetings = Meeting.objects.select_related("group__meeting_practice")
    near = meetings.between(TODAY - dt.timedelta(days=400), TODAY + dt.timedelta(days=150))
    assert near.past(TODAY).count() >= 12
    assert near.coming(TODAY).count() >= 12
    assert {row.minutes for row in meetings} == {"draft", "verified", "published"}
    assert all(hasattr(row, "verified_words") == row.is_locked for row in meetings), "what is verified stays as it was"
    late = [str(row) for row in meetings if row.are_minutes_late(TODAY)]
    assert any("DS-TB Nordväst" in each for each in late)
    assert [row.group.name for row in meetings if row.is_agenda_late(TODAY)] == ["Stort lokalt samråd psykiatri"]
    (moved,) = meetings.filter(status="cancelled")
    assert moved.replaced_by.date > moved.date
    assert "CS-TB" in moved.cancel_reason
    assert {row.guests.count() for row in meetings.filter(guests__isnull=False)} == {1, 6}
    assert meetings.exclude(last_date=None).count() == 1
    assert meetings.exclude(link="").count() == 2
    assert AgendaItem.objects.get(stems_from__isnull=False).stems_from.deferred
    assert Practice.objects.count() == 2
    assert NoMeeting.objects.get().year == TODAY.year


def test_two_related_groups_meet_at_the_same_time(demo, demo_group):
    board, below = demo_group("DS-TB Nordväst"), demo_group("Styrgrupp FACT")
    (one,) = board.meetings.filter(date__gt=TODAY, date__lt=TODAY + dt.timedelta(days=30))
    assert below.parent == board
    assert below.meetings.filter(date=one.date, start__lt=one.end, end__gt=one.start).exists()


def test_one_group_does_not_meet_any_longer(demo, demo_group):
    (latest, *_) = demo_group("Litet samråd psykiatri").meetings.order_by("-date")
    assert latest.status == "held"
    assert (TODAY - latest.date).days > 500


def test_attendance_gives_something_to_follow_up(demo, demo_group):
    made = participation.of(demo_group("DS-TB Nordväst"), TODAY)
    assert [str(line.organisation) for line in made.absent] == ["Åstorp"]
    unseen = {str(organisation): why for organisation, why in made.unseen}
    assert unseen["Svalöv"] == "kallad till 3 möten"
    assert unseen["Barn- och ungdomspsykiatrin"] == "platsen är vakant"
    assert made.lately.may_be_told
    bjuv = next(line for line in made.organisations if str(line.organisation) == "Bjuv")
    assert bjuv.share == 100, "a deputy came"


def test_the_plan_shows_what_is_late_and_what_is_done(demo, demo_group):
    group = demo_group("DS-TB Nordväst")
    whole = list(plans.shown(group, User.objects.get(username="admin"), TODAY, is_kept=True))
    assert any(plans.is_overdue(action, TODAY) for action in whole)
    assert whole[-1].state == Action.State.DONE


def test_the_note_taker_takes_notes_in_one_group(demo, demo_group):
    user = User.objects.get(username="antecknare-nv")
    kept = {row.group for row in Meeting.objects.editable_by(user, TODAY)}
    assert kept == {demo_group("DS-TB Nordväst")}
    assert user.person.invented


def test_every_meeting_is_on_a_working_day_and_on_its_side_of_the_day_of_loading(demo):
    red = holidays.country_holidays("SE", include_sundays=False)
    for meeting in Meeting.objects.exclude(date__lt=dt.date(2024, 1, 1)):
        for day in (meeting.date, meeting.ends_on):
            assert day.weekday() < 5, meeting
            assert day not in red, meeting
        assert (meeting.date < TODAY) == (meeting.status == "held"), meeting


@pytest.mark.parametrize("year", range(2026, 2032))
def test_days_are_moved_to_working_days_away_from_the_day_of_loading(year):
    today = dt.date(year, 12, 20)
    for ahead in range(1, 40):
        assert _weekday(today, ahead, 2) >= today + dt.timedelta(days=ahead)
        assert _weekday(today, -ahead, 1) <= today - dt.timedelta(days=ahead)


def test_nobody_real_is_named(demo):
    assert not Person.objects.filter(invented=False).exists()
    named = Attendance.objects.filter(person=None)
    assert all(row.name == row.name.lower() or row.title in row.name for row in named), "roles, not names"
    assert Attachment.objects.count() == 9


def test_the_history_says_where_it_came_from(demo):
    for model in (Meeting, Attendance, Action, AgendaItem):
        assert set(model.history.values_list("history_change_reason", flat=True)) == {"Inläst demo"}
