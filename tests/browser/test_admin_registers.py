"""The admin's first page, its registers and its login: in light and dark, wide and narrow, without script."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from groups.models import Organisation, Person, Region, Remark, User
from tests import factories as make
from tests.browser.login import PASSWORD
from tests.browser.looks import wrongs

OF_DJANGO = {"empty-table-header"}
"""What axe finds in rows on another row's page: the headings above the row's name and above the deletion mark."""


@pytest.fixture
def keeper(site: str) -> User:
    return make.AdministratorFactory(username="webbtest")


def log_in(page: Page, site: str, password: str = PASSWORD) -> Page:
    page.goto(f"{site}/admin/login/")
    page.fill("input[name=username]", "webbtest")
    page.fill("input[name=password]", password)
    page.click("[type=submit]")
    return page


def addresses(keeper: User) -> list[str]:
    region = Region.objects.delregions().first()
    municipality = Organisation.objects.municipalities().get(name="Landskrona")
    unit = Organisation.objects.exclude(parent=None).first()
    persons = list(Person.objects.filter(memberships__isnull=False).distinct()[:2])
    remark = make.RemarkFactory(group=persons[0].memberships.first().seat.group, email="a@example.org")

    def page(row, name: str = "change") -> str:
        return reverse(f"admin:groups_{row._meta.model_name}_{name}", args=[row.pk])

    registers = ("organisation", "person", "remark", "region", "grouptype", "topic", "inhabitants", "user")
    return [
        reverse("admin:index"),
        *(reverse(f"admin:groups_{register}_changelist") for register in registers),
        *(page(row) for row in (region, municipality, unit, persons[0], remark, keeper)),
        page(unit.parent, "delete"),
        page(persons[0], "history"),
        page(persons[0], "erase"),
        reverse("admin:groups_person_simple_history", args=[persons[0].pk, persons[0].history.first().pk]),
        reverse("admin:groups_organisation_add"),
        f"{reverse('admin:groups_person_merge')}?a={persons[0].pk}&b={persons[1].pk}",
        reverse("admin:groups_topic_import"),
        reverse("admin:groups_topic_export"),
        reverse("admin:password_change"),
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_nothing_sticks_out_and_no_policy_is_broken(site, keeper, open_page, width):
    page = open_page(width)
    page.goto(f"{site}/admin/login/")
    wrong = {"login": wrongs(page)}
    log_in(page, site)
    for address in addresses(keeper):
        assert page.goto(site + address).status == 200
        wrong[address] = wrongs(page, unless=OF_DJANGO)
    assert {address: found for address, found in wrong.items() if found} == {}


def test_the_page_after_too_many_attempts_reads_well(site, keeper, open_page):
    page = open_page()
    for _attempt in range(5):
        log_in(page, site, "fel lösenord")
    assert page.locator("h1").inner_text() == "För många försök"
    assert wrongs(page, 429) == []


def test_a_person_gets_a_workplace_without_script(site, keeper, open_page):
    person = make.PersonFactory(name="Påhittad Person")
    make.OrganisationFactory(name="Älvstrandens vårdcentral")
    page = log_in(open_page(script=False), site)
    page.goto(f"{site}{reverse('admin:groups_person_change', args=[person.pk])}")
    page.fill("input[name=organisation-sok]", "alvstrand")
    page.click("input[name=_save]")
    person.refresh_from_db()
    assert person.organisation.name == "Älvstrandens vårdcentral"


def test_a_remark_is_dealt_with_by_one_click_without_script(site, keeper, open_page):
    remark = make.RemarkFactory()
    page = log_in(open_page(script=False), site)
    page.goto(f"{site}{reverse('admin:groups_remark_changelist')}")
    page.get_by_role("button", name=f"Hanterad: {remark}").click()
    assert Remark.objects.get(pk=remark.pk).handled_by == keeper
