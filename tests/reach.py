"""What each role is answered at each address: the table of what should be, against what is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.db import transaction
from django.http import HttpResponse
from django.test import Client


class World(Protocol):
    """A registry with an account for each role."""

    def client(self, role: str) -> Client: ...


Table = Mapping[str, tuple[str, str]]
"""By the name of an address: the answers to GET and to POST, one word for each role."""


def expected(table: Table, role: str, roles: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What the table says of one role, by the name of the address."""
    place = roles.index(role)
    return {name: tuple(answers.split()[place] for answers in both) for name, both in table.items()}


def answers(world: World, role: str, addresses: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What the role is answered, by the name of the address; what was done or logged out is undone before the next."""
    answered = {}
    for name, url in addresses.items():
        found = []
        for method, data in (("get", {}), ("post", {"post": "yes"})):
            with transaction.atomic():
                found.append(said(getattr(world.client(role), method)(url, data or None)))
                transaction.set_rollback(True)
        answered[name] = tuple(found)
    return answered


def said(response: HttpResponse) -> str:
    """The status; "login" for who is led to the login page."""
    if response.status_code == 302 and "/admin/login/" in response["Location"]:
        return "login"
    return str(response.status_code)
