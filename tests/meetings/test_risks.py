"""What is found before minutes become public, and what is left alone."""

from __future__ import annotations

import time

import pytest

from meetings import risks
from meetings.models import Meeting
from meetings.risks import in_texts
from tests.factories import (
    ActionPartyFactory,
    AttendanceFactory,
    HeldMeetingFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
)
from tests.meetings.minutes_world import build

pytestmark = pytest.mark.django_db

# The numbers are Tolvan Tolvansson's, the nation's own invented one, and an example of the Swedish Tax Agency.
IDENTITIES = [
    "121212-1212", "1212121212", "191212121212", "19121212-1212", "121212+1212", "121212–1212", "121212 1212",
    "12 12 12-1212", "1912-12-12-1212", "121212 - 1212", "personnr:121212-1212.", "x121212-1212x",
]  # fmt: skip


@pytest.fixture
def meeting():
    return HeldMeetingFactory()


def found(text: str, meeting: Meeting) -> list[tuple[str, str]]:
    return [(risk.kind, risk.found) for risk in in_texts([("§ 1", text)], meeting)]


@pytest.mark.parametrize("text", IDENTITIES)
def test_personal_identity_numbers_are_found_however_they_are_written(meeting, text):
    assert [kind for kind, _words in found(text, meeting)] == ["personnummer"]


def test_coordination_numbers_are_found(meeting):
    assert found("Numret 701063-2391 gäller.", meeting) == [("samordningsnummer", "701063-2391")]


@pytest.mark.parametrize(
    "text",
    [
        "121212-1213",  # the last digit does not add up
        "121312-1219",  # no such month
        "diarienummer 2026-000123",
        "2026-11-26 kl. 09.00–12.00",
        "145 415 invånare",
        "org.nr 232100-0255",  # an organisation's: its third digit makes no month
        "§ 1–11, 13, 14, 15",
        "20261126-0900",
    ],
)
def test_other_numbers_are_left_alone(meeting, text):
    assert found(text, meeting) == []


@pytest.mark.parametrize(
    "text",
    [
        "070-174 06 05",
        "0701740605",
        "+46 70 174 06 05",
        "+46 (0)70-174 06 05",
        "0046701740605",
        "070-174 06 05".replace("-", " "),
    ],
)
def test_phone_numbers_are_found_however_they_are_written(meeting, text):
    assert found(f"Ring {text}.", meeting) == [("telefonnummer", text)]


def test_a_number_or_address_that_the_registry_shows_anyway_is_left_alone(meeting):
    SeatFactory(function_phone="070-174 06 05", function_email="Samordnare@example.org")
    OrganisationFactory(function_phone="+46 70 174 06 06")
    PersonFactory(phone="0701740607", email="anna@example.org", name_public=True, contact_public=True)
    PersonFactory(phone="0701740608", email="bo@example.org", name_public=True)
    text = "0701740605, 070-174 06 06, 070-174 06 07, 070-174 06 08, samordnare@example.org, anna@example.org."
    assert found(f"{text} bo@example.org", meeting) == [
        ("telefonnummer", "070-174 06 08"),
        ("e-postadress till en person", "bo@example.org"),
    ]


def test_names_that_are_not_public_are_found(meeting):
    PersonFactory(name="Eva-Lena Ek Lund")
    PersonFactory(name="Per Öberg", name_public=True)
    assert found("Eva-Lena Ek Lund och Per Öberg talade. Per Öbergs förslag.", meeting) == [
        ("namn som inte är publikt", "Eva-Lena Ek Lund")
    ]
    assert found("Enligt Eva-Lena Ek Lunds förslag.", meeting) == [("namn som inte är publikt", "Eva-Lena Ek Lunds")]


def test_who_was_there_is_found_by_surname_too_but_not_within_another_word(meeting):
    AttendanceFactory(meeting=meeting, person__name="Hugo Hemlig")
    AttendanceFactory(meeting=meeting, person=None, name="Gustav Gäst")
    AttendanceFactory(meeting=meeting, person=None, name="enhetschef")
    text = "Hemlig frågade, Gäst svarade. Hemligheten, hemlig och enhetschef är bara ord."
    assert found(text, meeting) == [("namn som inte är publikt", "Hemlig"), ("namn som inte är publikt", "Gäst")]


def test_what_the_public_would_not_see_is_not_warned_of():
    """The list of participants names nobody whose name is not public."""
    assert risks.of(build().meeting) == []


def test_every_place_in_the_minutes_is_looked_through():
    world = build()
    item, number = world.items[0], "121212-1212"
    item.deferred, item.deferred_to = True, number
    item.save()
    item.decisions.update(dissent=number)
    world.meeting.actions.update(what=number)
    world.meeting.attendances.filter(role="guest").update(title=number)
    Meeting.objects.update(next_meeting=number, place=number)
    where = {risk.where for risk in risks.of(Meeting.objects.get())}
    assert where == {"Mötets uppgifter", "Nästa möte", "Deltagare", "§ 1 Punkt nummer 1", "Åtgärder"}


def test_the_check_asks_the_same_few_questions_whatever_is_written(meeting, django_assert_num_queries):
    AttendanceFactory(meeting=meeting)
    for times in (1, 60):
        text = "Anna Ek Bo Al ringde 070-174 06 05 och anna@example.org. " * times
        # public contacts: seats, organisations, persons · own people · names written
        # of participants, verifiers and those who act (3) · registry's names
        with django_assert_num_queries(8):
            assert found(text, meeting)


def test_hostile_text_is_looked_through_in_no_time(meeting):
    start = time.monotonic()
    for text in (
        "0" * 50_000,
        "1 " * 50_000,
        "A" * 50_000,
        "a@" * 50_000,
        "a." * 50_000,
        "Ab " * 10_000,
        "0-" * 50_000,
    ):
        found(text, meeting)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "link",
    [
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting",
        "teams.microsoft.com/meet/123",
        "https://exempel.zoom.us/j/123456",
        "meet.google.com/abc-defg-hij",
    ],
)
def test_links_to_meetings_are_found(meeting, link):
    [(kind, words)] = found(f"Vi ses på {link} sedan.", meeting)
    assert kind == "möteslänk"
    assert link.endswith(words)
    assert found("Se www.skr.se och zoom.us för mer.", meeting) == []


def test_names_in_words_of_who_is_to_act_are_found():
    world = build()
    ActionPartyFactory(action=world.meeting.actions.get(), person=None, name="Kalle Påhittadsson")
    names = {risk.found for risk in risks.of(world.meeting) if risk.kind == "namn som inte är publikt"}
    assert "Kalle Påhittadsson" in names
