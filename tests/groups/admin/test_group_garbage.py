"""Whatever is sent to the addresses of groups in the admin, the answer is a page and nothing is lost."""

import random

import pytest
from django.test import Client
from django.urls import reverse

from groups.models import Group
from tests import factories as make
from tests.groups.admin.sent_form import opened
from tests.groups.admin.world import World

pytestmark = pytest.mark.django_db

GARBAGE = [
    "", " ", "x", "0", "-1", "1.5", "99999999999999999999999999", "None", "null", "true", "\x00", "å\x00ä", "😀" * 50,
    "<script>alert(1)</script>", "' OR 1=1 --", "%s%(x)s{0}{{x}}", "../../etc/passwd", "2025-02-30", "9999-12-31",
    "0001-01-01", "\r\n\r\n", "A" * 5000, "[]", "١٢٣", "ny0", "__seats__",
]  # fmt: skip
OF_DJANGO = ["p", "o", "all", "e"]
"""What Django itself reads in the address of a list; garbage there may answer before anything else is read."""

FILTERS = ["q", "behov", "delregion", "status", "typ", "niva", "mandat", "rapporterar", "kommun"]


def calm(response) -> bool:
    return response.status_code < 500


@pytest.fixture
def leader(world: World) -> Client:
    client = world.client("leader")
    client.raise_request_exception = True
    return client


@pytest.mark.parametrize("parameter", OF_DJANGO)
def test_the_list_answers_any_query(leader, parameter):
    for value in GARBAGE:
        assert calm(leader.get("/admin/groups/group/", {parameter: value})), value


def test_the_lists_filters_answer_any_value(leader):
    """All at once: each filter reads its own value, whatever the others make of theirs."""
    for value in GARBAGE:
        assert calm(leader.get("/admin/groups/group/", dict.fromkeys(FILTERS, value))), value


def test_the_other_pages_answer_any_query(leader, world):
    for value in GARBAGE[::4]:
        for parameter in ("type", "parent", "som", "_changelist_filters"):
            assert calm(leader.get("/admin/groups/group/add/", {parameter: value})), (parameter, value)
        for vad in ("person", "grupp", value):
            assert calm(leader.get("/admin/groups/group/sok/", {"vad": vad, "q": value})), (vad, value)
        assert calm(leader.get(reverse("admin:groups_group_history", args=[world.ours.group.pk]), {"sida": value}))


@pytest.mark.parametrize("name", ["change", "history", "move", "status", "end", "mistaken", "attest", "delete"])
def test_a_group_that_is_not_there_is_told(leader, name):
    for value in ("0", "999999", "99999999999999999999999999", "x", "å", "1_00", "_", "1%00", "%2F"):
        url = f"/admin/groups/group/{value}/" + reverse(f"admin:groups_group_{name}", args=[7]).split("/7/")[1]
        assert leader.get(url).status_code in (302, 403, 404, 405), url
        assert leader.post(url, {"reason": "x"}).status_code in (302, 403, 404), url


@pytest.mark.parametrize("seed", range(2))
def test_a_page_full_of_garbage_is_answered_and_saves_whole_or_not_at_all(leader, world, seed):
    group = world.ours.group
    make.SeatExceptionFactory(
        seat=make.SeatFactory(group=group, per="municipality"), municipality=world.ours.municipality
    )
    make.ReportingLineFactory(group=group, to_words="Ledningen")
    make.EscalationLinkFactory(group=group, recipient="Nästa")
    pick = random.Random(seed)
    for url in (reverse("admin:groups_group_change", args=[group.pk]), "/admin/groups/group/add/"):
        data = opened(leader, url)
        for _round in range(8):
            sent = dict(data)
            for name in pick.sample(sorted(data), k=min(len(data), 8)):
                sent[name] = pick.choice(GARBAGE)
            for name in pick.sample(sorted(data), k=3):
                sent.pop(name, None)
            response = leader.post(url, sent)
            assert calm(response), sent
            assert Group.objects.filter(pk=group.pk, parent=None, status="active").exists()
            if "change" in url and response.status_code == 302:
                data = opened(leader, url)


@pytest.mark.parametrize("name", ["topics", "escalations-ny0-contact_seats"])
def test_keys_longer_than_any_databases_numbers_choose_nothing(leader, world, name):
    url = reverse("admin:groups_group_change", args=[world.ours.group.pk])
    link = {"agreement": make.AgreementFactory().pk, "step": "2", "trigger": "lesson", "recipient": "Nästa"}
    sent = {f"escalations-ny0-{key}": value for key, value in link.items()} | {name: ["9" * 20]}
    assert leader.post(url, opened(leader, url) | sent).status_code == 302
    assert not world.ours.group.topics.exists()


@pytest.mark.parametrize("name", ["move", "status", "end", "mistaken"])
def test_dialogs_answer_any_answer(leader, world, name):
    url = reverse(f"admin:groups_group_{name}", args=[world.ours.group.pk])
    data = opened(leader, url)
    pick = random.Random(name)
    for field in [*data, "bekraftat"]:
        for value in pick.sample(GARBAGE, k=4):
            assert calm(leader.post(url, data | {"reason": "Skäl", field: value})), (field, value)


def test_rows_are_counted_within_bounds(leader, world):
    url = reverse("admin:groups_group_change", args=[world.ours.group.pk])
    for count in ("999999999", "-5", "x", "1e9", "٣"):
        assert leader.post(url, opened(leader, url) | {"lines-ny": count}).status_code in (200, 302)
