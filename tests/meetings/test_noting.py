"""Saving one thing at a time, by several who note at once."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError

from meetings import noting
from meetings.editing import MeetingCancelled, MinutesLocked
from meetings.models import Action, AgendaItem, Attendance, Decision, Meeting, Minutes
from meetings.noting import Clash, Gone
from meetings.parties import Known, Party, parties_of
from tests.at_once import at_once
from tests.factories import (
    ActionFactory,
    ActionPartyFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 10, 2)


@pytest.fixture
def meeting():
    return HeldMeetingFactory(date=DAY)


def save_item(meeting, row, seen, by=None, **values):
    return noting.save_item(meeting, row if isinstance(row, uuid.UUID) else row.uid, values, seen, by=by)


def save_action(meeting, row, seen, parties=None, item=None, **values):
    uid = row if isinstance(row, uuid.UUID) else row.uid
    return noting.save_action(meeting, item, uid, values, parties, seen, by=None, day=DAY)


def test_a_new_item_comes_last_and_is_one_however_often_it_is_sent(meeting):
    AgendaItemFactory(meeting=meeting, order=7)
    uid = uuid.uuid4()
    for title in ("Övrigt", "Övrigt", "Övriga frågor"):  # the answers were lost, and the writer wrote on
        save_item(meeting, uid, None, title=title, note="Ingenting.")
    item = meeting.items.get(uid=uid)
    assert (item.order, item.title, meeting.items.count()) == (8, "Övriga frågor", 2)
    assert item.revision == 2  # the second time nothing was another


def test_each_save_is_signed_and_raises_the_meetings_revision(meeting):
    user, before = UserFactory(), meeting.revision
    item = save_item(meeting, uuid.uuid4(), None, by=user, title="Upprop")
    assert item.history.get().history_user == user
    assert Meeting.objects.get().revision == meeting.revision == before + 1


def test_two_who_write_in_different_fields_both_keep_what_they_wrote(meeting):
    item = AgendaItemFactory(meeting=meeting, title="Läget", note="")
    save_item(meeting, item, 1, title="Läget", note="Den ena skrev.", deferred=False)
    save_item(meeting, item, 1, title="Läget", note="", deferred=True)
    item.refresh_from_db()
    assert (item.note, item.deferred, item.revision) == ("Den ena skrev.", True, 3)


def test_two_who_write_in_the_same_field_must_choose_and_nothing_is_overwritten(meeting):
    first, second = UserFactory(), UserFactory()
    item = AgendaItemFactory(meeting=meeting)
    save_item(meeting, item, 1, by=first, title=item.title, note="Den enas text.")
    with pytest.raises(Clash) as clash:
        save_item(meeting, item, 1, by=second, title="Ny rubrik", note="Den andras text.")
    assert (clash.value.theirs, clash.value.by, clash.value.row.revision) == ({"note": "Den enas text."}, first, 2)
    item.refresh_from_db()
    assert (item.note, item.title != "Ny rubrik") == ("Den enas text.", True)
    # Having seen it, the second may choose.
    save_item(
        meeting, item, clash.value.row.revision, by=second, title="Ny rubrik", note="Den enas text.\n\nDen andras."
    )
    assert AgendaItem.objects.get().note == "Den enas text.\n\nDen andras."


def test_two_who_write_the_same_agree(meeting):
    item = AgendaItemFactory(meeting=meeting)
    for _ in range(2):
        save_item(meeting, item, 1, note="Samma ord.")
    assert AgendaItem.objects.get().revision == 2


def test_without_a_record_of_what_was_seen_every_difference_is_a_clash(meeting):
    item = AgendaItemFactory(meeting=meeting)
    save_item(meeting, item, 1, note="Den ena.")
    item.history.all().delete()
    with pytest.raises(Clash):
        save_item(meeting, item, 1, deferred=True, note="")


def test_what_somebody_else_took_away_is_not_lost_silently_and_may_be_written_anew(meeting):
    item = AgendaItemFactory(meeting=meeting)
    uid = item.uid
    item.delete()
    with pytest.raises(Gone):
        save_item(meeting, uid, 1, title="Läget", note="Text.")
    assert save_item(meeting, uid, None, title="Läget", note="Text.").note == "Text."


def test_a_decision_stands_under_its_item_and_its_kind_and_dissent_are_kept(meeting):
    item = AgendaItemFactory(meeting=meeting)
    uid = uuid.uuid4()
    values = {"kind": Decision.Kind.WISH, "text": "Att mötas oftare.", "dissent": "En kommun avstår."}
    for _ in range(2):
        noting.save_decision(meeting, item.uid, uid, values, None, by=None)
    row = item.decisions.get()
    assert (row.kind, row.text, row.dissent) == ("wish", "Att mötas oftare.", "En kommun avstår.")
    noting.remove_decision(meeting, uid, 1, by=None)
    noting.remove_decision(meeting, uid, 1, by=None)
    assert not Decision.objects.exists()
    with pytest.raises(Gone):
        noting.save_decision(meeting, uuid.uuid4(), uuid.uuid4(), values, None, by=None)


def test_a_decision_that_somebody_has_changed_is_not_taken_away_unseen(meeting):
    row = DecisionFactory(item__meeting=meeting)
    noting.save_decision(meeting, row.item.uid, row.uid, {"text": "Annat."}, 1, by=None)
    with pytest.raises(Clash):
        noting.remove_decision(meeting, row.uid, 1, by=None)
    assert Decision.objects.exists()


def test_rows_of_another_meeting_are_out_of_reach(meeting):
    other = DecisionFactory(item__meeting=HeldMeetingFactory())
    noting.remove_decision(meeting, other.uid, 1, by=None)
    assert Decision.objects.exists()
    item = AgendaItemFactory(meeting=meeting)
    with pytest.raises(ValidationError):
        noting.save_decision(meeting, item.uid, other.uid, {"text": "Kapat."}, None, by=None)
    with pytest.raises(Gone):
        save_item(meeting, other.item, 1, title="Kapat")
    with pytest.raises(Gone):
        save_action(meeting, ActionFactory(), 1, what="Kapat")
    with pytest.raises(Gone):
        noting.save_presence(
            meeting, AttendanceFactory(meeting=HeldMeetingFactory()).pk, {"state": "absent"}, 1, by=None
        )


def test_an_action_comes_of_the_meeting_and_knows_when_it_was_closed(meeting):
    item = AgendaItemFactory(meeting=meeting)
    uid = uuid.uuid4()
    action = save_action(meeting, uid, None, item=item.uid, what="Kalla", parties=[Party("alla", convening=True)])
    assert (action.group, action.meeting, action.item, action.closed_on) == (meeting.group, meeting, item, None)
    action = save_action(meeting, action, action.revision, state=Action.State.DONE)
    assert action.closed_on == DAY
    action = save_action(meeting, action, action.revision, state=Action.State.OPEN)
    assert action.closed_on is None
    assert parties_of(action) == [Party("alla", convening=True)]


def test_an_action_of_an_earlier_meeting_is_followed_up_and_stays_where_it_came_from(meeting):
    earlier = HeldMeetingFactory(group=meeting.group, date=dt.date(2026, 5, 1))
    action = ActionFactory(group=meeting.group, meeting=earlier, due=dt.date(2026, 6, 1))
    save_action(meeting, action, 1, state=Action.State.DROPPED, note="Inte längre behövd.")
    action.refresh_from_db()
    assert (action.meeting, action.state, action.note) == (earlier, "dropped", "Inte längre behövd.")
    noting.remove_action(meeting, action.uid, action.revision, by=None)
    assert Action.objects.exists()


def test_an_action_due_before_the_meeting_is_refused(meeting):
    with pytest.raises(ValidationError, match="före mötet"):
        save_action(meeting, uuid.uuid4(), None, what="Kalla", due=dt.date(2026, 10, 1))
    assert not Action.objects.exists()


def test_who_is_to_act_is_a_person_an_organisation_or_words():
    person, organisation = PersonFactory(name="Åsa Påhittad"), OrganisationFactory(name="Klippans kommun")
    rows = [AttendanceFactory(person=person, organisation=organisation)]
    known = Known([person], rows)
    lines = ["åsa  påhittad", "", "KLIPPANS KOMMUN?", "processledarna ?", "Åsa Påhittad"]
    assert known.read(lines, convening=2) == [
        Party("åsa påhittad", person=person.pk),
        Party("x", organisation=organisation.pk, convening=True, uncertain=True),
        Party("processledarna", uncertain=True),
    ]


def test_a_name_that_two_share_is_words():
    known = Known([PersonFactory(name="Kim Ek"), PersonFactory(name="Kim Ek")], [])
    assert known.read(["Kim Ek"]) == [Party("Kim Ek")]


def test_who_stands_at_an_action_stays_who_they_were_when_written_again():
    action = ActionFactory()
    party = ActionPartyFactory(action=action, person=PersonFactory(name="Kim Ek"))
    PersonFactory(name="Kim Ek")
    known = Known([], []).with_parties([party])
    assert known.read(["Kim Ek"]) == parties_of(action)


def test_who_is_to_act_is_not_overwritten_unseen(meeting):
    action = ActionFactory(group=meeting.group)
    save_action(meeting, action, 1, parties=[Party("den ena")])
    with pytest.raises(Clash) as clash:
        save_action(meeting, action, 1, parties=[Party("den andra")])
    assert clash.value.theirs == {"parties": [Party("den ena")]}
    assert parties_of(action) == [Party("den ena")]


def test_presence_and_what_is_kept_of_somebody_do_not_disturb_each_other(meeting):
    row = AttendanceFactory(meeting=meeting, state=Attendance.State.UNKNOWN)
    noting.save_presence(meeting, row.pk, {"state": "present", "online": True}, 1, by=None)
    noting.save_presence(meeting, row.pk, {"title": "tf enhetschef"}, 1, by=None)
    row.refresh_from_db()
    assert (row.state, row.online, row.title) == ("present", True, "tf enhetschef")
    with pytest.raises(Clash):
        noting.save_presence(meeting, row.pk, {"state": "absent", "online": False}, 1, by=None)
    with pytest.raises(ValidationError, match="på distans"):
        noting.save_presence(meeting, row.pk, {"state": "absent"}, 3, by=None)


def test_the_meetings_facts_are_kept_apart_from_what_is_noted_below_it(meeting):
    seen = noting.facts_seen(meeting)
    save_item(meeting, uuid.uuid4(), None, title="Upprop")
    chair = PersonFactory()
    noting.save_facts(meeting, {"chair_id": chair.pk, "next_meeting": ""}, seen, by=None, day=DAY)
    noting.save_facts(meeting, {"chair_id": None, "next_meeting": "2 december"}, seen, by=None, day=DAY)
    meeting.refresh_from_db()
    assert (meeting.chair, meeting.next_meeting) == (chair, "2 december")
    with pytest.raises(Clash):
        noting.save_facts(meeting, {"next_meeting": "i januari"}, seen, by=None, day=DAY)


def test_a_meeting_is_held_from_its_day_on():
    meeting = MeetingFactory(date=DAY)
    with pytest.raises(ValidationError, match="dagen har kommit"):
        noting.save_facts(
            meeting, {"status": "held"}, noting.facts_seen(meeting), by=None, day=DAY - dt.timedelta(days=1)
        )
    noting.save_facts(meeting, {"status": "held"}, noting.facts_seen(meeting), by=None, day=DAY)
    assert Meeting.objects.get().status == "held"
    noting.save_facts(meeting, {"status": "planned"}, noting.facts_seen(meeting), by=None, day=DAY)
    assert Meeting.objects.get().status == "planned"
    assert list(meeting.history.values_list("history_change_reason", flat=True))[:2] == ["Planerat igen", "Hållet"]


def every_save(meeting):
    item = AgendaItemFactory(meeting=meeting)
    decision = DecisionFactory(item=item)
    action = ActionFactory(group=meeting.group, meeting=meeting)
    row = AttendanceFactory(meeting=meeting)
    return [
        lambda: save_item(meeting, item, 1, note="x"),
        lambda: noting.save_decision(meeting, item.uid, decision.uid, {"text": "x"}, 1, by=None),
        lambda: noting.remove_decision(meeting, decision.uid, 1, by=None),
        lambda: save_action(meeting, action, 1, what="x"),
        lambda: noting.remove_action(meeting, action.uid, 1, by=None),
        lambda: noting.save_presence(meeting, row.pk, {"state": "absent"}, 1, by=None),
        lambda: noting.save_facts(meeting, {"next_meeting": "x"}, 0, by=None, day=DAY),
    ]


def test_verified_minutes_take_no_notes():
    for save in every_save(HeldMeetingFactory(minutes=Minutes.VERIFIED)):
        with pytest.raises(MinutesLocked):
            save()


def test_a_meeting_that_was_called_off_has_no_notes():
    for save in every_save(MeetingFactory(status="cancelled", cancel_reason="sjukdom")):
        with pytest.raises(MeetingCancelled):
            save()


def test_there_is_an_end_to_what_stands_under_an_item(meeting, monkeypatch):
    monkeypatch.setattr(noting, "MOST_DECISIONS", 1)
    monkeypatch.setattr(noting, "MOST_ACTIONS", 1)
    item = DecisionFactory(item__meeting=meeting).item
    with pytest.raises(ValidationError, match="Högst 1"):
        noting.save_decision(meeting, item.uid, uuid.uuid4(), {"text": "x"}, None, by=None)
    save_action(meeting, uuid.uuid4(), None, what="x")
    with pytest.raises(ValidationError, match="Högst 1"):
        save_action(meeting, uuid.uuid4(), None, what="y")


@pytest.mark.django_db(transaction=True)
def test_an_action_written_from_two_meetings_at_once_loses_neither_text():
    """Two meetings are two locks: the row's own lock stands between them on PostgreSQL."""
    group = GroupFactory()
    action = ActionFactory(group=group)
    meetings = [HeldMeetingFactory(group=group), HeldMeetingFactory(group=group)]
    told = at_once(*(lambda each=each: save_action(each, action, 1, note=f"från {each.pk}") for each in meetings))
    assert {type(each) for each in told} == {Action, Clash}, told


