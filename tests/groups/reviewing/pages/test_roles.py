"""Every role on every address of a review: what opens, and what is not there. A new one must be in the table."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from groups.models import Answer, Group, Review
from tests import factories as make
from tests.groups.reviewing.pages import world as worlds
from tests.public.test_pages import names

pytestmark = pytest.mark.django_db

# What each role is answered, in the order of `worlds.roles`: anonymous, no role, note taker, a commissioner of
# something else, the leader of another delregion, a member of the commissioning group, the leader, administrator.
ALL = "login 200 200 200 200 200 200 200"
READERS = "login 404 404 404 404 200 200 200"
KEEPERS = "login 404 404 404 404 404 200 200"
KEPT = KEEPERS.replace("200", "302")  # done, and led back
WRITTEN = READERS.replace("200", "302")
NOT_SO = "405"

TABLE = {
    "groups:review-list": ("/granskning/", ALL, NOT_SO),
    "groups:review-open": ("/granskning/oppna/?delregion=nordvast", "login 302 302 302 200 302 200 200", ""),
    "groups:review": ("{home}", READERS, NOT_SO),
    "groups:review-letters": ("{home}utskick/", KEEPERS, NOT_SO),
    "groups:review-send": ("{home}utskick/skicka/", NOT_SO, KEPT),
    "groups:review-letter": ("{home}utskick/invitation/{other}/", KEEPERS, NOT_SO),
    "groups:review-group": ("{page}", READERS, NOT_SO),
    "groups:review-settle": ("{page}forslag/{proposal}/", NOT_SO, KEPT),
    "groups:review-accept": ("{page}svar/{answer}/", KEEPERS, ""),
    "groups:review-decide": ("{page}beslut/", NOT_SO, WRITTEN),
    "groups:review-on-behalf": ("{page}svara/", KEEPERS, ""),
    "groups:review-link": ("{page}lankar/", NOT_SO, KEPT),
    "groups:review-link-withdraw": ("{page}lankar/{link}/aterkalla/", NOT_SO, KEPT),
    "groups:review-link-renew": ("{page}lankar/{link}/fornya/", NOT_SO, KEPT),
    "review-close": ("{home}stang/", KEEPERS, KEPT),
    "review-correct": ("{home}ratta/", KEPT, KEPT),  # while it is open there is nothing to correct
}
SENT = {"slag": "invitation", "gor": "avvisa", "link-to": "MAS", "verdict": "", "reason": "Fel"}


def test_every_address_of_a_review_is_in_the_table() -> None:
    found = {name for name in names(get_resolver().url_patterns) if "review" in name}
    assert found == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_what_it_may(name) -> None:
    world = worlds.build()
    address, to_get, to_post = TABLE[name]
    at = address.format(
        home=world.home,
        page=world.page,
        other=world.other.slug,
        proposal=world.purpose.pk,
        answer=world.answer.uid,
        link=world.link.pk,
    )
    for number, (role, user) in enumerate(worlds.roles(world).items()):
        for method, expected in (("get", to_get), ("post", to_post)):
            if not expected:
                continue
            visitor = Client()
            if user:
                visitor.force_login(user)
            with transaction.atomic():
                answer = getattr(visitor, method)(at, *([SENT] if method == "post" else []))
                transaction.set_rollback(True)
            wanted = expected.split()[number % len(expected.split())]
            if wanted == "login":
                assert answer.status_code == 302, role
                assert answer["Location"].startswith("/admin/login/"), role
            else:
                assert answer.status_code == int(wanted), (role, method)
                if wanted != "405":
                    assert answer.status_code == 404 or "no-store" in answer["Cache-Control"]


def test_a_form_opens_a_review_of_a_delregion_that_is_kept_and_of_no_other() -> None:
    region, elsewhere = make.RegionFactory(), make.RegionFactory()
    make.GroupFactory(region=region)
    visitor = Client()
    visitor.force_login(make.ProcessLeaderFactory(regions=[region]))
    page = visitor.get(f"/granskning/oppna/?delregion={elsewhere.slug}")
    assert page.context["region"] == region
    assert not Review.objects.exists()


def test_who_commissions_reads_it_all_and_sees_no_way_to_settle() -> None:
    world = worlds.build()
    visitor = Client()
    visitor.force_login(worlds.member(world))
    home, page = visitor.get(world.home).content.decode(), visitor.get(world.page).content.decode()
    assert "Samrådet" in home  # not public
    assert "Nytt syfte" in page
    assert "Spara beslutet" in page
    for kept in ("Godta", "Svara åt", "Personliga länkar", "/svara/", world.signed):
        assert kept not in page, kept
    assert "utskick" not in home


def test_who_commissions_reads_the_facts_of_a_group_that_is_not_public() -> None:
    world = worlds.build()
    Group.objects.filter(pk=world.other.pk).update(purpose="Hemligt syfte")
    visitor = Client()
    visitor.force_login(worlds.member(world))
    body = visitor.get(f"{world.home}grupp/{world.other.slug}/").content.decode()
    assert "Hemligt syfte" in body
    assert f'href="{world.other.get_absolute_url()}"' not in body  # a page that is not for them


def test_the_start_page_of_who_commissions_holds_the_review_and_no_talk_of_what_is_not_theirs() -> None:
    world = worlds.build()
    visitor = Client()
    visitor.force_login(worlds.member(world))
    body = visitor.get("/admin/").content.decode()
    assert "1 av 3 grupper har svarat" in body
    for told in ("Kontot har ingen roll", "Du har inte tillåtelse", "svar att läsa"):
        assert told not in body, told
    visitor.force_login(world.leader)
    assert "svar att läsa" in visitor.get("/admin/").content.decode()


def test_the_frame_leads_there_for_those_who_may_have_something_to_read() -> None:
    world = worlds.build()
    for role, user in worlds.roles(world).items():
        visitor = Client()
        if user:
            visitor.force_login(user)
        leads = 'href="/granskning/"' in visitor.get("/grupper/").content.decode()
        assert leads == ("commissioner" in role or "leader" in role or role == "administrator"), role
        if user and user.is_staff:
            admin = visitor.get("/admin/").content.decode()
            assert (world.home in admin) == (role in ("commissioner", "leader", "administrator")), role


def test_a_group_of_another_review_is_not_found_in_this_one() -> None:
    world, elsewhere = worlds.build(), make.ReviewFactory()
    visitor = Client()
    visitor.force_login(make.AdministratorFactory())
    stranger = elsewhere.items.first().group.slug
    assert visitor.get(f"{world.home}grupp/{stranger}/").status_code == 404
    assert visitor.post(f"{world.home}grupp/{world.other.slug}/forslag/{world.purpose.pk}/").status_code == 404
    assert visitor.post(f"{world.home}grupp/{world.other.slug}/lankar/{world.link.pk}/fornya/").status_code == 404
    uid = Answer.objects.get().uid
    assert visitor.get(f"{world.home}grupp/{world.other.slug}/svar/{uid}/").status_code == 404
