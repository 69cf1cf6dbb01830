"""The pages of a group in the admin: in light and dark, wide and narrow, without script, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from groups.models import Group, Seat, User
from tests import factories as make
from tests.browser.login import log_in
from tests.browser.looks import wrongs

OF_DJANGO = {"label-title-only"}
"""What axe finds in the list's own search field, which is Django's."""


@pytest.fixture
def keeper(site: str) -> User:
    return make.AdministratorFactory(username="webbtest")


@pytest.fixture
def group(site: str) -> Group:
    return Group.objects.get(slug="ds-tb-nordvast")


def addresses(group: Group) -> list[str]:
    own = [f"/admin/groups/group/{group.pk}/{page}/" for page in ("change", "history", "flytta", "status", "avsluta")]
    return ["/admin/groups/group/", "/admin/groups/group/add/", *own, f"/admin/groups/group/{group.pk}/misstag/"]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_nothing_sticks_out_and_no_policy_is_broken(site, keeper, group, open_page, width):
    page = log_in(open_page(width), site, keeper)
    wrong = {}
    for address in addresses(group):
        page.goto(site + address)
        wrong[address] = wrongs(page, unless=OF_DJANGO)
    assert {address: found for address, found in wrong.items() if found} == {}


def test_axe_finds_nothing_on_a_conflict_or_on_what_one_may_only_read(site, keeper, group, open_page):
    leader = make.ProcessLeaderFactory(username="granne", regions=[group.region])
    me, colleague = (log_in(open_page(390, "dark"), site, user) for user in (leader, keeper))
    for page in (me, colleague):
        page.goto(f"{site}/admin/groups/group/{group.pk}/change/")
        page.fill("#id_purpose", f"Så som {page.title()} vill {id(page)}")
    colleague.locator("[name=_continue]").click()
    expect(colleague.locator(".messagelist")).to_be_visible()
    me.locator("[name=_continue]").click()
    expect(me.locator(".conflict")).to_contain_text("Syfte")
    assert wrongs(me, 409) == []
    other = Group.objects.get(slug="styrgrupp-psykiatri-sydost")
    me.goto(f"{site}/admin/groups/group/{other.pk}/change/")
    expect(me.get_by_text("Du kan läsa men inte ändra")).to_be_visible()
    assert wrongs(me) == []


def test_a_seat_and_its_holder_are_added_with_the_keyboard_alone(site, keeper, group, open_page):
    make.PersonFactory(name="Åke Ängsblom")
    page = log_in(open_page(), site, keeper)
    page.goto(f"{site}/admin/groups/group/{group.pk}/change/")
    page.locator("summary", has_text="Lägg till en ledamotsplats").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("sekr")
    page.keyboard.press("Tab")
    page.keyboard.type("Pennan")
    page.locator("summary", has_text="Lägg till den som har den nya platsen").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("ake angs")
    field = page.locator("input:focus")
    expect(page.locator(f"datalist#{field.get_attribute('list')} option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/admin/groups/group/")
    seat = Seat.objects.get(group=group, title="Pennan")
    assert seat.kind == Seat.Kind.SECRETARY
    assert seat.memberships.get().person.name == "Åke Ängsblom"
    assert page.wrongs == []


def test_more_rows_can_be_added_with_script(site, keeper, group, open_page):
    page = log_in(open_page(), site, keeper)
    page.goto(f"{site}/admin/groups/group/{group.pk}/change/")
    lines = page.locator("#rader-lines")
    before = group.reporting_lines.count()
    lines.locator("summary", has_text="Lägg till").click()
    lines.locator("[name$='-to_words']").last.fill("Den första")
    lines.get_by_role("button").click()
    lines.locator("[name$='-to_words']").last.fill("Den andra")
    page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert group.reporting_lines.count() == before + 2


def test_the_type_brings_its_texts_at_once_with_script(site, keeper, group, open_page):
    kind = make.GroupTypeFactory(default_purpose="Löser vardagen", default_mandate="full")
    page = log_in(open_page(), site, keeper)
    page.goto(f"{site}/admin/groups/group/add/")
    page.select_option("#id_type", str(kind.pk))
    expect(page.locator("#id_purpose")).to_have_value("Löser vardagen")
    expect(page.locator("#id_mandate")).to_have_value("full")


def test_everything_can_be_done_without_script(site, keeper, group, open_page):
    person = make.PersonFactory(name="Åke Ängsblom")
    seat = group.seats.first()
    page = log_in(open_page(390, script=False), site, keeper)
    page.goto(f"{site}/admin/groups/group/{group.pk}/change/")
    card = page.locator(f"[data-place='{seat.pk}']")
    holder = group.seats.first().memberships.order_by("pk").last()
    card.locator("summary", has_text=holder.person.name).click()
    card.locator(f"[name='holders-{holder.pk}-end_date']").fill("2026-01-31")
    card.locator("summary", has_text="Lägg till en ledamot").click()
    card.locator("[name$='-person-sok']").last.fill("ake angsblom")
    card.locator("[name$='-start_date']").last.fill("2026-02-01")
    page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist")).to_contain_text(re.compile("Ändrade"))
    assert seat.memberships.filter(person=person, start_date="2026-02-01").exists()
    page.goto(f"{site}/admin/groups/group/{group.pk}/status/")
    page.locator("[name=status]").select_option("paused")
    page.locator("[name=reason]").fill("Sommar")
    page.locator(".submit-row .default").click()
    expect(page.locator(".outcome")).to_contain_text("pausad")
    page.locator(".submit-row .default").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert Group.objects.get(pk=group.pk).status == "paused"


@pytest.mark.parametrize("width", [1280, 390])
def test_saving_is_at_hand_wherever_one_is_and_what_is_wrong_is_seen_first(site, keeper, group, open_page, width):
    page = log_in(open_page(width), site, keeper)
    page.goto(f"{site}/admin/groups/group/{group.pk}/change/#vem")
    save = page.get_by_role("button", name="Spara", exact=True)
    box = save.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 900
    page.fill("#id_name", "")
    save.click()
    expect(page.get_by_text("Inget är sparat. Rätta detta först:")).to_be_in_viewport()