@pytest.mark.django_db(transaction=True)
def test_two_note_takers_at_once_wait_for_each_other_and_lose_nothing():
    meeting = HeldMeetingFactory()
    item = AgendaItemFactory(meeting=meeting, note="")

    def write(number):
        for turn in range(5):
            values = {"text": f"{number}-{turn}", "kind": "wish"}
            noting.save_decision(meeting, item.uid, uuid.uuid4(), values, None, by=None)

    assert at_once(*(lambda number=number: write(number) for number in range(4))) == [None] * 4
    assert len({row.text for row in item.decisions.all()}) == 20
    assert len({row.order for row in item.decisions.all()}) == 20


def test_of_an_action_that_came_of_another_meeting_only_its_state_and_note_change(meeting):
    """What was promised, by whom and until when is what the minutes there say, verified perhaps."""
    earlier = HeldMeetingFactory(group=meeting.group)
    action = ActionFactory(group=meeting.group, meeting=earlier, what="Kalla")
    for values, parties in (({"what": "Ändrat"}, None), ({"due_text": "aldrig"}, None), ({}, [Party("alla")])):
        with pytest.raises(ValidationError, match="ett annat möte"):
            save_action(meeting, action, 1, parties=parties, **values)
    saved = save_action(meeting, action, 1, state=Action.State.DONE, note="Gjort.")
    assert (saved.what, saved.note, saved.meeting) == ("Kalla", "Gjort.", earlier)
    assert save_action(earlier, action, saved.revision, what="Kalla in", parties=[Party("alla")]).what == "Kalla in"
