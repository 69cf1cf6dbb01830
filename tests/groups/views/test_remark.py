"""The form where a reader says that something is wrong."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from groups.forms.remark import MOST_AN_HOUR, OPEN_FOR, client_of
from groups.models import Remark
from tests import factories


@pytest.fixture
def group(db):
    return factories.GroupFactory()


def address(group) -> str:
    return f"{group.get_absolute_url()}stammer-inte/"


def send(client, group, **fields):
    """Open the form, fill it in and send it."""
    ticket = client.get(address(group)).context["form"]["ticket"].value()
    return client.post(address(group), {"text": "Mötena är på torsdagar.", "ticket": ticket, **fields})


def test_remark_lands_with_the_group_and_is_thanked_for(client, group):
    answer = send(client, group, email="chef@example.org")
    assert (answer.status_code, answer["Location"]) == (302, f"{address(group)}?tack=1")
    remark = Remark.objects.get()
    assert (remark.group, remark.text, remark.email) == (group, "Mötena är på torsdagar.", "chef@example.org")
    assert remark.handled_at is None
    assert "Tack!" in client.get(answer["Location"]).content.decode()


def test_whole_errand_leaves_no_cookie_and_needs_none(group):
    client = Client(enforce_csrf_checks=True)
    assert client.get(send(client, group)["Location"]).status_code == 200
    assert not client.cookies


def test_address_of_the_reader_is_kept_only_as_a_key(client, group, rf):
    send(client, group)
    assert "127.0.0.1" not in Remark.objects.get().client
    assert client_of(rf.get("/")) == Remark.objects.get().client
    assert client_of(rf.get("/", REMOTE_ADDR="10.0.0.1")) != Remark.objects.get().client


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Skriv vad som inte stämmer."),
        ({"text": " \n "}, "Skriv vad som inte stämmer."),
        ({"text": "x" * 2001}, "2000"),
        ({"email": "inte en adress"}, "ser inte ut som en e-postadress"),
        ({"text": "a\0b"}, "Null-tecken"),
        ({"ticket": "hittepå"}, "Det du skrev står kvar"),
        ({"ticket": ""}, "Det du skrev står kvar"),
    ],
)
def test_what_cannot_be_taken_is_said_in_swedish_and_kept(client, group, fields, said):
    answer = send(client, group, **{"text": "Detta skrev jag.", "email": "jag@example.org"} | fields)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Remark.objects.exists()
    if "text" not in fields:
        assert "Detta skrev jag." in answer.content.decode()


def test_error_is_tied_to_its_field(client, group):
    page = send(client, group, text="").content.decode()
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_text_helptext id_text_error"' in page


def test_form_that_stood_open_too_long_is_sent_again_with_one_click(client, group):
    later = timezone.now().timestamp() + OPEN_FOR.total_seconds() + 60
    ticket = client.get(address(group)).context["form"]["ticket"].value()
    with mock.patch("django.core.signing.time.time", return_value=later):
        answer = client.post(address(group), {"text": "Detta skrev jag.", "ticket": ticket})
        fresh = answer.context["form"]["ticket"].value()
        assert fresh != ticket
        assert client.post(address(group), {"text": "Detta skrev jag.", "ticket": fresh}).status_code == 302


def test_ticket_is_good_for_its_own_group_alone(client, group):
    other = factories.GroupFactory()
    ticket = client.get(address(other)).context["form"]["ticket"].value()
    assert client.post(address(group), {"text": "x", "ticket": ticket}).status_code == 200
    assert not Remark.objects.exists()


def test_robot_is_thanked_and_nothing_is_kept(client, group):
    assert send(client, group, webbplats="https://example.org").status_code == 302
    assert not Remark.objects.exists()


def test_too_many_from_one_address_are_stopped_kindly_with_the_text_kept(client, group):
    for _ in range(MOST_AN_HOUR):
        assert send(client, group).status_code == 302
    answer = send(client, group, text="Den sjätte.")
    assert answer.status_code == 429
    assert "Vänta en stund" in answer.content.decode()
    assert "Den sjätte." in answer.content.decode()
    assert Remark.objects.count() == MOST_AN_HOUR


def test_limit_is_by_the_hour_and_by_address(client, group):
    for _ in range(MOST_AN_HOUR):
        send(client, group)
    assert send(Client(REMOTE_ADDR="10.0.0.9"), group).status_code == 302
    Remark.objects.update(created_at=timezone.now() - dt.timedelta(minutes=61))
    assert send(client, group).status_code == 302


def test_group_that_is_not_public_has_no_form(client, db):
    hidden = factories.GroupFactory(is_public=False)
    assert client.get(address(hidden)).status_code == 404
    assert client.post(address(hidden), {"text": "x"}).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_ways_of_asking_are_refused(client, group, method):
    assert getattr(client, method)(address(group)).status_code == 405
