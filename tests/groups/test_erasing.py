"""Erasing a person leaves a row without a name, and nothing in the history that tells who it was."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model

from groups import composition, erasing
from groups.merging import merge_persons
from groups.models import Group, Membership, Organisation, Person
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 4)
WORDS = ("Hemlig", "Hemmlig", "070-174 06 05", "hemlig@example.org", "sjuksköterska Öst")


def everything_stored() -> str:
    """All text in the database."""
    found = []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.extend(str(value) for row in cursor.fetchall() for value in row)
    return "\n".join(found)


def test_no_word_of_the_person_is_left_anywhere() -> None:
    by = make.AdministratorFactory()
    person = make.PersonFactory(name="Hemlig Öberg", title="sjuksköterska Öst", email="hemlig@example.org")
    person.phone = "070-174 06 05"
    person.save()
    twin = make.PersonFactory(name="Hemmlig Öberg", email="hemlig@example.org")
    membership = make.MembershipFactory(person=twin, note="Hemlig anmärkning")
    membership.note = "Hemlig, ny anmärkning"
    membership.save()
    merge_persons(person, twin, by=by, reason="Hemlig")
    for model, key, words in ((Person, person.pk, "Hemlig Öberg"), (Group, membership.seat.group.pk, "En grupp")):
        LogEntry.objects.create(
            user=by,
            content_type=ContentType.objects.get_for_model(model),
            object_id=str(key),
            object_repr=words,
            action_flag=CHANGE,
            change_message=json.dumps([{"added": {"name": "ledamot", "object": "Hemlig Öberg – plats"}}]),
        )
    assert all(word in everything_stored() for word in WORDS)
    erasing.erase_person(person, by=by, today=TODAY)
    left = everything_stored()
    assert [word for word in WORDS if word in left] == []
    person.refresh_from_db()
    assert (person.name, person.organisation, person.name_public) == ("borttagen person", None, False)
    assert person.history.first().history_user == by


def test_nothing_is_held_from_today_and_what_is_past_stays() -> None:
    person = make.PersonFactory()
    now = make.MembershipFactory(person=person, start_date=dt.date(2025, 1, 1))
    ever = make.MembershipFactory(person=person, end_date=dt.date(2030, 1, 1))
    past = make.MembershipFactory(person=person, end_date=dt.date(2020, 1, 1))
    today = make.MembershipFactory(person=person, start_date=TODAY, note="Hemlig")
    later = make.MembershipFactory(person=person, start_date=TODAY + dt.timedelta(days=40))
    planned = erasing.plan(person, TODAY)
    assert (planned.memberships, planned.open_memberships.count()) == (3, 4)
    erasing.erase_person(person, by=None, today=TODAY)
    for row in (now, ever, today, later):
        for day in (TODAY, TODAY + dt.timedelta(days=50)):
            assert composition.of(row.seat.group, day).vacancies == 1
    yesterday = TODAY - dt.timedelta(days=1)
    assert dict(person.memberships.values_list("pk", "end_date")) == {
        now.pk: yesterday,
        ever.pk: yesterday,
        past.pk: dt.date(2020, 1, 1),
    }
    assert planned.memberships == person.memberships.count()
    assert set(Membership.history.filter(id=today.pk).values_list("note", flat=True)) == {""}


def test_others_keep_their_history() -> None:
    other = make.PersonFactory(name="Annan Person")
    erasing.erase_person(make.PersonFactory(name="Borta"), by=None, today=TODAY)
    assert other.history.get().name == "Annan Person"


def entry(row: Model, words: str, message: str = "") -> LogEntry:
    return LogEntry.objects.create(
        user=make.UserFactory(),
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=words,
        action_flag=CHANGE,
        change_message=message,
    )


def test_the_log_of_others_is_left_alone() -> None:
    erased = make.PersonFactory(name="Anna Ek")
    others = [
        entry(make.PersonFactory(name="Anna Ekström"), "Anna Ekström"),
        entry(make.PersonFactory(name="Anna Ek-Berg"), "Anna Ek-Berg"),
        entry(make.PersonFactory(name="Anna Ek"), "Anna Ek"),
        entry(make.OrganisationFactory(), "Anna Ekströms vårdcentral"),
        entry(make.GroupFactory(), "Grupp", json.dumps([{"added": {"name": "ledamot", "object": "Anna Ekström"}}])),
    ]
    own = entry(erased, "Anna Ek", json.dumps([{"changed": {"fields": ["Namn"]}}]))
    seated = entry(
        make.GroupFactory(), "Grupp", json.dumps([{"added": {"name": "ledamot", "object": "anna ek – ”ordförande”"}}])
    )
    by_hand = entry(make.OrganisationFactory(name="Ek"), "Anna Ek, mottagning", "Lade till Anna Ek.")
    before = {each.pk: (each.object_repr, each.change_message) for each in others}
    erasing.erase_person(erased, by=None, today=TODAY)
    for each in (*others, own, seated, by_hand):
        each.refresh_from_db()
    assert {each.pk: (each.object_repr, each.change_message) for each in others} == before
    assert (own.object_repr, json.loads(own.change_message)) == (
        "borttagen person",
        [{"changed": {"fields": ["Namn"]}}],
    )
    assert json.loads(seated.change_message)[0]["added"]["object"] == "borttagen person – ”ordförande”"
    assert (by_hand.object_repr, by_hand.change_message) == (
        "borttagen person, mottagning",
        "Lade till borttagen person.",
    )
    assert Organisation.objects.filter(name="Ek").exists()
