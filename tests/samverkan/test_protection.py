"""What every answer carries, and what a guesser of passwords meets."""

import logging
from contextlib import suppress

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, get_resolver, reverse

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
CONTENT_SECURITY_POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


def plain_addresses() -> list[str]:
    """Return every public address that takes no argument."""
    resolver = get_resolver()
    names = [key for key in resolver.reverse_dict if isinstance(key, str)]
    for namespace, (_, included) in resolver.namespace_dict.items():
        if namespace != "admin":
            names += [f"{namespace}:{key}" for key in included.reverse_dict if isinstance(key, str)]
    addresses = []
    for name in names:
        with suppress(NoReverseMatch):  # it takes an argument
            addresses.append(reverse(name))
    return addresses


def test_an_anonymous_visitor_gets_no_cookie(client):
    addresses = plain_addresses()
    assert "/halsa/" in addresses
    for address in addresses:
        answer = client.get(address)
        assert not answer.cookies, address


@pytest.mark.parametrize("address", ["/halsa/", LOGIN, "/finns-inte/"])
def test_every_answer_carries_the_protecting_headers(client, address):
    answer = client.get(address)
    assert set(answer["Content-Security-Policy"].split("; ")) == CONTENT_SECURITY_POLICY
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def guess(client, times: int, username: str = "anna", **extra: str):
    for _ in range(times):
        answer = client.post(LOGIN, {"username": username, "password": "fel"}, **extra)
    return answer


def test_five_wrong_passwords_bring_a_pause_even_with_the_right_one(client):
    get_user_model().objects.create_user("anna", password="rätt lösenord", is_staff=True)
    assert guess(client, 4).status_code == 200
    locked = guess(client, 1)
    assert locked.status_code == 429
    assert "försök" in locked.content.decode()
    answer = client.post(LOGIN, {"username": "anna", "password": "rätt lösenord"})
    assert answer.status_code == 429


def test_the_pause_meets_neither_another_account_nor_another_address(client):
    get_user_model().objects.create_user("anna", password="rätt lösenord", is_staff=True)
    guess(client, 5)
    guess(client, 5, username="berit")
    right = {"username": "anna", "password": "rätt lösenord"}
    assert client.post(LOGIN, right, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_right_password_forgets_the_wrong_ones(client):
    get_user_model().objects.create_user("anna", password="rätt lösenord", is_staff=True)
    guess(client, 3)
    assert AccessAttempt.objects.exists()
    client.post(LOGIN, {"username": "anna", "password": "rätt lösenord"})
    assert not AccessAttempt.objects.exists()


def test_the_log_names_neither_account_nor_address(client, caplog):
    caplog.set_level(logging.INFO)
    guess(client, 6, REMOTE_ADDR="192.0.2.7")
    assert "anna" not in caplog.text
    assert "192.0.2.7" not in caplog.text
