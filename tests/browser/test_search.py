"""Suggestions while one types: by the keyboard, by the pointer, told to a screen reader, and not needed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import wrongs


def type_in(page: Page, words: str):
    """Type in the page's search box and wait for what is suggested; return the box."""
    box = page.get_by_role("combobox", name="Sök grupp, kommun eller uppdrag")
    box.press_sequentially(words)
    expect(page.get_by_role("listbox")).to_be_visible()
    return box


def active(page: Page) -> str:
    """Return the words of the option that a screen reader is at, "" in the box itself."""
    here = "document.activeElement.getAttribute('aria-activedescendant')"
    return page.evaluate(f"document.getElementById({here})?.textContent.trim() ?? ''")


def test_a_suggestion_is_chosen_by_the_keyboard(site, open_page):
    page = open_page()
    page.goto(f"{site}/kommuner/")
    box = type_in(page, "örkell")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"förslag\."))
    assert active(page) == ""
    page.keyboard.press("ArrowDown")
    assert active(page).startswith("Örkelljunga")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("ArrowUp")
    assert active(page) == ""
    page.keyboard.press("ArrowUp")
    assert "Lilla samverkansmötet" in active(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kommuner/orkelljunga/")
    assert page.wrongs == []


def test_enter_without_a_choice_searches(site, open_page):
    page = open_page()
    page.goto(f"{site}/")
    type_in(page, "psykiatri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sok/?q=psykiatri")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sökning: ”psykiatri”")


def test_esc_closes_first_and_empties_then_and_an_arrow_opens_again(site, open_page):
    page = open_page()
    page.goto(f"{site}/sok/")
    box = type_in(page, "hels")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("hels")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert active(page).startswith("Helsingborg")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")


def test_a_suggestion_is_chosen_by_the_pointer_and_leaving_closes(site, open_page):
    page = open_page(390)
    page.goto(f"{site}/grupper/styrgrupp-fact/")
    type_in(page, "landskrona")
    page.get_by_role("link", name="Karta", exact=True).focus()
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("combobox", name="Sök grupp, kommun eller uppdrag").fill("")
    type_in(page, "mobilt team")
    page.get_by_role("option", name="Mobilt team Landskrona").first.click()
    page.wait_for_url("**/grupper/mobilt-team-landskrona/")


def test_a_slip_is_suggested_as_what_was_meant_and_nothing_is_said_too(site, open_page):
    page = open_page()
    page.goto(f"{site}/ny-har/")
    box = type_in(page, "tjänstemanaberedning")
    expect(page.get_by_role("option").first).to_contain_text("Central tjänstemannaberedning")
    expect(page.get_by_role("status")).to_contain_text("Visar träffar för ”Tjänstemannaberedning”. 7 förslag.")
    box.fill("xyzzyx")
    expect(page.get_by_role("status")).to_have_text("Inga förslag.")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_suggestions_and_hits(site, open_page, width):
    page = open_page(width)
    wrong = {}

    def look(what: str) -> None:
        wrong[what] = wrongs(page)

    for address in ("/sok/?q=psykiatri", "/sok/?q=CS", "/sok/?q=tjänstemanaberedning", "/sok/?q=kvarnhed"):
        page.goto(site + address)
        look(address)
    for address in ("/", "/kommuner/", "/sok/"):
        page.goto(site + address)
        type_in(page, "psykiatri")
        page.keyboard.press("ArrowDown")
        look(f"suggestions on {address}")
    assert {what: found for what, found in wrong.items() if found} == {}


def test_the_box_searches_without_script(site, open_page):
    page = open_page(script=False)
    page.goto(f"{site}/kommuner/")
    page.get_by_role("searchbox", name="Sök grupp, kommun eller uppdrag").fill("Helsingbrog")
    page.get_by_role("button", name="Sök").click()
    expect(page.get_by_text("Visar träffar för ”Helsingborg” i stället för ”Helsingbrog”.")).to_be_visible()
