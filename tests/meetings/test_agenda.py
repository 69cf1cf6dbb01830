"""What an agenda is made of: the standing one, and what is open from before."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from meetings import agenda
from meetings.editing import MinutesLocked
from meetings.models import AgendaItem, Meeting, Minutes
from tests.factories import (
    ActionFactory,
    AgendaItemFactory,
    DecisionFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def titles(meeting):
    return [(item.label, item.title) for item in meeting.items.all()]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Budget", ("", "Budget")),
        ("§ 3 Budget", ("§ 3", "Budget")),
        ("§3. Budget", ("§3", "Budget")),
        ("4 b) Budget", ("4 b", "Budget")),
        ("4. Budget", ("4", "Budget")),
        ("2027 års plan", ("", "2027 års plan")),
        ("7", ("", "7")),
    ],
)
def test_a_label_is_told_from_the_title(line, told):
    assert agenda.split(line) == told


@pytest.mark.parametrize(
    ("label", "following"), [("§ 11", "§ 12"), ("4", "5"), ("4 b", "5"), ("", ""), ("x", ""), ("9" * 20, "")]
)
def test_the_next_label_follows_the_last(label, following):
    assert agenda.next_label(label) == following


def test_the_groups_own_standing_agenda_speaks_before_that_of_its_type():
    group = GroupFactory(type__default_agenda="Upprop\nÖvrigt", agenda="")
    assert agenda.standing(group) == ["Upprop", "Övrigt"]
    group.agenda = "Val av justerare\n\n Ärenden "
    assert agenda.standing(group) == ["Val av justerare", "Ärenden"]


def test_a_part_has_the_standing_agenda_of_its_whole():
    whole = GroupFactory(agenda="Läget")
    assert agenda.standing(GroupFactory(parent=whole, part=True)) == ["Läget"]


def test_the_standing_agenda_is_copied_once_and_numbered_on():
    meeting = MeetingFactory(group__agenda="Upprop\nÄrenden\n§ 15 Övrigt\nÄrenden")
    AgendaItemFactory(meeting=meeting, order=4, label="§ 4", title="UPPROP")
    assert agenda.copy_standing(meeting, by=None) == 2
    assert titles(meeting) == [("§ 4", "UPPROP"), ("§ 5", "Ärenden"), ("§ 15", "Övrigt")]
    assert agenda.copy_standing(meeting, by=None) == 0


def test_what_is_copied_is_signed():
    meeting, user = MeetingFactory(group__agenda="Upprop"), UserFactory()
    agenda.copy_standing(meeting, by=user)
    assert AgendaItem.history.get().history_user == user


def test_what_is_open_is_proposed_with_where_it_comes_from():
    group = GroupFactory()
    earlier = HeldMeetingFactory(group=group, date=dt.date(2026, 9, 1))
    deferred = AgendaItemFactory(meeting=earlier, title="Internatet", deferred=True, deferred_to="hösten")
    AgendaItemFactory(meeting=earlier, title="Avgjord")
    AgendaItemFactory(deferred=True, title="En annan grupps")
    due = ActionFactory(group=group, meeting=earlier, what="Ta fram\nrutinen", due=dt.date(2026, 12, 4))
    ActionFactory(group=group, what="Senare", due=dt.date(2026, 12, 5))
    ActionFactory(group=group, what="Klar", due=dt.date(2026, 12, 1), state="done")
    meeting = MeetingFactory(group=group)
    told = {each.key: each for each in agenda.proposals(meeting)}
    assert set(told) == {f"item-{deferred.pk}", f"action-{due.pk}", f"minutes-{earlier.pk}"}
    assert told[f"item-{deferred.pk}"].why == "bordlagd 2026-09-01 till hösten"
    assert told[f"action-{due.pk}"].title == "Uppföljning: Ta fram rutinen"
    assert told[f"minutes-{earlier.pk}"].title == "Föregående minnesanteckningar, 2026-09-01"

    assert agenda.take_up(meeting, [f"item-{deferred.pk}", "item-0", "strunt"], by=None) == 1
    item = meeting.items.get()
    assert (item.label, item.title, item.stems_from) == ("§ 1", "Internatet", deferred)
    assert f"item-{deferred.pk}" not in {each.key for each in agenda.proposals(meeting)}


def test_an_item_that_was_taken_up_is_proposed_again_only_if_that_meeting_was_called_off():
    group = GroupFactory()
    deferred = AgendaItemFactory(meeting__group=group, title="Internatet", deferred=True)
    between = MeetingFactory(group=group, date=dt.date(2026, 11, 1))
    AgendaItemFactory(meeting=between, title="Internatet igen", stems_from=deferred)
    meeting = MeetingFactory(group=group)
    open_ = lambda: "Internatet" in {each.title for each in agenda.proposals(meeting)}  # noqa: E731
    assert not open_()
    Meeting.objects.filter(pk=between.pk).update(status="cancelled", cancel_reason="sjukdom")
    assert open_()


def test_a_meeting_is_not_proposed_what_a_later_one_left_open():
    group = GroupFactory()
    AgendaItemFactory(meeting=HeldMeetingFactory(group=group, date=dt.date(2026, 12, 5)), deferred=True)
    assert agenda.proposals(MeetingFactory(group=group)) == []


def test_the_agenda_of_a_meeting_that_was_moved_is_proposed_to_the_one_that_replaces_it():
    meeting = MeetingFactory()
    moved = MeetingFactory(
        group=meeting.group, date=dt.date(2026, 11, 1), status="cancelled", cancel_reason="sjukdom", replaced_by=meeting
    )
    AgendaItemFactory(meeting=moved, title="Ärenden")
    [told] = agenda.proposals(meeting)
    assert (told.title, told.why, told.stems_from) == ("Ärenden", "från det inställda mötet 2026-11-01", None)


def test_previous_minutes_are_proposed_unless_they_stand_there():
    meeting = MeetingFactory()
    HeldMeetingFactory(group=meeting.group)
    assert len(agenda.proposals(meeting)) == 1
    AgendaItemFactory(meeting=meeting, title="Föregående protokoll")
    assert agenda.proposals(meeting) == []


def test_proposals_cost_the_same_however_many_they_are(django_assert_num_queries):
    meeting = MeetingFactory()
    for number in range(2):
        for _ in range(1 + 8 * number):
            AgendaItemFactory(meeting__group=meeting.group, deferred=True)
            ActionFactory(group=meeting.group, due=meeting.date)
        # titles there, of the meeting replaced, deferred, due, last minutes
        with django_assert_num_queries(5):
            assert agenda.proposals(meeting)


def test_items_are_moved_and_stay_in_order():
    meeting = MeetingFactory()
    a, b, c = (AgendaItemFactory(meeting=meeting, order=7, title=title) for title in "abc")
    order = lambda: [item.title for item in meeting.items.all()]  # noqa: E731
    agenda.move(meeting, c, -1, by=None)
    assert order() == ["a", "c", "b"]
    agenda.move(meeting, a, -1, by=None)
    assert order() == ["a", "c", "b"]
    agenda.move(meeting, a, 1, by=None)
    assert order() == ["c", "a", "b"]
    assert AgendaItem.objects.get(pk=b.pk).revision == 1


def test_items_are_numbered_anew():
    meeting = MeetingFactory()
    for label in ("§ 1", "§ 9", ""):
        AgendaItemFactory(meeting=meeting, label=label)
    assert agenda.renumber(meeting, by=None) == 2
    assert [item.label for item in meeting.items.all()] == ["§ 1", "§ 2", "§ 3"]


def test_an_item_is_taken_away_only_while_nothing_is_noted_under_it():
    meeting = MeetingFactory()
    empty, noted = AgendaItemFactory(meeting=meeting), DecisionFactory(item__meeting=meeting).item
    agenda.remove(meeting, empty, by=None)
    agenda.remove(meeting, empty, by=None)
    with pytest.raises(agenda.ItemInUse, match="Ta bort dem först"):
        agenda.remove(meeting, noted, by=None)
    assert list(meeting.items.all()) == [noted]


def test_an_agenda_has_an_end(monkeypatch):
    monkeypatch.setattr(agenda, "MOST_ITEMS", 2)
    meeting = MeetingFactory(group__agenda="a\nb\nc")
    with pytest.raises(ValidationError, match="högst 2"):
        agenda.copy_standing(meeting, by=None)
    assert not meeting.items.exists()


def test_verified_minutes_have_their_agenda():
    meeting = HeldMeetingFactory(group__agenda="Upprop", minutes=Minutes.VERIFIED)
    item = AgendaItemFactory(meeting=meeting)
    for write in (
        lambda: agenda.copy_standing(meeting, by=None),
        lambda: agenda.take_up(meeting, [], by=None),
        lambda: agenda.move(meeting, item, 1, by=None),
        lambda: agenda.renumber(meeting, by=None),
        lambda: agenda.remove(meeting, item, by=None),
    ):
        with pytest.raises(MinutesLocked):
            write()
