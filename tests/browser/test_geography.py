"""The map of municipalities in Chromium: choosing, the keyboard, labels that are never cut, paper."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import overflow, wrongs

URL = "/karta/geografi/"
ADDRESSES = [URL, f"{URL}?kommun=angelholm&datum=2021-08-31", f"{URL}?delregion=nordvast", f"{URL}?q=finnsinte"]


def boxes(page: Page, selector: str) -> list[dict]:
    """Return the boxes of the elements that show, with their words."""
    return page.evaluate(
        """(selector) => [...document.querySelectorAll(selector)]
            .filter((each) => getComputedStyle(each).display !== "none")
            .map((each) => {
                const box = each.getBoundingClientRect();
                const of = each.closest("a")?.id;
                return {left: box.left, top: box.top, right: box.right, bottom: box.bottom,
                    words: each.textContent, size: parseFloat(getComputedStyle(each).fontSize), of};
            })""",
        selector,
    )


def meet(one: dict, other: dict, least: float = 1) -> bool:
    """Whether the boxes overlap by more than what is between lines of text."""
    wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
    high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return wide > least and high > least


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(site, open_page, width):
    page = open_page(width)
    for address in ADDRESSES:
        page.goto(site + address)
        assert (address, wrongs(page)) == (address, [])


@pytest.mark.parametrize("width", [1280, 1000, 800, 640, 480, 390, 320])
def test_labels_are_whole_legible_and_apart(site, open_page, width):
    page = open_page(width)
    page.goto(site + URL)
    assert overflow(page) == 0
    land = page.locator("svg.land").bounding_box()
    labels = boxes(page, ".land text")
    assert len([label for label in labels if label["words"].isdigit()]) == 33
    if width == 1280:
        assert len(labels) >= 33 + 28
    for label in labels:
        assert label["left"] >= land["x"] - 1, label
        assert label["right"] <= land["x"] + land["width"] + 1, label
    for one, other in itertools.combinations(labels, 2):
        if one["of"] != other["of"]:
            assert not meet(one, other, 3), (one, other)
    units = page.evaluate("document.querySelector('svg.land').viewBox.baseVal.width")
    assert min(label["size"] for label in labels) * land["width"] / units >= 9.5


def test_choosing_filters_in_place_and_keeps_the_focus(site, open_page):
    page = open_page()
    page.goto(site + f"{URL}?status=aktiv")
    page.evaluate("window.same = true")
    page.locator("#land-1284 .hit").click()
    page.wait_for_url("**/karta/geografi/?status=aktiv&kommun=hoganas")
    expect(page.get_by_role("heading", name="Höganäs")).to_be_visible()
    assert page.evaluate("window.same")
    for once in ("#karta", "#karta-ram", "header.site", "main", "footer"):
        expect(page.locator(once)).to_have_count(1)
    assert wrongs(page) == []
    chosen = page.get_by_role("link", name="Höganäs, Nordväst: 3 grupper")
    expect(chosen).to_be_focused()
    expect(chosen).to_have_attribute("aria-current", "true")
    expect(page.get_by_label("Kommun", exact=True)).to_have_value("hoganas")
    page.get_by_role("link", name="Visa alla kommuner").click()
    page.wait_for_url("**/karta/geografi/?status=aktiv")
    page.go_back()
    expect(page.get_by_role("heading", name="Höganäs")).to_be_visible()
    page.get_by_role("link", name="Grupperna i listan").click()
    page.wait_for_url("**/grupper/?status=aktiv&kommun=hoganas")
    assert page.wrongs == []


def test_coming_from_another_view_the_drawing_works_alike(site, open_page):
    """Its head is not fetched again: styles and script are there from the start."""
    page = open_page()
    page.goto(site + "/karta/")
    page.get_by_role("link", name="Geografi").click()
    page.wait_for_url("**/karta/geografi/")
    page.evaluate("window.same = true")
    page.locator("#land-1283 .hit").click()
    page.wait_for_url("**/karta/geografi/?kommun=helsingborg")
    assert page.evaluate("window.same")
    assert page.evaluate("getComputedStyle(document.querySelector('.hit')).fill") == "rgba(0, 0, 0, 0)"


def test_choosing_works_without_script(site, open_page):
    page = open_page(390, script=False)
    page.goto(site + URL)
    page.locator("#land-1293 .hit").click()
    page.wait_for_url("**/karta/geografi/?kommun=hassleholm")
    expect(page.get_by_role("heading", name="Hässleholm")).to_be_visible()


def test_keyboard_reaches_each_municipality_and_can_pass_the_drawing_by(site, open_page):
    page = open_page()
    page.goto(site + URL)
    page.locator("#antal").focus()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa förbi kartan")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Malmö, Malmö: 0 grupper")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement.querySelector('.hit')).strokeWidth") == "5px"
    seen = set()
    for _ in range(33):
        seen.add(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
    assert len(seen) == 33
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#kommuntabell")).to_be_focused()
    page.get_by_role("link", name="Ängelholm, Nordväst").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/karta/geografi/?kommun=angelholm")
    expect(page.get_by_role("link", name="Ängelholm, Nordväst")).to_be_focused()


def test_drawing_is_told_to_a_screen_reader(site, open_page):
    page = open_page()
    page.goto(site + URL)
    drawing = page.get_by_role("group", name="Karta över kommunerna")
    expect(drawing).to_have_accessible_description(
        "Kommunerna i länet, färgade efter delregion. Siffran är antalet aktiva lokala grupper som omfattar kommunen. "
        "Tabellen efter kartan säger detsamma."
    )
    expect(drawing.get_by_role("link")).to_have_count(33)


def test_printed_map_keeps_its_colours_and_loses_the_controls(site, open_page):
    page = open_page(scheme="dark")
    page.goto(site + URL)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".map-filters")).to_be_hidden()
    expect(page.locator(".land")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.land .d4')).fill") == "rgb(207, 249, 253)"
    assert page.evaluate("getComputedStyle(document.querySelector('.land')).printColorAdjust") == "exact"


def test_nothing_moves_for_those_who_ask_for_stillness(site, open_page):
    page = open_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(site + URL)
    moving = "document.getAnimations().length"
    page.locator("#land-1284 .hit").click()
    page.wait_for_url("**kommun=hoganas")
    assert page.evaluate(moving) == 0
