"""The filters over the map's views: swapped in place with script, a plain form without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looks import wrongs

NOTHING_ASKED = re.compile(r"/grupper/$")


def told(page: Page) -> str:
    """Return what a screen reader is told, once it has been said."""
    expect(page.locator("#karta-besked")).not_to_be_empty()
    return page.locator("#karta-besked").inner_text()


def choose(page: Page, label: str, option: str) -> Locator:
    """Choose in a select as a reader does: it has the focus."""
    field = page.get_by_label(label, exact=True)
    field.focus()
    field.select_option(option)
    return field


def stay(page: Page) -> None:
    """Mark the page: the mark is lost if it is loaded anew."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return page.evaluate("window.stayed === true")


@pytest.fixture
def listing(site, open_page) -> Page:
    """The list, with script, marked."""
    page = open_page()
    page.goto(site + "/grupper/")
    stay(page)
    return page


def test_a_choice_is_shown_in_place_told_and_kept_in_the_address_with_the_focus(listing):
    choose(listing, "Delregion", "nordvast")
    listing.wait_for_url("**/grupper/?delregion=nordvast")
    assert told(listing).startswith("27 grupper och 3 delar stämmer med filtren.")
    expect(listing.get_by_label("Delregion", exact=True)).to_be_focused()
    expect(listing.get_by_label("Delregion", exact=True)).to_have_value("nordvast")
    expect(listing.get_by_label("Status", exact=True).locator("option[value=pausad]")).to_have_text("pausad (1)")
    expect(listing.get_by_role("link", name="Centralt samverkansorgan")).to_have_count(0)
    assert stayed(listing)
    assert listing.wrongs == []


def test_the_same_count_is_told_again(listing):
    for status in ("alla", ""):
        choose(listing, "Status", status)
        assert told(listing)
        listing.evaluate("document.getElementById('karta-besked').textContent = ''")


def test_typing_asks_when_it_pauses_and_nothing_typed_is_lost(listing):
    asked = []
    listing.on("request", lambda request: asked.append(request.url) if "/grupper/" in request.url else None)
    box = listing.get_by_label("Fri text")
    box.press_sequentially("psyki", delay=20)
    listing.wait_for_url("**/grupper/?q=psyki")
    box.press_sequentially("atri", delay=20)
    listing.wait_for_url("**/grupper/?q=psykiatri")
    expect(box).to_have_value("psykiatri")
    expect(box).to_be_focused()
    assert len(asked) == 2
    listing.keyboard.press("Tab")
    expect(listing.get_by_role("button", name="Visa", exact=True)).to_be_focused()
    listing.wait_for_timeout(300)
    assert len(asked) == 2, "leaving the field asks for nothing new"


def test_what_is_typed_while_the_answer_is_under_way_stays_and_is_asked_for(listing):
    held = []
    listing.route("**/grupper/?q=fa", lambda route: held.append(route))
    box = listing.get_by_label("Fri text")
    box.press_sequentially("fa")
    while not held:
        listing.wait_for_timeout(50)
    box.press_sequentially("ct")
    held[0].continue_()
    listing.wait_for_url("**/grupper/?q=fact")
    expect(box).to_have_value("fact")
    expect(listing.get_by_role("link", name="Styrgrupp FACT")).to_be_visible()
    expect(listing.get_by_role("alert")).to_be_hidden()
    assert stayed(listing)


def test_what_is_chosen_as_soon_as_an_answer_is_shown_is_asked_for(listing):
    listing.evaluate(
        """document.addEventListener("htmx:afterSwap", () => setTimeout(() => {
            const field = document.getElementById("filter-status");
            field.value = "vilande";
            field.dispatchEvent(new Event("change", { bubbles: true }));
        }), { once: true })"""
    )
    choose(listing, "Delregion", "nordvast")
    listing.wait_for_url("**/grupper/?delregion=nordvast&status=vilande")
    assert stayed(listing)


def test_a_filter_among_the_folded_keeps_its_place_and_the_fold(listing):
    listing.get_by_text("Fler filter").click()
    level = choose(listing, "Nivå", "lokal")
    listing.wait_for_url("**/grupper/?niva=lokal")
    expect(level).to_be_focused()
    level.select_option("")
    listing.wait_for_url(NOTHING_ASKED)
    expect(level).to_be_focused()
    expect(level).to_be_visible()


def test_a_chip_taken_away_leads_to_what_is_then_found(listing, site):
    listing.goto(site + "/grupper/?delregion=nordvast&status=pausad")
    stay(listing)
    listing.get_by_role("link", name="Ta bort filtret Status: pausad").press("Enter")
    listing.wait_for_url("**/grupper/?delregion=nordvast")
    expect(listing.locator("#antal")).to_be_focused()
    listing.get_by_role("link", name="Nollställ").press("Enter")
    listing.wait_for_url(NOTHING_ASKED)
    expect(listing.get_by_label("Delregion", exact=True)).to_have_value("")
    assert stayed(listing)


