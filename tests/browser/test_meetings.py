"""Meetings as people meet them: light and dark, wide and narrow, without script, by keyboard, on paper."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pikepdf
import pytest
import vobject
from django.utils.timezone import localdate
from playwright.sync_api import expect

from groups.models import Group
from meetings.models import Meeting
from tests.browser.looks import overflow, wrongs
from tests.factories import AgendaItemFactory, HeldMeetingFactory, MeetingFactory


@pytest.fixture
def meetings(site) -> dict[str, Meeting]:
    """Meetings of the demo's groups: joint, of several days, moved, held with its minutes published."""
    today = localdate()
    board, officials, fact = (
        Group.objects.get(slug=slug) for slug in ("ds-nordvast", "ds-tb-nordvast", "styrgrupp-fact")
    )
    first = today.replace(day=1)
    joint = MeetingFactory(group=board, guests=[officials], date=today + dt.timedelta(days=9), place="Rådhuset")
    moved = MeetingFactory(
        group=board, date=today + dt.timedelta(days=3), status="cancelled", cancel_reason="Krock", replaced_by=joint
    )
    long = MeetingFactory(
        group=fact, title="Internat", date=first + dt.timedelta(days=11), last_date=first + dt.timedelta(days=12)
    )
    held = HeldMeetingFactory(group=officials, date=today - dt.timedelta(days=40))
    AgendaItemFactory(meeting=held, deferred=True, deferred_to="internatet")
    Meeting.objects.filter(pk=held.pk).update(minutes="published")
    for number in range(9):
        MeetingFactory(group=fact, date=first + dt.timedelta(days=14), start=dt.time(8 + number), end=None)
    return {"joint": joint, "moved": moved, "long": long, "held": held}


def addresses(meetings: dict[str, Meeting]) -> list[str]:
    month = f"{meetings['long'].date:%Y-%m}"
    return [
        "/moten/",
        "/moten/?visa=tidigare&delregion=nordvast&dag=x&grupp=finns-inte",
        "/moten/?delregion=malmo",
        f"/moten/manad/{month}/",
        f"/moten/manad/{month}/?grupp=styrgrupp-fact",
        "/moten/mina/",
        "/moten/mina/?grupp=ds-nordvast&grupp=styrgrupp-fact&sok=samverkan",
        *(f"/moten/{meeting.pk}/" for meeting in meetings.values()),
        "/grupper/ds-nordvast/",
        "/grupper/styrgrupp-fact/",
        "/karta/?grupp=ds-nordvast",
        "/delregioner/nordvast/",
        "/kommuner/bjuv/",
        "/lyft/?grupp=lilla-samverkansmotet-bjuv&fraga=inte-rattat",
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(site, meetings, open_page, width):
    page = open_page(width)
    wrong = {}
    for address in addresses(meetings):
        page.goto(site + address)
        wrong[address] = wrongs(page)
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.mark.parametrize(("width", "script"), [(320, False), (640, True), (820, True)])
def test_nothing_is_cut_at_any_width(site, meetings, open_page, width, script):
    """At 320 pixels too: what a window of 1280 is at 400 % zoom."""
    page = open_page(width, script=script)
    for address in addresses(meetings):
        page.goto(site + address)
        expect(page.locator("h1")).to_be_visible()
        assert overflow(page) == 0, address


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, False)])
def test_somebody_chooses_groups_keeps_the_address_and_subscribes(site, meetings, open_page, width, script):
    page = open_page(width, script=script)
    page.goto(site)
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Möten").click()
    page.get_by_role("link", name="Mina möten").click()
    for words, name in (("fact", "Styrgrupp FACT"), ("samverkansorgan nordväst", "Delregionalt samverkansorgan")):
        page.get_by_label("Lägg till en grupp").fill(words)
        page.get_by_role("main").get_by_role("button", name="Sök").click()
        page.get_by_role("link", name=f"Lägg till {name}").first.click()
    assert page.url.partition("?")[2] == "grupp=styrgrupp-fact&grupp=ds-nordvast"
    expect(page.get_by_role("link", name="DS Nordväst").first).to_be_visible()

    kept = open_page(width, script=script)
    kept.goto(page.url)
    kept.get_by_text("Prenumerera i din kalender").click()
    calendar = vobject.readOne(kept.request.get(kept.locator(".subscribe code").inner_text()).text())
    assert str(meetings["joint"].uid) in {each.uid.value for each in calendar.vevent_list}
    kept.get_by_role("link", name="Ta bort Styrgrupp FACT").click()
    assert kept.url.endswith("?grupp=ds-nordvast")
    assert kept.context.cookies() == []


def test_the_list_is_filtered_without_script(site, meetings, open_page):
    page = open_page(390, script=False)
    page.goto(f"{site}/moten/")
    page.get_by_label("Delregion").select_option("malmo")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_text("Inga möten stämmer med filtren")).to_be_visible()
    page.get_by_role("link", name="Nollställ").click()
    expect(page.get_by_role("link", name="DS Nordväst").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_month_is_weeks_where_there_is_room_and_days_on_a_phone(site, meetings, open_page, width):
    page = open_page(width)
    page.goto(f"{site}/moten/manad/{meetings['long'].date:%Y-%m}/?grupp=styrgrupp-fact")
    weeks = page.get_by_role("columnheader", name="Måndag")
    expect(weeks).to_be_visible() if width > 760 else expect(weeks).to_be_hidden()
    free = page.locator("td.free").first
    expect(free).to_be_visible() if width > 760 else expect(free).to_be_hidden()
    expect(page.get_by_role("link", name="Styrgrupp FACT: Internat")).to_have_count(2)
    page.get_by_role("link", name="3 till i listan").click()
    expect(page.get_by_label("Från dag")).to_have_value(str(meetings["long"].date.replace(day=15)))


def test_the_keyboard_leads_through_a_month_to_a_meeting(site, meetings, open_page):
    page = open_page()
    page.goto(f"{site}/moten/manad/{meetings['joint'].date:%Y-%m}/")
    page.locator("[rel=next]").press("Enter")
    page.locator("[rel=prev]").press("Enter")
    link = page.locator(f'.month a[href="/moten/{meetings["joint"].pk}/"]')
    page.locator("[rel=next]").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/moten/{meetings['joint'].pk}/")
    expect(page.locator("h1")).to_contain_text("Nordväst")


def test_paper_has_the_meetings_and_no_controls(site, meetings, open_page):
    page = open_page()
    page.emulate_media(media="print")
    for address in ("/moten/", f"/moten/manad/{meetings['long'].date:%Y-%m}/", "/moten/mina/?grupp=ds-nordvast"):
        page.goto(site + address)
        for hidden in (".site", ".meeting-tools", ".subscribe", ".month-steps", ".choose"):
            for each in page.locator(hidden).all():
                expect(each).to_be_hidden()
        expect(page.locator(".printed")).to_be_visible()
    page.goto(f"{site}/moten/manad/{meetings['long'].date:%Y-%m}/")
    expect(page.get_by_role("columnheader", name="Måndag")).to_be_visible()
    with pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True))) as printed:
        _left, _bottom, across, high = map(float, printed.pages[0].mediabox)
        assert across > high
        assert len(printed.pages) == 1  # the weeks begin below the heading, not on a sheet of their own
