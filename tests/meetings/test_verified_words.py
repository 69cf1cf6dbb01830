"""Verified minutes say what they said, whatever gets another name afterwards; persons alone follow the registry."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from groups import tree
from groups.erasing import erase_person
from groups.merging import merge_organisations
from groups.models import Group, Organisation, Person, Seat, User
from meetings import minutes
from meetings.documents.content import Content
from meetings.documents.gathering import minutes_of
from meetings.models import AgendaItem, Meeting, Minutes, VerifiedWords
from tests.factories import (
    ActionPartyFactory,
    AdministratorFactory,
    AgendaItemFactory,
    AttendanceFactory,
    GroupFactory,
    OrganisationFactory,
    SeatFactory,
)
from tests.meetings.minutes_world import (
    HIDDEN,
    PUBLIC,
    VERIFIED_AT,
    build,
    names_in,
    note_taker_of,
    publish,
    verify_all,
)
from tests.meetings.test_documents import pdf_text, word_text

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 1)

RENAMED: list[tuple[type[Model], str, str, str]] = [
    (Group, "name", "DS-TB Prov", "Nya värdgruppen"),
    (Group, "name", "Gästgruppen", "Annan inbjuden grupp"),
    (Organisation, "name", "Lasarettet Prov", "Nya lasarettet"),
    (Organisation, "name", "Skolan", "Nya enheten"),
    (Seat, "title", "kurator, primärvård", "nya platsen"),
    (AgendaItem, "title", "Samordnad vårdplan", "nya rubriken"),
    (User, "function", "processledare Prov", "nya funktionen"),
    (User, "function", "processledare Rätt", "nya funktionen"),
]
"""All that minutes say in the registry's words: of what, in which field, and what it is called before and after."""

each_renamed = pytest.mark.parametrize("renaming", RENAMED, ids=[old for _model, _field, old, _new in RENAMED])


@pytest.fixture
def world():
    """A draft with something of each that may be renamed."""
    world = build()
    world.meeting.guests.set([GroupFactory(name="Gästgruppen"), GroupFactory(name="Brukarrådet")])
    AttendanceFactory(
        meeting=world.meeting,
        seat=SeatFactory(group=world.group, title="kurator, primärvård"),
        side="region",
        list_name="Region Skåne",
        order=5,
    )
    ActionPartyFactory(action=world.meeting.actions.get(), person=None, organisation=OrganisationFactory(name="Skolan"))
    earlier = AgendaItemFactory(title="Samordnad vårdplan", meeting__group=world.group, deferred=True)
    AgendaItem.objects.filter(pk=world.items[1].pk).update(stems_from=earlier)
    return world


@pytest.fixture
def verified(world):
    """The same verified, recorded by a process leader, with a correction."""
    verify_all(world, by=AdministratorFactory(function="processledare Prov"))
    minutes.correct(
        world.meeting, "Ska vara § 3.", item=world.items[0], by=AdministratorFactory(function="processledare Rätt")
    )
    return world


def rename(model: type[Model], field: str, old: str, new: str) -> None:
    row = model.objects.get(**{field: old})
    setattr(row, field, new)
    row.save()


def told(world: SimpleNamespace) -> tuple[Content, Content]:
    """Return what those who keep the minutes read, and what everyone does."""
    meeting = Meeting.objects.get(pk=world.meeting.pk)
    return minutes_of(meeting, public=False), minutes_of(meeting, public=True)


def read_by(meeting: Meeting, client: Client) -> list[str]:
    """Return the words of the page – of the minutes on it –, the Word document and the PDF, each on one line."""
    page, word, pdf = (
        client.get(reverse(f"meetings:{name}", args=[meeting.pk])).content
        for name in ("minutes", "minutes-docx", "minutes-pdf")
    )
    shown = page.decode().partition('<section class="steps')[0]
    return [" ".join(text.split()) for text in (shown, word_text(word), pdf_text(pdf))]


@pytest.fixture
def readers(world):
    note_taker = Client()
    note_taker.force_login(note_taker_of(world.group))
    return {"anonymous": Client(), "note taker": note_taker}


@each_renamed
def test_verified_minutes_say_what_they_said(verified, renaming):
    before = told(verified)
    rename(*renaming)
    assert told(verified) == before


@each_renamed
def test_what_was_verified_keeps_its_fingerprint_and_a_correction_keeps_no_newer_words(world, renaming):
    verify_all(world, by=AdministratorFactory(function="processledare Prov"))
    before, corrector = told(world)[0], AdministratorFactory(function="processledare Rätt")
    rename(*renaming)
    minutes.correct(world.meeting, "Ska vara § 3.", by=corrector)
    after = told(world)[0]
    assert {after.fingerprint} == set(world.meeting.verifiers.values_list("verified_text", flat=True))
    assert replace(after, corrections=[], words={}) == replace(before, words={})


def test_every_reader_of_every_document_reads_what_was_verified(verified, readers):
    minutes.publish(verified.meeting, by=AdministratorFactory())
    for renaming in RENAMED:
        rename(*renaming)
    for client in readers.values():
        for text in read_by(verified.meeting, client):
            for _model, _field, old, new in RENAMED:
                assert old in text
                assert new not in text


