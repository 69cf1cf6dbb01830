"""The meetings' pages in the admin: in light and dark, wide and narrow, without script, by keyboard."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from groups.models import Group, User
from meetings.models import Meeting, NoMeeting, Practice, Term
from tests import factories as make
from tests.browser.login import log_in
from tests.browser.looks import wrongs


@pytest.fixture
def keeper(site: str) -> User:
    return make.AdministratorFactory(username="webbtest")


@pytest.fixture
def group(site: str) -> Group:
    return Group.objects.get(slug="ds-tb-nordvast")


@pytest.fixture
def meeting(group: Group) -> Meeting:
    """One that clashes with another, and whose agenda is late."""
    day = localdate() + dt.timedelta(days=3)
    make.MeetingFactory(group=group.parent, date=day)
    make.HeldMeetingFactory(group=group, date=day - dt.timedelta(days=60))
    make.MeetingFactory(group=group, date=day - dt.timedelta(days=10))
    return make.MeetingFactory(group=group, date=day, title="Internat", guests=[group.children.first()])


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_nothing_sticks_out_and_no_policy_is_broken(site, keeper, group, meeting, open_page, width):
    page = log_in(open_page(width), site, keeper)
    practice, _made = Practice.objects.get_or_create(group=group)
    NoMeeting.objects.create(group=group, year=localdate().year + 1, term=Term.AUTUMN, reason="valår")
    own, year = f"/admin/meetings/meeting/{meeting.pk}", localdate().year + 1
    wrong = {}
    for address in (
        "/admin/",
        "/admin/meetings/meeting/",
        "/admin/meetings/meeting/?nar=alla",
        "/admin/meetings/meeting/add/",
        *(f"{own}/{name}/" for name in ("change", "flytta", "stall-in", "history")),
        "/admin/meetings/meeting/planera/",
        f"/admin/meetings/meeting/planera/?grupp={group.pk}&ar={year}",
        f"/admin/meetings/practice/{practice.pk}/change/",
        "/admin/meetings/practice/",
        "/admin/meetings/nomeeting/",
        "/admin/meetings/nomeeting/add/",
    ):
        assert page.goto(site + address).status == 200
        wrong[address] = wrongs(page)
    page.goto(f"{site}{own}/stall-in/")
    page.fill("#id_why", "sjukdom")
    page.click(".submit-row .default")
    expect(page.locator(".outcome")).to_be_visible()
    wrong["outcome"] = wrongs(page)
    page.goto(f"{site}/admin/meetings/meeting/planera/?grupp={group.pk}&ar={year}")
    page.fill("#id_dag-0-dag", str(meeting.date))
    page.fill("#id_start", "11:00")
    page.fill("#id_end", "10:00")
    page.get_by_role("button", name="Lägg in mötena").click()
    expect(page.locator(".errornote").first).to_be_visible()
    wrong["refused"] = wrongs(page)
    assert {address: found for address, found in wrong.items() if found} == {}


def test_axe_finds_nothing_on_a_conflict(site, keeper, group, meeting, open_page):
    leader = make.ProcessLeaderFactory(username="granne", regions=[group.region])
    me, colleague = (log_in(open_page(390, "dark"), site, user) for user in (leader, keeper))
    for page, place in ((me, "Stadshuset"), (colleague, "Rådhuset")):
        page.goto(f"{site}/admin/meetings/meeting/{meeting.pk}/change/")
        page.fill("#id_place", place)
    colleague.locator("[name=_continue]").click()
    expect(colleague.locator(".messagelist").first).to_be_visible()
    me.locator("[name=_continue]").click()
    expect(me.locator(".conflict").first).to_contain_text("Plats")
    expect(me.locator("#id_place")).to_have_value("Stadshuset")
    assert wrongs(me, 409) == []


def test_a_year_is_planned_by_the_keyboard_alone(site, keeper, group, open_page):
    page = log_in(open_page(), site, keeper)
    page.goto(f"{site}/admin/meetings/meeting/planera/")
    page.locator("#id_grupp").focus()
    page.keyboard.type("ds-tb nordväst")
    field = page.locator("input:focus")
    expect(page.locator(f"datalist#{field.get_attribute('list')} option").first).to_be_attached()
    page.keyboard.press("Enter")
    expect(page.locator(".plan-day input[type=checkbox]:checked").first).to_be_visible()
    number = page.locator(".plan-day input[type=checkbox]:checked").count()
    page.locator("#id_place").focus()
    page.keyboard.type("Stadshuset")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/meetings/meeting/?grupp=ds-tb-nordvast")
    assert Meeting.objects.filter(group=group, place="Stadshuset").count() == number > 0
    assert page.wrongs == []


def test_a_meeting_is_added_moved_and_cancelled_without_script(site, keeper, group, open_page):
    page = log_in(open_page(390, script=False), site, keeper)
    taken = set(Meeting.objects.values_list("date", flat=True))
    ahead = (localdate() + dt.timedelta(days=days) for days in range(40, 400))
    # The demo's meetings stand on fixed days, and one that clashes asks first whether it is meant.
    day = next(day for day in ahead if not taken & {day, day + dt.timedelta(days=7)})
    page.goto(f"{site}/admin/meetings/meeting/add/")
    page.fill("[name=group-sok]", "ds-tb nordväst")
    page.fill("#id_date", str(day))
    page.locator("[name=_continue]").click()
    meeting = Meeting.objects.get(date=day)
    assert meeting.group == group
    page.get_by_role("link", name="Flytta").click()
    page.fill("#id_date", str(day + dt.timedelta(days=7)))
    page.fill("#id_why", "krock")
    page.locator(".submit-row .default").click()
    expect(page.locator(".outcome")).to_contain_text("ersätts av ett nytt")
    page.locator(".submit-row .default").click()
    page.get_by_role("link", name="Ställ in").click()
    page.fill("#id_why", "sjukdom")
    for _step in range(2):
        page.locator(".submit-row .default").click()
    meeting.refresh_from_db()
    assert meeting.replaced_by.cancel_reason == "sjukdom"
    assert page.wrongs == []
