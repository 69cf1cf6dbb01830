"""Every public page as people meet it: light and dark, wide and narrow, without script, with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from groups.models import Group
from tests.browser.looks import overflow, wrongs

PAGES = [
    "/",
    "/grupper/",
    "/grupper/?status=alla&niva=lokal&delregion=finns-inte",
    "/grupper/?q=finnsinte",
    "/grupper/ds-tb-nordvast/",
    "/grupper/styrgrupp-fact/",
    "/grupper/samverkan-akutmottagning-primarvard-helsingborg/",
    "/grupper/litet-samrad-psykiatri-angelholm/",
    "/grupper/halsostadens-politiska-styrgrupp/",
    "/grupper/styrgrupp-fact/stammer-inte/",
    "/grupper/styrgrupp-fact/stammer-inte/?tack=1",
    "/kommuner/",
    "/kommuner/helsingborg/",
    "/organisationer/",
    "/organisationer/helsingborgs-lasarett/",
    "/delregioner/nordvast/",
    "/delregioner/skane/",
    "/karta/",
    "/sok/",
    "/sok/?q=helsingborg",
    "/sok/?q=finnsinte",
    "/tackning/",
    "/ny-har/",
    "/tillganglighet/",
    "/oppna-data/",
    "/oppna-data/falt/",
    "/finns-inte/",
]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(site, open_page, width):
    page = open_page(width)
    wrong = {}
    for address in PAGES:
        page.goto(site + address)
        wrong[address] = wrongs(page, 404)
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.mark.parametrize("width", [320, 390])
def test_everything_is_there_without_script(site, open_page, width):
    """At 320 pixels too: what a window of 1280 is at 400 % zoom."""
    page = open_page(width, script=False)
    for address in PAGES:
        page.goto(site + address)
        expect(page.locator("h1")).to_be_visible()
        box = page.locator("main").bounding_box()
        assert box["x"] + box["width"] <= width, address
    page.goto(site + "/grupper/")
    page.locator("#filter-fold > summary").click()
    page.get_by_label("Delregion", exact=True).select_option("nordvast")
    page.get_by_role("button", name="Visa").click()
    assert "delregion=nordvast" in page.url
    expect(page.get_by_role("link", name="Styrgrupp FACT")).to_be_visible()
    page.goto(site + "/karta/")
    page.locator("#d-nordvast > summary").click()
    page.locator("details.thin > summary", has_text="Lilla samverkansmötet").first.click()
    expect(page.get_by_role("link", name="Lilla samverkansmötet Bjuv")).to_be_visible()


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_scrolls_sideways_when_zoomed_in(site, open_page, width):
    page = open_page(width)
    for address in PAGES:
        page.goto(site + address)
        assert overflow(page) == 0, address


def test_keyboard_alone_leads_from_the_top_to_a_group(site, open_page):
    page = open_page()
    page.goto(site + "/kommuner/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.goto(site + "/kommuner/")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("fact")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sok/?q=fact")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/grupper/styrgrupp-fact/":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/grupper/styrgrupp-fact/")
    expect(page.locator("h1")).to_contain_text("Styrgrupp FACT")


def test_remark_is_sent_and_thanked_for(site, open_page):
    page = open_page(390)
    page.goto(site + "/grupper/styrgrupp-fact/")
    page.get_by_role("link", name="Stämmer något inte?").click()
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_label("Vad stämmer inte?")).to_have_accessible_description(
        "Skriv gärna vad som gäller i stället. Skriv inget om patienter eller enskilda personer. "
        "Skriv vad som inte stämmer."
    )
    page.get_by_label("Vad stämmer inte?").fill("Mötena är på torsdagar.")
    page.get_by_role("button", name="Skicka").click()
    expect(page.locator("main").get_by_role("status")).to_contain_text("Tack!")
    assert page.context.cookies() == []
    assert Group.objects.get(slug="styrgrupp-fact").remarks.get().text == "Mötena är på torsdagar."


def test_blank_filters_stay_out_of_the_address(site, open_page):
    page = open_page()
    page.goto(site + "/grupper/")
    page.get_by_label("Status", exact=True).select_option("vilande")
    page.get_by_role("button", name="Visa").click()
    page.wait_for_url("**/grupper/?status=vilande")


def test_outline_is_unfolded_by_a_button_and_on_paper(site, open_page):
    page = open_page()
    page.goto(site + "/karta/")
    group = page.get_by_role("link", name="Lilla samverkansmötet Bjuv")
    expect(group).to_be_hidden()
    page.get_by_role("button", name="Fäll ut alla").click()
    expect(group).to_be_visible()
    page.get_by_role("button", name="Fäll ihop alla").click()
    expect(group).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(group).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(group).to_be_hidden()


def test_printed_page_has_no_controls(site, open_page):
    page = open_page()
    page.goto(site + "/grupper/?niva=lokal")
    page.emulate_media(media="print")
    for hidden in (".site", ".foot ul", ".filters"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_role("heading", name="Samverkanskartan")).to_be_visible()