@each_renamed
def test_a_draft_follows_the_registry(world, renaming):
    minutes.verify(world.verifiers[0], at=VERIFIED_AT, by=AdministratorFactory(function="processledare Prov"))
    AdministratorFactory(function="processledare Rätt")
    rename(*renaming)
    _model, _field, old, new = renaming
    for content in told(world):
        assert old not in repr(content)
        assert new in repr(content) or old == "processledare Rätt", "nothing is corrected in a draft"


def test_a_name_changed_before_all_have_verified_is_another_wording(world):
    first, second = world.verifiers
    minutes.verify(first, at=VERIFIED_AT)
    rename(*RENAMED[0])
    minutes.verify(second, at=VERIFIED_AT)
    assert Meeting.objects.get(pk=world.meeting.pk).minutes == Minutes.DRAFT
    assert not VerifiedWords.objects.exists()
    minutes.verify(first, at=VERIFIED_AT)
    assert told(world)[0].group == "Nya värdgruppen"
    rename(Group, "name", "Nya värdgruppen", "Ännu nyare")
    assert told(world)[0].group == "Nya värdgruppen"


def test_a_guest_is_told_in_the_same_place_whatever_it_is_called_and_wherever_it_stands(verified):
    before = told(verified)
    first, second = Group.objects.get(name="Gästgruppen"), Group.objects.get(name="Brukarrådet")
    tree.move(first, second, effective=TODAY, today=TODAY, reason="Ny ordning", region=second.region)
    rename(Group, "name", "Brukarrådet", "Örådet")
    assert told(verified) == before
    assert ("Gemensamt med", "Brukarrådet, Gästgruppen") in before[1].facts


def test_a_guest_that_is_hidden_afterwards_is_no_longer_told_to_everyone(verified):
    Group.objects.filter(name="Gästgruppen").update(is_public=False)
    kept, public = told(verified)
    assert ("Gemensamt med", "Brukarrådet, Gästgruppen") in kept.facts
    assert ("Gemensamt med", "Brukarrådet") in public.facts


def test_a_merged_organisation_keeps_its_name_where_it_was_verified(verified):
    before = told(verified)
    for name in ("Lasarettet Prov", "Skolan"):
        gone = Organisation.objects.get(name=name)
        merge_organisations(OrganisationFactory(), gone, by=None, reason="")
    assert told(verified) == before


def test_a_deferred_item_taken_away_stays_where_it_was_verified(verified):
    before = told(verified)
    AgendaItem.objects.get(title="Samordnad vårdplan").delete()
    assert told(verified) == before


def test_a_person_who_is_erased_is_gone_from_what_was_verified_too(verified, readers):
    minutes.publish(verified.meeting, by=AdministratorFactory())
    told_before = {reader: read_by(verified.meeting, client) for reader, client in readers.items()}
    assert all(PUBLIC in text for texts in told_before.values() for text in texts)
    assert all(HIDDEN in text for text in told_before["note taker"])
    for person in (verified.chair, verified.hidden):
        erase_person(person, by=None, today=TODAY)
    for client in readers.values():
        for text in read_by(verified.meeting, client):
            assert PUBLIC not in text
            assert HIDDEN not in text
    assert all("borttagen person" in text for text in read_by(verified.meeting, readers["note taker"]))


def test_no_name_of_a_person_is_kept(verified):
    words = set(VerifiedWords.objects.get().words.values())
    assert {"DS-TB Prov", "Brukarrådet", "Lasarettet Prov", "Skolan", "kurator, primärvård"} <= words
    assert names_in(repr(words)) == set()


def test_a_name_that_is_no_longer_public_is_taken_from_everyone(verified, readers):
    minutes.publish(verified.meeting, by=AdministratorFactory())
    Person.objects.filter(pk=verified.chair.pk).update(name_public=False)
    assert all(PUBLIC not in text for text in read_by(verified.meeting, readers["anonymous"]))
    assert all(PUBLIC in text for text in read_by(verified.meeting, readers["note taker"]))


def test_minutes_verified_before_words_were_kept_follow_the_registry_until_they_are_corrected(world):
    publish(world.meeting)
    rename(*RENAMED[0])
    assert told(world)[0].group == "Nya värdgruppen"
    minutes.correct(world.meeting, "Ska vara § 3.", by=AdministratorFactory())
    rename(Group, "name", "Nya värdgruppen", "Ännu nyare")
    assert told(world)[0].group == "Nya värdgruppen"


@pytest.mark.parametrize("items", [2, 20])
def test_the_words_kept_cost_one_query_whatever_they_are(items, django_assert_num_queries):
    world = build(items=items)
    for n in range(items):
        AttendanceFactory(meeting=world.meeting, organisation=OrganisationFactory(), order=10 + n)
    verify_all(world)
    meeting = Meeting.objects.select_related("group", "chair", "note_taker", "authority").get()
    # the ten of a draft, see `test_documents` · the words kept
    with django_assert_num_queries(11):
        minutes_of(meeting, public=False)
