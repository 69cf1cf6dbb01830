"""The pages for new colleagues and of coverage, and abbreviations everywhere: by pointer, finger and keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looks import wrongs

PAGES = ["/ny-har/", "/ny-har/?delregion=sydost", "/tackning/", "/tackning/?delregion=nordvast&datum=2021-08-31"]
GROUP = "/grupper/lilla-samverkansmotet-bjuv/"
WITH_MANY = ["/grupper/", GROUP, "/grupper/ds-tb-nordvast/", "/kommuner/bjuv/", "/delregioner/nordvast/", "/karta/"]


def shown(abbr: Locator) -> bool:
    """Whether the explanation of the abbreviation is there to be seen."""
    return abbr.locator("span").bounding_box()["width"] > 10


def wait_for(abbr: Locator, to_be_shown: bool) -> None:
    page, handle = abbr.page, abbr.locator("span").element_handle()
    page.wait_for_function(
        "([span, wanted]) => (span.getBoundingClientRect().width > 10) === wanted", arg=[handle, to_be_shown]
    )


def tab_to_abbreviation(page: Page) -> Locator:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "ABBR":
            return page.locator("abbr:focus")
    raise AssertionError("the keyboard meets no abbreviation")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(site, open_page, width):
    page = open_page(width)
    wrong = {}
    for address in [*PAGES, GROUP]:
        page.goto(site + address)
        if address == GROUP:
            page.locator("main abbr").first.focus()
        wrong[address] = wrongs(page)
    assert {address: found for address, found in wrong.items() if found} == {}


def test_nothing_scrolls_sideways_at_400_percent(site, open_page):
    page = open_page(320)
    for address in PAGES:
        page.goto(site + address)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address


def test_keyboard_meets_the_abbreviation_and_esc_puts_its_explanation_away(site, open_page):
    page = open_page()
    page.goto(site + GROUP)
    abbr = tab_to_abbreviation(page)
    assert shown(abbr)
    expect(abbr).to_contain_text("vårdcentral")
    page.keyboard.press("Escape")
    expect(abbr).to_be_focused()
    assert not shown(abbr)
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert shown(page.locator("abbr:focus"))


def test_keyboard_needs_no_script(site, open_page):
    page = open_page(390, script=False)
    page.goto(site + GROUP)
    abbr = page.locator("main abbr").first
    abbr.focus()
    assert shown(abbr)


def test_finger_opens_it_and_the_next_touch_closes_it(site, chromium):
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site + GROUP)
    abbr = page.locator("main abbr").first
    assert not shown(abbr)
    abbr.tap()
    wait_for(abbr, True)
    page.locator("h1").tap()
    wait_for(abbr, False)
    page.goto(site + "/sok/?q=lilla")
    abbr = page.locator(".card abbr").first
    abbr.tap()
    wait_for(abbr, True)
    assert page.url.endswith("/sok/?q=lilla")  # the card leads on, but not from the abbreviation
    context.close()


def test_pointer_may_move_onto_the_explanation(site, open_page):
    page = open_page()
    page.goto(site + GROUP)
    abbr = page.locator("main abbr").first
    abbr.hover()
    assert shown(abbr)
    box = abbr.locator("span").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 3, steps=8)
    assert shown(abbr)
    page.keyboard.press("Escape")
    assert not shown(abbr)
    page.mouse.move(2, 400)
    abbr.hover()
    assert shown(abbr)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_explanation_is_never_cut_by_the_edge_of_the_screen(site, open_page, width):
    page = open_page(width, height=500)
    page.emulate_media(reduced_motion="reduce")  # what is focused is in view at once
    for address in ("/grupper/ds-tb-nordvast/", "/grupper/litet-samrad-psykiatri/", GROUP):
        page.goto(site + address)
        for abbr in page.locator("main abbr[tabindex='0']:visible").all():
            abbr.focus()
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            box = abbr.locator("span").bounding_box()
            place = f"{address}: {abbr.inner_text()} {box}"
            assert box["x"] >= 0, place
            assert box["x"] + box["width"] <= width, place
            assert box["y"] >= 0, place
            assert box["y"] + box["height"] <= 500, place
            word = abbr.bounding_box()
            assert box["y"] + box["height"] <= word["y"] + 3 or box["y"] >= word["y"] + word["height"] - 3, place


def shorts(page: Page, tabindex: int) -> list[str]:
    """The abbreviations of the page that have this tabindex and are not folded away."""
    return page.locator(f"abbr[tabindex='{tabindex}']").evaluate_all(
        "all => all.filter((abbr) => abbr.checkVisibility()).map((abbr) => abbr.firstChild.data)"
    )


def test_abbreviation_is_never_within_what_can_be_pressed_and_the_first_of_each_is_a_stop(site, open_page):
    page, plain = open_page(), open_page(script=False)
    for address in WITH_MANY:
        page.goto(site + address)
        assert page.locator(":is(a, button, summary, label, option) abbr").count() == 0, address
        stops, repeats = shorts(page, 0), shorts(page, -1)
        assert len(stops) == len(set(stops)), address
        assert set(repeats) <= set(stops), address
        plain.goto(site + address)
        assert shorts(plain, -1) == [], address
        if address == "/kommuner/bjuv/":
            assert {"VC", "MAS", "DS-TB"} <= set(stops)
            assert repeats


def test_stops_are_counted_anew_when_the_map_is_swapped(site, open_page):
    page = open_page()
    page.goto(site + "/karta/?delregion=nordvast&grupp=ds-tb-nordvast")
    first = shorts(page, 0)
    page.get_by_role("link", name="Lista", exact=True).click()
    expect(page.locator("#karta .tabs [aria-current]")).to_have_text("Lista")
    page.wait_for_function("() => document.querySelector('#karta abbr[tabindex=\"-1\"]')")
    stops = shorts(page, 0)
    assert stops != first
    assert len(stops) == len(set(stops))


def test_screen_reader_hears_what_it_stands_for(site, open_page):
    page = open_page()
    page.goto(site + "/grupper/styrgrupp-fact/")
    expect(page.locator("h1")).to_match_aria_snapshot(
        "- heading /Styrgrupp FACT \\( ?flexible assertive community treatment\\)/ [level=1]"
    )


def test_newcomer_chooses_a_delregion_and_follows_a_question(site, open_page):
    page = open_page(390)
    page.goto(site + "/")
    page.get_by_role("link", name="Ny här? Så är samverkan uppbyggd.").click()
    page.get_by_label("Visa för delregion").select_option("sydost")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.locator("#bilden")).to_contain_text("med grupperna i Sydost")
    page.locator(".rungs").get_by_role("link", name="Delregional tjänstemannaberedning Sydost").click()
    expect(page.locator("h1")).to_contain_text("Delregional")


def test_coverage_is_read_without_colour_and_cell_by_cell_on_a_phone(site, open_page):
    page = open_page(390)
    page.goto(site + "/tackning/?delregion=nordvast")
    row = page.get_by_role("row", name="Bjuv")
    expect(row).to_contain_text("Ej angivet")
    label = row.locator("td").nth(1).evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == '"Stora samverkansmötet: "'
    expect(row.get_by_role("link", name="Lilla samverkansmötet Bjuv")).to_be_visible()
