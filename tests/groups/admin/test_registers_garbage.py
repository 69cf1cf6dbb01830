"""Addresses that nobody meant: the registers answer with a list, a redirect or "not found", never with an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.urls import reverse

from tests import factories as make
from tests.groups.admin.sent_form import opened
from tests.groups.admin.test_registers import confirm, upload
from tests.groups.admin.world import World

LISTS = (
    "organisation",
    "person",
    "remark",
    "region",
    "regionmunicipality",
    "grouptype",
    "topic",
    "inhabitants",
    "user",
)
NAMES = (
    "q", "p", "o", "e", "_facets", "all", "delregion", "hanterad", "kind__exact", "region__id__exact", "year",
    "group__tier__exact", "group__region__id__exact", "name_public__exact", "is_active__exact", "groups__id__exact",
    "regions__id__exact", "tier__exact", "organisation__parent__name", "_to_field", "okänt",
)  # fmt: skip
VALUES = (
    "",
    "\0",
    "a\0b",
    "-1",
    "0",
    "abc",
    "99999999999999999999999",
    "1.5",
    "²",
    "Å" * 3000,
    "'; --",
    "%",
    "1,2",
    "\ud7ff",
)


def queries(names: Sequence[str], first: int) -> Iterator[dict[str, str]]:
    """Yield each value in all parameters at once, and two of them in each alone: a wrong one may hide the next.

    Which two goes round from list to list, by `first`.
    """
    for value in VALUES:
        yield dict.fromkeys(names, value)
    for place, name in enumerate(names, start=first):
        for other in (0, len(VALUES) // 2):
            yield {name: VALUES[(place + other) % len(VALUES)]}


@pytest.mark.parametrize("kind", LISTS)
def test_no_query_string_breaks_a_list(world: World, kind: str) -> None:
    client = world.client("administrator")
    client.raise_request_exception = False
    url = reverse(f"admin:groups_{kind}_changelist")
    answered = [(query, client.get(url, query).status_code) for query in queries(NAMES, LISTS.index(kind))]
    assert [(query, status) for query, status in answered if status not in {200, 302, 400}] == []


@pytest.mark.parametrize("term", VALUES)
def test_no_word_breaks_a_search_for_rows_to_choose(world: World, term: str) -> None:
    for model, field in (("organisation", "region"), ("organisation", "parent"), ("person", "organisation")):
        lookup = {"app_label": "groups", "model_name": model, "field_name": field, "term": term}
        assert world.client("leader").get(reverse("admin:autocomplete"), lookup).status_code == 200


@pytest.mark.parametrize("key", ["abc", "0", "99999999999999999999999", "²", "-1", "_31", "%00"])
def test_no_key_breaks_a_page(world: World, key: str) -> None:
    client = world.client("administrator")
    base = reverse("admin:groups_person_changelist")
    person = world.ours.person.pk
    for path in (
        f"{key}/change/",
        f"{key}/history/",
        f"{key}/history/1/",
        f"{person}/history/{key}/",
        f"{key}/radera/",
    ):
        assert client.get(base + path).status_code in {302, 404}, path
    assert client.get(f"{reverse('admin:groups_organisation_changelist')}{key}/delete/").status_code in {302, 404}


def test_a_file_that_was_brought_in_already_is_asked_for_again(world: World) -> None:
    preview = upload(world, "topic", "amnen.csv", b"nyckel;namn\r\noro;Oro\r\n")
    confirm(world, "topic", preview)
    again = confirm(world, "topic", preview)
    assert "Filen finns inte kvar" in again.content.decode()
    for name in ("../../etc/passwd", "/etc/passwd", "finns-inte"):
        data = {**preview.context["confirm_form"].initial, "import_file_name": name}
        response = world.client("administrator").post(reverse("admin:groups_topic_process_import"), data, follow=True)
        assert "Filen finns inte kvar" in response.content.decode()
    assert make.TopicFactory().pk


KEYS = ("99999999999999999999", " 99999999999999999999", "9999999999999999999", "-99999999999999999999", "abc", "²")


@pytest.mark.parametrize("key", KEYS)
def test_no_key_breaks_a_choice_of_several(world: World, key: str) -> None:
    client = world.client("administrator")
    kind, leader = world.ours.group.type, world.accounts["leader"]
    sent = opened(client, reverse("admin:groups_grouptype_change", args=[kind.pk]))
    sent["allowed_parents"] = [str(kind.pk), key]
    assert client.post(reverse("admin:groups_grouptype_change", args=[kind.pk]), sent).status_code == 302
    assert list(kind.allowed_parents.all()) == [kind]
    url = reverse("admin:groups_user_change", args=[leader.pk])
    for name in ("groups", "regions"):
        sent = opened(client, url)
        sent[name] = [key]
        assert client.post(url, sent).status_code == 302
    assert not leader.regions.exists()


@pytest.mark.parametrize("key", KEYS)
def test_no_marked_key_breaks_an_action(world: World, key: str) -> None:
    client = world.client("administrator")
    for kind, action in (("person", "merge_rows"), ("remark", "mark_handled")):
        sent = {"action": action, "_selected_action": [key]}
        assert client.post(reverse(f"admin:groups_{kind}_changelist"), sent).status_code == 302
