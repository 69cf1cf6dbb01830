"""The page of the minutes: what it says, what is refused there with nothing lost, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.models import Principal
from meetings import minutes
from meetings.documents.gathering import minutes_of
from meetings.models import Attendance, Meeting, Minutes, Verifier
from tests.factories import (
    AdministratorFactory,
    AttendanceFactory,
    GroupFactory,
    HeldMeetingFactory,
    OrganisationFactory,
)
from tests.meetings.minutes_world import VERIFIED_AT, build, publish, verify_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def client():
    client = Client()
    client.force_login(AdministratorFactory())
    return client


def at(name: str, world, *args) -> str:
    return reverse(f"meetings:{name}", args=[world.meeting.pk, *args])


def flat(page: str) -> str:
    return " ".join(page.split())


def test_the_page_says_what_was_noted(client, world):
    page = flat(client.get(at("minutes", world)).content.decode())
    for words in (
        "2 oktober 2026 kl. 09.00–12.00", "2 av 3 närvarande, 1 inbjuden", "1 av 2 närvarande",
        "<s>Frida Frånvarande</s>, verksamhetschef – <strong>frånvarande</strong>",
        "Hugo Hemlig, enhetschef, Lasarettet Prov – på distans", "§ 1 Punkt nummer 1",
        "<strong>Beslut:</strong> Beredningen beslutar att pröva i våras.", "Höganäs vill vänta.",
        "Hugo Hemlig (sammankallande), processledarna?", "till internatet", "Utkast, inte justerade",
    ):  # fmt: skip
        assert words in page, words
    assert "moten.example.org" not in page


def test_a_list_as_in_real_minutes_is_counted_by_heading():
    """Domain, §7: 4 of 5, 3 of 5, 5 of 7 with one over Teams, 5 of 6 – 17 of 23 – and one invited."""
    meeting = HeldMeetingFactory()
    for name, side, called, present in (
        ("Region Skåne", Principal.REGION, 5, 4), ("Kommunerna", Principal.MUNICIPALITY, 5, 3),
        ("Region Skåne/Capio", Principal.REGION, 7, 5), ("Kommunerna, tjänstepersoner", Principal.MUNICIPALITY, 6, 5),
    ):  # fmt: skip
        for n in range(called):
            state = Attendance.State.PRESENT if n < present else Attendance.State.ABSENT
            AttendanceFactory(meeting=meeting, list_name=name, side=side, state=state, online=(called, n) == (7, 0))
    AttendanceFactory(meeting=meeting, role="guest", title="föreläsare", person=None, name="föreläsare")
    told = minutes_of(meeting, public=True)
    assert [(each.heading, each.count) for each in told.lists] == [
        ("Region Skåne", "4 av 5 närvarande"),
        ("Kommunerna", "3 av 5 närvarande"),
        ("Region Skåne/Capio", "5 av 7 närvarande"),
        ("Kommunerna, tjänstepersoner", "5 av 6 närvarande"),
        ("Inbjudna", ""),
    ]
    assert told.attended == "17 av 23 närvarande, 1 inbjuden"
    assert [row.words for each in told.lists for row in each.rows].count("på distans") == 1


def test_what_can_be_done_follows_how_far_the_minutes_have_come(client, world):
    def offered() -> set[str]:
        page = client.get(at("minutes", world)).content.decode()
        return {name for name in names if f'action="{at(name, world)}"' in page}

    names = ["verifier-add", "minutes-correct", "minutes-publish", "minutes-withdraw", "attachment-add"]
    assert offered() == {"verifier-add", "attachment-add"}
    verify_all(world)
    assert offered() == {"minutes-correct", "minutes-publish"}
    publish(world.meeting)
    assert offered() == {"minutes-correct", "minutes-withdraw"}


def test_a_meeting_not_held_offers_no_verifying(client, world):
    Meeting.objects.update(status=Meeting.Status.PLANNED)
    page = client.get(at("minutes", world)).content.decode()
    assert "Anteckna att justering är gjord" not in page
    row = world.verifiers[0].pk
    answer = client.post(at("verifier-verify", world, row), {f"v{row}-day": "2026-10-12"}, follow=True)
    assert "inte markerat som hållet" in answer.content.decode()


def test_who_verified_an_earlier_wording_is_told_of(client, world):
    minutes.verify(world.verifiers[0], at=VERIFIED_AT)
    assert "Har justerat en tidigare lydelse" not in client.get(at("minutes", world)).content.decode()
    world.items[0].note = "Annat."
    world.items[0].save()
    assert "Har justerat en tidigare lydelse" in client.get(at("minutes", world)).content.decode()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "vilken dag"),
        ("i går", "Skriv dagen som"),
        ("2026-02-30", "Skriv dagen som"),
        ("9999-12-31", "framåt i tiden"),
        ("0001-01-01", "före mötet"),
        ("2026-10-01", "före mötet"),
        ("2026-10-1\0", "Skriv dagen som"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(client, world, day, words):
    row = world.verifiers[0].pk
    answer = client.post(at("verifier-verify", world, row), {f"v{row}-day": day})
    assert answer.status_code == 200
    assert words in str(answer.context["refused_form"].errors["day"])
    assert words in answer.content.decode()
    assert not Verifier.objects.exclude(verified_at=None).exists()


def test_what_is_recorded_for_somebody_is_of_the_day_given(client, world):
    row = world.verifiers[0].pk
    client.post(at("verifier-verify", world, row), {f"v{row}-day": "2026-10-12"})
    assert timezone.localdate(Verifier.objects.get(pk=row).verified_at) == dt.date(2026, 10, 12)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Ange vem som justerar"),
        ({"verifier-name": " "}, "Ange vem som justerar"),
        ({"verifier-person": "x", "verifier-name": "Bo"}, "giltigt"),
        ({"verifier-person": "999999999999999999999"}, "giltigt"),
        ({"verifier-name": "a\0"}, "Null-tecken"),
        ({"verifier-name": "å" * 151}, "150"),
        ({"verifier-name": "Berit Blom", "verifier-person": "CHAIR"}, "inte båda"),
        ({"verifier-person": "CHAIR"}, "redan bland"),
    ],
)
def test_who_cannot_verify_is_refused_and_nothing_typed_is_lost(client, world, said, words):
    said = {name: str(world.chair.pk) if value == "CHAIR" else value for name, value in said.items()}
    answer = client.post(at("verifier-add", world), said)
    assert answer.status_code == 200
    assert words in str(answer.context["verifier_form"].errors)
    assert Verifier.objects.count() == 2
    if said.get("verifier-name") == "Bo":
        assert 'value="Bo"' in answer.content.decode()


def test_a_step_out_of_order_is_told_above_the_page(client, world):
    answer = client.post(at("minutes-publish", world), follow=True)
    assert "Bara justerade minnesanteckningar kan publiceras." in answer.content.decode()
    verify_all(world)
    answer = client.post(at("verifier-add", world), {"verifier-name": "sent"}, follow=True)
    assert "Skriv en rättelse i stället." in answer.content.decode()
    assert Meeting.objects.get().minutes == Minutes.VERIFIED


def test_a_correction_is_shown_at_its_item_with_who_and_when(client, world):
    verify_all(world)
    said = {"correction-text": "Klockan var tio.", "correction-item": world.items[1].pk}
    assert client.post(at("minutes-correct", world), said).status_code == 302
    page = flat(client.get(at("minutes", world)).content.decode())
    item = page.split("§ 2 Punkt nummer 2</h3>")[1].split("</section>")[0]
    assert f"Rättelse {timezone.localdate()}, registrets redaktion:</strong> Klockan var tio." in item


@pytest.mark.parametrize("text", ["", " ", "\0", "x" * 10_001])
def test_a_correction_that_says_nothing_or_too_much_is_refused(client, world, text):
    verify_all(world)
    answer = client.post(at("minutes-correct", world), {"correction-text": text})
    assert answer.status_code == 200
    assert answer.context["correction_form"].errors["text"]
    assert not Meeting.objects.get().corrections.exists()


def test_a_correction_of_published_minutes_asks_first_and_keeps_what_was_typed(client, world):
    verify_all(world)
    publish(world.meeting)
    said = {"correction-text": "Fråga Hugo Hemlig."}
    asked = client.post(at("minutes-correct", world), said)
    assert "Fråga Hugo Hemlig.</textarea>" in asked.content.decode()
    assert "namn som inte är publikt" in asked.content.decode()
    assert not Meeting.objects.get().corrections.exists()
    key = asked.context["correction_form"]["confirmed"].value()
    assert client.post(at("minutes-correct", world), said | {"correction-confirmed": key}).status_code == 302
    assert Meeting.objects.get().corrections.count() == 1


def test_publishing_asks_and_needs_the_tick(client, world):
    world.items[0].note = "Nummer 121212-1212."
    world.items[0].save()
    verify_all(world)
    asked = client.post(at("minutes-publish", world))
    assert "121212-1212" in asked.content.decode()
    assert "personnummer" in asked.content.decode()
    key = asked.context["key"]
    assert "kryssa i rutan" in client.post(at("minutes-publish", world), {"funnet": key}).content.decode()
    assert "har ändrats" in client.post(at("minutes-publish", world), {"funnet": "x", "last": "1"}).content.decode()
    assert client.post(at("minutes-publish", world), {"last": "1"}).status_code == 200
    assert Meeting.objects.get().minutes == Minutes.VERIFIED
    assert client.post(at("minutes-publish", world), {"funnet": key, "last": "1"}).status_code == 302
    assert Meeting.objects.get().minutes == Minutes.PUBLISHED


def test_the_diary_number_is_noted_with_the_authority(client, world):
    OrganisationFactory(name="Ängelholms kommun", short_name="Ängelholm")
    said = {"register-diary_number": "2026-000123", "register-authority": "Ängelholms kommun"}
    assert client.post(at("minutes-register", world), said).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.diary_number, str(meeting.authority)) == ("2026-000123", "Ängelholms kommun")
    refused = client.post(at("minutes-register", world), said | {"register-authority": "Ingen alls"})
    assert "Ingen organisation heter så." in refused.content.decode()
    assert 'value="Ingen alls"' in refused.content.decode()


@pytest.mark.parametrize("number", ["999999999999999999999999", "0", "2147483648"])
def test_a_meeting_that_is_not_there_is_not_found(client, number):
    for ending in ("/anteckningar/", "/anteckningar.pdf", "/anteckningar.docx"):
        assert client.get(f"/moten/{number}{ending}").status_code == 404
    assert client.post(f"/moten/{number}/publicera/").status_code == 404


def test_the_page_takes_unknown_parameters_without_a_word(client, world):
    assert client.get(at("minutes", world) + "?grupp=%00&x=%ff&sida=9999999999999").status_code == 200


@pytest.mark.parametrize("items", [2, 12])
def test_the_page_costs_the_same_whatever_the_minutes_hold(items, django_assert_num_queries):
    made = build(items=items)
    for n in range(items):
        AttendanceFactory(meeting=made.meeting, order=10 + n)
        Verifier.objects.create(meeting=made.meeting, name=f"justerare {n}")
    publish(made.meeting)
    minutes.keep_words(made.meeting)
    # the meeting with the words kept · may it be edited (none for the anonymous) · the content's ten
    with django_assert_num_queries(11):
        assert Client().get(at("minutes", made)).status_code == 200
    Meeting.objects.update(minutes=Minutes.DRAFT)
    client = Client()
    client.force_login(AdministratorFactory())
    # session · account · roles · meeting · may it be edited · the content's ten · next label · verifiers (is there any,
    # and all) · the choices of two forms (persons, items)
    with django_assert_num_queries(20):
        assert client.get(at("minutes", made)).status_code == 200


def test_a_hidden_guest_is_named_to_those_who_keep_the_meeting_alone(client, world):
    world.meeting.guests.set([GroupFactory(name="Öppna gruppen"), GroupFactory(name="Dolda gruppen", is_public=False)])
    assert "Dolda gruppen" in flat(client.get(at("minutes", world)).content.decode())
    publish(world.meeting)
    told = flat(Client().get(at("minutes", world)).content.decode())
    assert "Öppna gruppen" in told
    assert "Dolda gruppen" not in told
