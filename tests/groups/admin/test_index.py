"""The admin's first page: what needs doing, and nothing of it for those who keep nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from groups import lifecycle
from groups.models import Coverage, Seat, Tier
from groups.needs import NEEDS
from samverkan import admin_site
from tests import factories as make
from tests.groups.admin.world import World

pytestmark = pytest.mark.once


def page(world: World, role: str) -> str:
    return world.client(role).get(reverse("admin:index")).content.decode()


def numbers(html: str) -> dict[str, int]:
    """Each link of the list of things to do, with its number."""
    found = re.findall(r'<a href="([^"]+)"><span class="todo-number">(\d+)</span>', html)
    return {unescape(url): int(number) for url, number in found}


def test_a_leader_sees_what_needs_doing_at_home(world: World) -> None:
    html = page(world, "leader")
    assert f'id="region-{world.ours.region.pk}"' in html
    assert f'id="region-{world.theirs.region.pk}"' not in html
    assert any("behov=sammankallande" in url for url in numbers(html))


def test_an_administrator_sees_every_delregion_and_the_central_groups(world: World) -> None:
    html = page(world, "administrator")
    for region in (world.ours.region, world.theirs.region, world.ours.region.parent):
        assert f'id="region-{region.pk}"' in html


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_each_number_is_as_many_rows_as_its_link_shows(world: World, role: str) -> None:
    central = make.CentralGroupFactory(name="Centralt organ", region=world.ours.region.parent)
    make.SeatFactory(group=central)
    make.RemarkFactory(group=central)
    make.SeatFactory(group=world.ours.group, kind=Seat.Kind.CONVENER)
    make.RemarkFactory(group=world.ours.group)
    ended, mistaken = (make.GroupFactory(region=world.ours.region) for _each in range(2))
    lifecycle.end(ended, effective=localdate(), reason="klar")
    lifecycle.mark_mistaken(mistaken, reason="dubblett")
    for group in (ended, mistaken):
        make.RemarkFactory(group=group)
    links = numbers(page(world, role))
    assert links
    for url, number in links.items():
        response = world.client(role).get(url)
        assert response.context["cl"].result_count == number, url


def test_the_day_is_the_views(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The template reads no clock of its own: what it shows was asked for in the view, for one day."""
    asked = []
    monkeypatch.setattr(admin_site, "overview", lambda regions, day: asked.append(day) or [])
    assert "todo-list" not in page(world, "leader")
    assert asked == [localdate()]


@pytest.mark.parametrize("name", ["index", "groups_group_changelist", "groups_person_add"])
def test_every_page_leads_home_and_none_has_a_sidebar(world: World, name: str) -> None:
    html = world.client("leader").get(reverse(f"admin:{name}")).content.decode()
    header = html.partition('id="header"')[2].partition("</header>")[0]
    assert re.search(rf'<nav class="admin-home"[^>]*><a href="{reverse("admin:index")}"', header)
    assert ('aria-current="page"' in header) is (name == "index")
    assert "nav-sidebar" not in html


def test_a_group_that_does_not_say_which_municipalities_is_not_called_absent(world: World) -> None:
    kind = make.GroupTypeFactory(name="Stora mötet", expected_per="municipality")
    make.GroupFactory(name="Stora mötet i nordväst", type=kind, region=world.ours.region)
    html = page(world, "leader")
    assert "Stora mötet i nordväst: inte angivet vilka kommuner det omfattar" in html
    assert "utan Stora mötet" not in html


def test_a_region_where_all_is_well_says_so(world: World) -> None:
    empty = make.RegionFactory(name="Lugna")
    world.accounts["leader"].regions.set([empty])
    assert "Inget att göra just nu." in page(world, "leader")


def test_accounts_without_task_are_told_what_to_ask_for(world: World) -> None:
    world.accounts["leader"].regions.clear()
    assert "inte processledare för någon delregion" in page(world, "leader")
    assert "Kontot har ingen roll" in page(world, "no_role")
    assert "todo-list" not in page(world, "no_role")
    registers = world.client("administrator").get(reverse("admin:app_list", args=["groups"])).content.decode()
    assert "inte processledare" not in registers


def test_absent_groups_are_named(world: World) -> None:
    make.GroupTypeFactory(name="Lilla mötet", expected_per="municipality")
    html = page(world, "leader")
    assert "kommun utan Lilla mötet" in html
    assert world.ours.municipality.name in html


def test_every_need_can_be_filtered_in_the_list(world: World) -> None:
    client = world.client("leader")
    url = reverse("admin:groups_group_changelist")
    for key in NEEDS:
        assert client.get(url, {"behov": key}).status_code == 200
    assert client.get(url, {"behov": "något annat"}).context["cl"].result_count == 2


def test_each_need_names_its_first_groups(world: World) -> None:
    region = world.ours.region
    for number in range(4):
        make.GroupFactory(region=region, name=f"Utan {number}", short_name=f"U{number}" if number == 1 else "")
    html = page(world, "leader")
    told = html.split("behov=sammankallande")[1].split("</li>")[0]
    assert '<span class="todo-names">Nordväst grupp · Utan 0 · U1 och 2 till</span>' in told
    make.RemarkFactory(group=world.ours.group)
    told = page(world, "leader").split('<span class="todo-number">2</span>')[1].split("</li>")[0]
    assert '<span class="todo-names">Nordväst grupp</span>' in told, "two remarks on one group"


def test_the_page_costs_the_same_for_any_number_of_groups(world: World) -> None:
    """2 session and account · 2 role and permissions · 1 regions · 1 open reviews · 1 files that wait
    · at most 26 what needs doing.
    """

    def cost() -> int:
        client = world.client("administrator")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("admin:index")).status_code == 200
        return len(queries)

    few = cost()
    for _each in range(5):
        municipality = make.MunicipalityFactory()
        region = make.RegionFactory(municipalities=[municipality])
        group = make.GroupFactory(region=region, coverage=Coverage.REGION, tier=Tier.LOCAL)
        make.MembershipFactory(seat=make.SeatFactory(group=group))
        make.RemarkFactory(group=group)
    assert cost() == few <= 34