def test_a_tab_keeps_the_filters_and_says_which_view_it_is(listing, site):
    listing.goto(site + "/grupper/?delregion=nordvast")
    stay(listing)
    listing.get_by_role("link", name="Struktur", exact=True).press("Enter")
    listing.wait_for_url("**/karta/?delregion=nordvast")
    assert told(listing).startswith("Struktur. ")
    expect(listing.get_by_role("link", name="Struktur", exact=True)).to_be_focused()
    expect(listing).to_have_title(re.compile("Samverkanskartan"))
    listing.get_by_role("link", name="Lista", exact=True).click()
    listing.wait_for_url("**/grupper/?delregion=nordvast")
    assert stayed(listing)


def test_back_and_forward_show_what_was_filtered_then(listing):
    region = choose(listing, "Delregion", "nordvast")
    listing.wait_for_url("**/grupper/?delregion=nordvast")
    region.select_option("sydost")
    listing.wait_for_url("**/grupper/?delregion=sydost")
    listing.go_back()
    listing.wait_for_url("**/grupper/?delregion=nordvast")
    expect(listing.locator("#karta-besked")).to_contain_text("27 grupper")
    expect(listing.get_by_role("link", name="Styrgrupp FACT")).to_be_visible()
    expect(region).to_have_value("nordvast")
    listing.go_back()
    expect(listing.get_by_role("link", name="Centralt samverkansorgan")).to_be_visible()
    expect(region).to_have_value("")
    listing.go_forward()
    expect(region).to_have_value("nordvast")
    assert stayed(listing)
    listing.get_by_role("link", name="Styrgrupp FACT").click()
    listing.wait_for_url("**/grupper/styrgrupp-fact/")
    listing.go_back()
    expect(listing.get_by_label("Delregion", exact=True)).to_have_value("nordvast")


def test_going_back_twice_in_a_hurry_shows_what_was_asked_for_last(listing):
    for region in ("nordvast", "sydost"):
        choose(listing, "Delregion", region)
        listing.wait_for_url(f"**/grupper/?delregion={region}")
    held = []
    listing.route("**/grupper/?delregion=nordvast", lambda route: held.append(route))
    listing.go_back()
    while not held:
        listing.wait_for_timeout(50)
    listing.go_back()
    expect(listing.get_by_role("link", name="Centralt samverkansorgan")).to_be_visible()
    held[0].continue_()
    listing.wait_for_timeout(300)
    expect(listing.get_by_role("link", name="Centralt samverkansorgan")).to_be_visible()
    expect(listing.get_by_label("Delregion", exact=True)).to_have_value("")


def test_headers_sort_in_place(listing):
    header = listing.get_by_role("link", name="Grupp", exact=True)
    header.press("Enter")
    listing.wait_for_url("**/grupper/?sortera=namn")
    expect(listing.get_by_role("columnheader", name="Grupp", exact=True)).to_have_attribute("aria-sort", "ascending")
    expect(listing.locator("#sortera-namn")).to_be_focused()
    choose(listing, "Status", "vilande")
    listing.wait_for_url("**/grupper/?status=vilande&sortera=namn")
    assert stayed(listing)


def test_the_next_page_begins_at_its_top_and_is_told(site, open_page, monkeypatch):
    monkeypatch.setattr("groups.views.group_list.PER_PAGE", 20)
    page = open_page()
    page.goto(site + "/grupper/")
    stay(page)
    page.mouse.wheel(0, 5000)
    expect(page.get_by_role("link", name="Nästa")).to_be_in_viewport()
    page.get_by_role("link", name="Nästa").press("Enter")
    page.wait_for_url("**/grupper/?sida=2")
    assert told(page) == "21–40 av 47"
    expect(page.locator("#antal")).to_be_focused()
    expect(page.locator("#antal")).to_be_in_viewport()
    assert stayed(page)


def test_a_link_opens_a_new_window_when_one_is_asked_for(listing):
    with listing.context.expect_page() as opened:
        listing.get_by_role("link", name="Struktur", exact=True).click(modifiers=["Shift"])
    assert "/karta/" in opened.value.url or opened.value.wait_for_url("**/karta/**") is None
    assert listing.url.endswith("/grupper/")


