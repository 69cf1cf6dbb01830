"""Every address and file of the minutes, asked for as every role."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from groups.models import Organisation
from meetings import attachments, minutes, verifier_links
from meetings.models import Attachment, Meeting, Minutes, Verifier
from meetings.verifier_links import OPEN_FOR
from tests.factories import AdministratorFactory
from tests.meetings import files
from tests.meetings.minutes_world import (
    EDITORS,
    HIDDEN,
    OTHERS,
    PUBLIC,
    build,
    names_in,
    publish,
    roles,
    verify_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = build()
    made.file = attachments.add(
        made.meeting, SimpleUploadedFile("a.pdf", files.PDF), title="Budget", by=AdministratorFactory()
    )
    return made


def as_role(user) -> Client:
    client = Client()
    if not isinstance(user, AnonymousUser):
        client.force_login(user)
    return client


def readings(world) -> list[str]:
    """Return every address at which what was noted is read with an account, or published."""
    pk = world.meeting.pk
    pages = [reverse(f"meetings:{name}", args=[pk]) for name in ("minutes", "minutes-docx", "minutes-pdf")]
    return [*pages, reverse("meetings:attachment", args=[world.file.uid])]


def writings(world) -> dict[str, tuple[str, dict]]:
    """Return every address that changes something, with what is sent there."""
    pk, verifier = world.meeting.pk, world.verifiers[0].pk
    at = lambda name, *args: reverse(f"meetings:{name}", args=[pk, *args])  # noqa: E731
    return {
        "verifier-add": (at("verifier-add"), {"verifier-name": "någon"}),
        "verifier-verify": (at("verifier-verify", verifier), {f"v{verifier}-day": "2026-10-12"}),
        "verifier-renew": (at("verifier-renew", verifier), {}),
        "verifier-remove": (at("verifier-remove", verifier), {}),
        "minutes-correct": (at("minutes-correct"), {"correction-text": "Fel dag."}),
        "minutes-publish": (at("minutes-publish"), {}),
        "minutes-withdraw": (at("minutes-withdraw"), {}),
        "minutes-register": (at("minutes-register"), {"register-diary_number": "1"}),
        "attachment-add": (at("attachment-add"), {"attachment-file": SimpleUploadedFile("b.pdf", files.PDF + b"2")}),
        "attachment-remove": (at("attachment-remove", world.file.uid), {}),
    }


BY_LINK = {"verify", "verify-pdf", "verify-attachment"}
READING = {"minutes", "minutes-docx", "minutes-pdf", "attachment"}


def test_every_address_of_this_room_is_asked_for_here(world):
    names = {name for name in get_resolver().namespace_dict["meetings"][1].reverse_dict if isinstance(name, str)}
    mine = {name for name in names if name.startswith(("minutes", "verif", "attachment"))}
    assert mine == READING | BY_LINK | set(writings(world))


@pytest.mark.parametrize("state", list(Minutes))
def test_what_is_noted_is_read_by_those_who_keep_it_and_by_all_when_it_is_published(world, state):
    Meeting.objects.update(minutes=state)
    for role, user in roles(world).items():
        for address in readings(world):
            expected = 200 if role in EDITORS or state == Minutes.PUBLISHED else 404
            assert as_role(user).get(address).status_code == expected, (role, address)
            assert as_role(user).head(address).status_code == expected, (role, address)


def test_nobody_but_the_keepers_reads_of_a_hidden_group_even_when_it_is_published(world):
    publish(world.meeting)
    type(world.group).objects.update(is_public=False)
    for role, user in roles(world).items():
        for address in readings(world):
            # Who keeps another delregion sees hidden groups too (`Group.objects.visible_to`).
            expected = 200 if role in (*EDITORS, "other process leader") else 404
            assert as_role(user).get(address).status_code == expected, (role, address)
    assert Client().get(readings(world)[0]).status_code == 404


@pytest.mark.parametrize("role", OTHERS)
def test_what_is_published_names_those_alone_whose_name_is_public(world, role):
    publish(world.meeting)
    page = as_role(roles(world)[role]).get(readings(world)[0])
    assert names_in(page.content.decode()) == {PUBLIC}
    assert "hemlig" not in page.content.decode()
    assert "<form" not in page.content.decode().split("<main")[1]


@pytest.mark.parametrize("role", EDITORS)
def test_those_who_keep_the_minutes_read_every_name(world, role):
    page = as_role(roles(world)[role]).get(readings(world)[0])
    assert {PUBLIC, HIDDEN, "Gustav Gäst"} <= names_in(page.content.decode())
    assert page["Cache-Control"] == "private, no-store"


def test_a_published_page_gives_no_cookie(world):
    publish(world.meeting)
    for address in readings(world):
        answer = Client().get(address)
        assert not answer.cookies
    assert "csrf" not in Client().get(readings(world)[0]).content.decode()


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_changes_anything(world, role):
    user = roles(world)[role]
    before = state_of_all()
    for state in Minutes:
        Meeting.objects.update(minutes=state)
        for name, (address, said) in writings(world).items():
            assert as_role(user).post(address, said).status_code == 404, name
            assert as_role(user).get(address).status_code == 405, name
    Meeting.objects.update(minutes=Minutes.DRAFT)
    assert state_of_all() == before


def state_of_all() -> list:
    models = (Meeting, Verifier, Attachment)
    return [list(model.objects.values_list()) for model in models] + [Meeting.objects.get().corrections.count()]


@pytest.mark.parametrize("role", EDITORS)
def test_those_who_keep_the_minutes_take_every_step(world, role):
    client, sent = as_role(roles(world)[role]), writings(world)
    first, second = world.verifiers

    def take(name: str, **extra) -> None:
        address, said = sent[name]
        answer = client.post(address, said | extra)
        assert answer.status_code == 302, (name, answer.content.decode()[:3000])

    take("verifier-add")
    take("attachment-add")
    take("attachment-remove")
    take("verifier-renew")
    take("verifier-verify")
    take("verifier-remove")
    for row in Verifier.objects.filter(verified_at=None):
        at = reverse("meetings:verifier-verify", args=[world.meeting.pk, row.pk])
        assert client.post(at, {f"v{row.pk}-day": "2026-10-12"}).status_code == 302
    assert Meeting.objects.get().minutes == Minutes.VERIFIED
    take("minutes-correct")
    take("minutes-register")
    stopped = client.post(sent["minutes-publish"][0])
    assert stopped.status_code == 200
    take("minutes-publish", funnet=stopped.context["key"], last="1")
    assert Meeting.objects.get().minutes == Minutes.PUBLISHED
    take("minutes-withdraw")
    meeting = Meeting.objects.get()
    assert (meeting.minutes, meeting.diary_number, meeting.corrections.count()) == (Minutes.VERIFIED, "1", 1)
    assert not Verifier.objects.filter(pk=first.pk).exists()
    assert Verifier.objects.filter(pk=second.pk).exists()


@pytest.mark.parametrize("role", [*EDITORS, *OTHERS])
def test_nothing_of_another_meeting_is_reached_through_ones_own(world, role):
    """The address names the meeting and the row; a row of another meeting is not there."""
    other = build_other()
    client = as_role(roles(world)[role])
    for name, row in (
        ("verifier-renew", other.verifiers[0].pk),
        ("verifier-remove", other.verifiers[0].pk),
        ("verifier-verify", other.verifiers[0].pk),
        ("attachment-remove", other.file.uid),
    ):
        assert client.post(reverse(f"meetings:{name}", args=[world.meeting.pk, row])).status_code == 404


def build_other():
    Organisation.objects.filter(name="Lasarettet Prov").update(slug="annat")
    made = build()
    made.file = attachments.add(
        made.meeting, SimpleUploadedFile("a.pdf", files.PDF), title="Annat", by=AdministratorFactory()
    )
    return made


# By a personal link


def link_addresses(world, signed: str) -> list[str]:
    return [
        reverse("meetings:verify", args=[signed]),
        reverse("meetings:verify-pdf", args=[signed]),
        reverse("meetings:verify-attachment", args=[signed, world.file.uid]),
    ]


@pytest.fixture
def signed(world) -> str:
    return verifier_links.sign(world.verifiers[0])


@pytest.mark.parametrize("state", list(Minutes))
def test_who_verifies_reads_everything_by_the_link_without_a_cookie(world, signed, state):
    Meeting.objects.update(minutes=state)
    for address in link_addresses(world, signed):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex"
    page = Client().get(link_addresses(world, signed)[0]).content.decode()
    assert {PUBLIC, HIDDEN} <= names_in(page)
    assert "moten.example.org" not in page


def void_links(world) -> dict[str, tuple[str, int]]:
    """Return addresses that must not work, with the answer that each gets."""
    first, second = world.verifiers
    good = verifier_links.sign(first)
    with pytest.MonkeyPatch.context() as patch:
        long_ago = time.time() - OPEN_FOR.total_seconds() - 5
        patch.setattr("django.core.signing.time.time", lambda: long_ago)
        expired = verifier_links.sign(first)
    withdrawn = verifier_links.sign(second)
    minutes.renew_link(second, by=AdministratorFactory())
    return {
        "forged": (good[:-1] + ("A" if good[-1] != "A" else "B"), 404),
        "another's key": (signing.dumps(first.uid.hex, salt="något annat"), 404),
        "no key": (signing.dumps({"a": 1}, salt="meetings.verifier_links"), 404),
        "of nobody": (signing.dumps("0" * 32, salt="meetings.verifier_links"), 404),
        "expired": (expired, 410),
        "withdrawn": (withdrawn, 404),
        "nonsense": ("å:ä:ö", 404),
        "long": ("x" * 5000, 404),
        "nul": ("a\0b", 404),
    }


def test_a_link_that_is_void_reads_and_verifies_nothing(world):
    for what, (address, status) in void_links(world).items():
        for at in link_addresses(world, address):
            answer = Client().get(at)
            assert answer.status_code == status, what
            assert names_in(answer.content.decode()) == set(), what
        assert Client().post(link_addresses(world, address)[0], {"lydelse": "x"}).status_code == status, what
    assert not Verifier.objects.exclude(verified_at=None).exists()


def test_a_link_is_for_one_meeting_alone(world, signed):
    other = build_other()
    assert Client().get(reverse("meetings:verify-attachment", args=[signed, other.file.uid])).status_code == 404
    for address in [*readings(world), *readings(other)]:
        assert Client().get(address).status_code == 404
    page = Client().get(reverse("meetings:verify", args=[signed]))
    assert page.context["meeting"] == world.meeting


def test_a_verifier_taken_away_has_no_link_any_more(world, signed):
    minutes.remove_verifier(world.verifiers[0], by=AdministratorFactory())
    for address in link_addresses(world, signed):
        assert Client().get(address).status_code == 404


def test_a_link_gives_nothing_to_change_but_the_own_verification(world, signed):
    for address, said in writings(world).values():
        assert Client().post(address, said).status_code == 404
    for address in link_addresses(world, signed)[1:]:
        assert Client().post(address).status_code == 405


def test_who_verifies_by_the_link_is_recorded_and_thanked(world, signed):
    strict = Client(enforce_csrf_checks=True)
    address = link_addresses(world, signed)[0]
    text = strict.get(address).context["content"].fingerprint
    answer = strict.post(address, {"lydelse": text})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert not answer.cookies
    row = Verifier.objects.get(pk=world.verifiers[0].pk)
    assert row.verified_at
    assert row.recorded_by is None
    assert "Du justerade anteckningarna" in strict.get(address).content.decode()
    assert "De låses när alla" in strict.get(address).content.decode()
    again = strict.post(address, {"lydelse": text}).content.decode()
    assert "redan justerade av Berit Blom" in again


def test_who_read_an_older_wording_is_shown_the_new_one(world, signed):
    address = link_addresses(world, signed)[0]
    text = Client().get(address).context["content"].fingerprint
    world.items[0].note = "Något annat."
    world.items[0].save()
    page = Client().post(address, {"lydelse": text}).content.decode()
    assert "har ändrats sedan du läste dem" in page
    assert "Något annat." in page
    assert not Verifier.objects.exclude(verified_at=None).exists()


@pytest.mark.parametrize("said", [{}, {"lydelse": ""}, {"lydelse": "\0"}, {"lydelse": "å" * 5000}])
def test_nonsense_by_the_link_verifies_nothing(world, signed, said):
    assert Client().post(link_addresses(world, signed)[0], said).status_code == 200
    assert not Verifier.objects.exclude(verified_at=None).exists()


def test_a_meeting_that_is_not_held_is_not_verified_by_the_link(world, signed):
    Meeting.objects.update(status=Meeting.Status.PLANNED)
    page = Client().get(link_addresses(world, signed)[0])
    assert "inte markerat som hållet" in page.content.decode()
    assert "<form" not in page.content.decode().split("<main")[1]


def test_locked_minutes_say_so_by_the_link(world, signed):
    verify_all(world)
    page = Client().get(link_addresses(world, signed)[0]).content.decode()
    assert "Du justerade anteckningarna 2026-10-12." in page
    assert "De är nu låsta." in page
