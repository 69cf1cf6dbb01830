"""Addresses that nobody meant, and words that are not Swedish, on the pages of the meetings' admin."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.groups.admin.test_index_swedish import ENGLISH, SWEDISH_TOO, shown
from tests.groups.admin.test_registers_garbage import KEYS, VALUES, queries
from tests.meetings.admin.test_roles import TABLE, addresses
from tests.meetings.admin.world import ROLES, World

LISTS = ("meeting", "practice", "nomeeting")
NAMES = (
    "q", "p", "o", "e", "_facets", "all", "delregion", "grupp", "nar", "sent", "status", "anteckningar", "mina",
    "year", "year__exact", "group__region__slug", "_to_field", "okänt",
)  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
def test_no_query_string_breaks_a_list(world: World, kind: str) -> None:
    client = world.client("leader")
    client.raise_request_exception = False
    url = reverse(f"admin:meetings_{kind}_changelist")
    answered = [(query, client.get(url, query).status_code) for query in queries(NAMES, LISTS.index(kind))]
    assert [(query, status) for query, status in answered if status not in {200, 302, 400}] == []


@pytest.mark.parametrize("value", VALUES)
def test_no_word_breaks_a_search_or_a_new_meeting(world: World, value: str) -> None:
    for role in ("leader", "note_taker"):
        client = world.client(role)
        for kind in ("grupp", "person", "organisation", value):
            asked = {"vad": kind, "q": value}
            assert client.get(reverse("admin:meetings_meeting_suggest"), asked).status_code == 200
        assert client.get(reverse("admin:meetings_meeting_add"), {"grupp": value}).status_code == 200


@pytest.mark.parametrize("key", ["abc", "0", "9" * 30, "²", "-1", "_31", "%00"])
def test_no_key_breaks_a_page(world: World, key: str) -> None:
    client = world.client("administrator")
    base = reverse("admin:meetings_meeting_changelist")
    pk = world.meeting.pk
    for path in (f"{key}/change/", f"{key}/history/", f"{key}/history/1/", f"{pk}/history/{key}/", f"{key}/delete/"):
        assert client.get(base + path).status_code in {302, 403, 404}, path


@pytest.mark.parametrize("key", KEYS)
def test_no_marked_key_breaks_an_action(world: World, key: str) -> None:
    for action in ("mark_held", "mark_sent"):
        sent = {"action": action, "_selected_action": [key]}
        assert world.client("leader").post(reverse("admin:meetings_meeting_changelist"), sent).status_code == 302


@pytest.mark.parametrize("key", KEYS)
def test_no_key_breaks_a_choice_of_one(world: World, key: str) -> None:
    client = world.client("leader")
    sent = {"group": key, "chair": key, "guest_0": key, "date": "2026-12-01", "mode": "on_site"}
    assert client.post(reverse("admin:meetings_meeting_add"), sent).status_code == 200


@pytest.mark.parametrize("role", ["note_taker", "leader"])
def test_no_page_has_english_left(world: World, role: str) -> None:
    for name, called in (("note_taker", "konto-an"), ("leader", "konto-le")):
        world.accounts[name].username = called
        world.accounts[name].save()
    client, left = world.client(role), {}
    for name, url in addresses(world).items():
        for method, answers in zip(("get", "post"), TABLE[name], strict=True):
            if answers.split()[ROLES.index(role)] not in ("200", "409"):
                continue
            response = getattr(client, method)(url)
            if "html" not in response["Content-Type"]:
                continue
            text = re.sub(r"\buser\d+\b", "", shown(response.content.decode()))
            if found := {word.lower() for word in ENGLISH.findall(text)} - SWEDISH_TOO:
                left[f"{method} {name}"] = found
    assert left == {}