def test_what_cannot_be_fetched_is_told_with_a_way_on(listing):
    listing.route("**/grupper/?delregion=*", lambda route: route.abort())
    choose(listing, "Delregion", "nordvast")
    alert = listing.get_by_role("alert")
    expect(alert).to_contain_text("Det gick inte att hämta det du valde.")
    expect(alert.get_by_role("link", name="Försök igen")).to_have_attribute("href", "/grupper/?delregion=nordvast")
    listing.unroute("**/grupper/?delregion=*")
    choose(listing, "Status", "aktiv")
    listing.wait_for_url("**/grupper/?delregion=nordvast&status=aktiv")
    expect(alert).to_be_hidden()


def test_an_error_of_the_server_is_told_too(listing):
    listing.route("**/grupper/?delregion=*", lambda route: route.fulfill(status=500, body="fel"))
    choose(listing, "Delregion", "nordvast")
    expect(listing.get_by_role("alert")).to_contain_text("Det gick inte att hämta")
    expect(listing.get_by_role("link", name="Centralt samverkansorgan")).to_be_visible()


def test_an_answer_that_is_no_view_of_the_map_is_opened_as_the_page_it_is(listing):
    listing.route(
        "**/grupper/?delregion=*", lambda route: route.fulfill(body="<h1>Logga in</h1>", content_type="text/html")
    )
    choose(listing, "Delregion", "nordvast")
    expect(listing.get_by_role("heading", name="Logga in")).to_be_visible()
    assert not stayed(listing)


def test_a_day_is_told_of_and_left_again(listing):
    listing.get_by_text("Fler filter").click()
    listing.get_by_label("Som det såg ut").fill("2021-08-31")
    listing.wait_for_url("**/grupper/?datum=2021-08-31")
    expect(listing.get_by_role("complementary", name="Dag som visas")).to_contain_text(
        "Så här såg det ut 31 augusti 2021."
    )
    choose(listing, "Delregion", "nordvast")
    expect(listing.locator(".figures")).to_contain_text(re.compile(r"Kommuner\s*8"))
    listing.get_by_label("Som det såg ut").fill("2021-09-01")
    expect(listing.locator(".figures")).to_contain_text(re.compile(r"Kommuner\s*10"))
    listing.get_by_role("link", name="Visa i dag").click()
    listing.wait_for_url("**/grupper/?delregion=nordvast")
    assert stayed(listing)


def test_a_day_half_typed_is_not_asked_for(listing):
    asked = []
    listing.on("request", lambda request: asked.append(request.url) if "/grupper/" in request.url else None)
    listing.get_by_text("Fler filter").click()
    listing.get_by_label("Som det såg ut").fill("0202-08-31")
    listing.wait_for_timeout(300)
    assert asked == []


@pytest.mark.parametrize("width", [1280, 390])
def test_all_is_done_without_script_by_the_button_and_links(site, open_page, width):
    page = open_page(width, script=False)
    page.goto(site + "/grupper/")
    if width < 761:
        expect(page.get_by_label("Delregion", exact=True)).to_be_hidden()
        page.locator("#filter-fold > summary").click()
    choose(page, "Delregion", "nordvast")
    page.get_by_role("button", name="Visa", exact=True).click()
    assert "delregion=nordvast" in page.url
    expect(page.locator("#antal")).to_have_text("27 grupper och 3 delar stämmer med filtren.")
    page.get_by_role("link", name="Struktur", exact=True).click()
    assert "/karta/" in page.url
    assert "delregion=nordvast" in page.url
    page.get_by_role("link", name="Lista", exact=True).click()
    page.get_by_role("link", name="Ta bort filtret Delregion: Nordväst").click()
    expect(page.locator("#antal")).to_have_text("44 grupper och 3 delar, utom avslutade.")


def test_the_filters_do_not_push_the_groups_away_on_a_phone(site, open_page):
    page = open_page(390, height=844)
    page.goto(site + "/grupper/?delregion=nordvast&status=aktiv")
    expect(page.locator("#filter-fold > summary")).to_contain_text("(2)")
    expect(page.get_by_role("link", name="Delregionalt samverkansorgan Nordväst").first).to_be_in_viewport()
    page.locator("#filter-fold > summary").click()
    choose(page, "Status", "pausad")
    page.wait_for_url("**/grupper/?delregion=nordvast&status=pausad")
    expect(page.get_by_label("Status", exact=True)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_the_filters_unfolded(site, open_page, width):
    page = open_page(width)
    for query in ("?delregion=nordvast&datum=2021-09-30&niva=lokal", "?delregion=finns-inte&datum=x&sida=2"):
        page.goto(f"{site}/grupper/{query}")
        assert wrongs(page) == []


def test_nothing_is_cut_or_scrolls_sideways_at_400_per_cent(site, open_page):
    page = open_page(320)
    page.goto(site + "/grupper/?delregion=nordvast&datum=2021-09-30&niva=lokal")
    page.evaluate("document.querySelectorAll('#filter details').forEach((fold) => (fold.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    for field in page.locator("#filter .field").all():
        box = field.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
