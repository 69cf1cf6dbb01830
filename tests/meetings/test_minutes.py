"""From draft to verified to published, and what each step refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from meetings import minutes, risks
from meetings.documents.gathering import minutes_of
from meetings.editing import MinutesLocked, noting, save_seen
from meetings.minutes import MinutesRefused, RisksFound, TextChanged
from meetings.models import Attendance, Meeting, Minutes, Verifier
from tests.at_once import at_once
from tests.factories import AdministratorFactory, AgendaItemFactory, HeldMeetingFactory, PersonFactory
from tests.meetings.minutes_world import VERIFIED_AT, build, verify_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def editor():
    return AdministratorFactory()


def test_minutes_are_verified_when_all_who_verify_have(world):
    first, second = world.verifiers
    minutes.verify(first, at=VERIFIED_AT)
    assert Meeting.objects.get().minutes == Minutes.DRAFT
    minutes.verify(second, at=VERIFIED_AT + dt.timedelta(days=1))
    meeting = Meeting.objects.get()
    assert meeting.minutes == Minutes.VERIFIED
    assert [row.verified_at for row in meeting.verifiers.all()] == [VERIFIED_AT, VERIFIED_AT + dt.timedelta(days=1)]
    assert {row.recorded_by for row in meeting.verifiers.all()} == {None}


@pytest.mark.django_db(transaction=True)
def test_of_those_who_verify_at_the_same_moment_the_last_one_locks_and_the_words_are_kept_once(monkeypatch):
    world, kept = build(), []
    keep_words = minutes.keep_words
    monkeypatch.setattr(minutes, "keep_words", lambda *said: (kept.append(said), keep_words(*said)))
    read = minutes_of(world.meeting, public=False).fingerprint
    links = Verifier.objects.select_related("meeting").in_bulk().values()
    told = at_once(*(lambda row=row: minutes.verify(row, at=VERIFIED_AT, read=read) for row in links))
    assert told == [None, None]
    meeting = Meeting.objects.get()
    assert meeting.minutes == Minutes.VERIFIED
    assert [row.verified_text for row in meeting.verifiers.all()] == [read, read]
    assert meeting.history.filter(minutes=Minutes.VERIFIED).count() == len(kept) == 1
    assert meeting.verified_words.words


def test_verifying_on_behalf_tells_who_recorded_it(world, editor):
    minutes.verify(world.verifiers[0], at=VERIFIED_AT, by=editor)
    assert Verifier.objects.get(pk=world.verifiers[0].pk).recorded_by == editor
    assert Verifier.history.filter(id=world.verifiers[0].pk).latest().history_user == editor


def test_verified_minutes_are_locked(world):
    verify_all(world)
    item = world.items[0]
    with pytest.raises(MinutesLocked, match="rättelse"), noting(world.meeting):
        save_seen(item, item.revision, by=None)
    with pytest.raises(MinutesLocked):
        minutes.add_verifier(world.meeting, name="någon", by=AdministratorFactory())
    with pytest.raises(MinutesLocked):
        minutes.remove_verifier(world.verifiers[0], by=AdministratorFactory())
    with pytest.raises(MinutesLocked):
        minutes.verify(world.verifiers[0], at=VERIFIED_AT)


@pytest.mark.parametrize(
    ("field", "value"),
    [("place", "Annanstans"), ("date", dt.date(2026, 10, 3)), ("chair", None), ("next_meeting", "i vår")],
)
def test_what_verified_minutes_say_of_the_meeting_is_locked_too(world, field, value):
    setattr(world.meeting, field, value)
    world.meeting.full_clean()
    verify_all(world)
    setattr(world.meeting, field, value)
    with pytest.raises(ValidationError, match="rättelse"):
        world.meeting.full_clean()


def test_a_verified_meeting_may_still_be_registered(world, editor):
    verify_all(world)
    minutes.register(world.meeting, diary_number="2026-000123", authority=None, by=editor)
    assert Meeting.objects.get().diary_number == "2026-000123"


def test_who_verified_another_wording_is_asked_again(world):
    first, second = world.verifiers
    minutes.verify(first, at=VERIFIED_AT)
    with noting(world.meeting):
        item = world.items[0]
        item.note = "Något annat sades."
        save_seen(item, item.revision, by=None)
    minutes.verify(second, at=VERIFIED_AT)
    assert Meeting.objects.get().minutes == Minutes.DRAFT
    minutes.verify(first, at=VERIFIED_AT)
    assert Meeting.objects.get().minutes == Minutes.VERIFIED


def test_a_change_of_who_was_there_is_another_wording_too(world):
    first, second = world.verifiers
    minutes.verify(first, at=VERIFIED_AT)
    Attendance.objects.filter(state="absent").update(state="excused")
    minutes.verify(second, at=VERIFIED_AT)
    assert Meeting.objects.get().minutes == Minutes.DRAFT


def test_a_verifier_who_read_an_older_wording_is_told(world):
    with pytest.raises(TextChanged, match="Läs igenom"):
        minutes.verify(world.verifiers[0], at=VERIFIED_AT, read="något annat")
    assert not Verifier.objects.exclude(verified_at=None).exists()


def test_nothing_is_verified_twice(world):
    minutes.verify(world.verifiers[0], at=VERIFIED_AT)
    with pytest.raises(MinutesRefused, match="redan justerade"):
        minutes.verify(world.verifiers[0], at=VERIFIED_AT)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "planned"}, "inte markerat som hållet"),
        ({"date": dt.date(2026, 10, 20)}, "före mötet"),
    ],
)
def test_what_cannot_be_verified_yet_is_refused(world, change, words):
    Meeting.objects.update(**change)
    with pytest.raises(MinutesRefused, match=words):
        minutes.verify(world.verifiers[0], at=VERIFIED_AT)


def test_empty_minutes_are_not_verified():
    meeting = HeldMeetingFactory()
    verifier = Verifier.objects.create(meeting=meeting, name="ordföranden")
    with pytest.raises(MinutesRefused, match="inga punkter"):
        minutes.verify(verifier, at=VERIFIED_AT)


def test_a_verifier_taken_away_meanwhile_does_not_verify(world, editor):
    first, second = world.verifiers
    stale = Verifier.objects.select_related("meeting").get(pk=first.pk)
    minutes.remove_verifier(first, by=editor)
    with pytest.raises(MinutesRefused, match="inte längre"):
        minutes.verify(stale, at=VERIFIED_AT)
    stale = Verifier.objects.select_related("meeting").get(pk=second.pk)
    minutes.renew_link(second, by=editor)
    with pytest.raises(MinutesRefused, match="inte längre"):
        minutes.verify(stale, at=VERIFIED_AT)


def test_when_the_last_one_missing_is_taken_away_the_minutes_are_verified(world, editor):
    first, second = world.verifiers
    minutes.verify(first, at=VERIFIED_AT)
    minutes.remove_verifier(second, by=editor)
    assert Meeting.objects.get().minutes == Minutes.VERIFIED
    assert list(Meeting.objects.get().verifiers.all()) == [first]


def test_without_anyone_who_verifies_nothing_is_verified(world, editor):
    for verifier in world.verifiers:
        minutes.remove_verifier(verifier, by=editor)
    assert Meeting.objects.get().minutes == Minutes.DRAFT


def test_nobody_is_asked_twice_and_not_too_many(world, editor):
    with pytest.raises(MinutesRefused, match="redan bland"):
        minutes.add_verifier(world.meeting, person=world.chair, by=editor)
    minutes.add_verifier(world.meeting, name=" Ordföranden ", by=editor)
    with pytest.raises(MinutesRefused, match="redan bland"):
        minutes.add_verifier(world.meeting, name="ordföranden", by=editor)
    with pytest.raises(ValidationError, match="vem som justerar"):
        minutes.add_verifier(world.meeting, name="  ", by=editor)
    for _ in range(minutes.MOST_VERIFIERS - 3):
        minutes.add_verifier(world.meeting, person=PersonFactory(), by=editor)
    with pytest.raises(MinutesRefused, match="Högst 20"):
        minutes.add_verifier(world.meeting, person=PersonFactory(), by=editor)


def test_a_correction_stands_beside_what_was_verified(world, editor):
    with pytest.raises(MinutesRefused, match="Ändra i dem"):
        minutes.correct(world.meeting, "Klockan var tio.", by=editor)
    verify_all(world)
    minutes.correct(world.meeting, "Klockan var tio.", item=world.items[0], by=editor)
    assert Meeting.objects.get().items.first().note == "Sagt under 1."
    assert [(row.text, row.item, row.made_by) for row in Meeting.objects.get().corrections.all()] == [
        ("Klockan var tio.", world.items[0], editor)
    ]


def test_a_correction_makes_no_other_wording_of_what_was_verified(world, editor):
    verify_all(world)
    minutes.correct(world.meeting, "Klockan var tio.", item=world.items[0], by=editor)
    minutes.correct(world.meeting, "Alla var där.", by=editor)
    told = minutes_of(Meeting.objects.get(), public=False)
    assert {row.verified_text for row in Meeting.objects.get().verifiers.all()} == {told.fingerprint}


def test_a_correction_says_something_and_of_an_item_of_the_meeting(world, editor):
    verify_all(world)
    with pytest.raises(ValidationError):
        minutes.correct(world.meeting, "", by=editor)
    with pytest.raises(ValidationError, match="det här mötet"):
        minutes.correct(world.meeting, "Fel.", item=AgendaItemFactory(), by=editor)


def test_only_verified_minutes_are_published_and_as_a_choice(world, editor):
    with pytest.raises(MinutesRefused, match="Bara justerade"):
        minutes.publish(world.meeting, by=editor)
    verify_all(world)
    assert Meeting.objects.get().minutes == Minutes.VERIFIED, "publishing is a choice, not what follows"
    minutes.publish(world.meeting, by=editor)
    assert Meeting.objects.get().minutes == Minutes.PUBLISHED
    with pytest.raises(MinutesRefused, match="redan publicerade"):
        minutes.publish(world.meeting, by=editor)
    minutes.withdraw(world.meeting, by=editor)
    assert Meeting.objects.get().minutes == Minutes.VERIFIED
    with pytest.raises(MinutesRefused, match="inte publicerade"):
        minutes.withdraw(world.meeting, by=editor)


def test_publishing_stops_at_what_must_perhaps_not_be_public_until_somebody_confirms(world, editor):
    world.items[1].note = "Ring 070-174 06 05 om detta."
    world.items[1].save()
    verify_all(world)
    with pytest.raises(RisksFound) as stopped:
        minutes.publish(world.meeting, by=editor)
    assert [(risk.where, risk.found) for risk in stopped.value.risks] == [("§ 2 Punkt nummer 2", "070-174 06 05")]
    assert Meeting.objects.get().minutes == Minutes.VERIFIED
    with pytest.raises(RisksFound):
        minutes.publish(world.meeting, by=editor, confirmed="något annat")
    minutes.publish(world.meeting, by=editor, confirmed=risks.key(stopped.value.risks))
    assert Meeting.objects.get().minutes == Minutes.PUBLISHED
    assert "1 varningar" in Meeting.history.latest().history_change_reason


def test_a_confirmation_holds_for_what_was_seen_alone(world, editor):
    world.items[1].note = "Ring 070-174 06 05 om detta."
    world.items[1].save()
    verify_all(world)
    with pytest.raises(RisksFound) as stopped:
        minutes.publish(world.meeting, by=editor)
    minutes.correct(world.meeting, "Ring 070-174 06 06 i stället.", by=editor)
    with pytest.raises(RisksFound) as again:
        minutes.publish(world.meeting, by=editor, confirmed=risks.key(stopped.value.risks))
    assert len(again.value.risks) == 2


def test_a_correction_of_published_minutes_is_checked_like_them(world, editor):
    verify_all(world)
    minutes.publish(world.meeting, by=editor)
    with pytest.raises(RisksFound) as stopped:
        minutes.correct(world.meeting, "Fråga Hugo Hemlig.", by=editor)
    assert not Meeting.objects.get().corrections.exists()
    minutes.correct(world.meeting, "Fråga Hugo Hemlig.", by=editor, confirmed=risks.key(stopped.value.risks))
    assert Meeting.objects.get().corrections.count() == 1


def test_each_step_raises_the_meetings_revision_so_that_nobody_writes_on_something_older(world, editor):
    before = Meeting.objects.get().revision
    verify_all(world)
    minutes.publish(world.meeting, by=editor)
    assert Meeting.objects.get().revision == before + 3
