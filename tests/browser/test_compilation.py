"""The compilation as it is read: in light and dark, wide and narrow, without script, by keyboard, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from groups.models import Compilation
from tests.browser.looks import overflow, unfold, wrongs
from tests.samverkan.reports.test_documents import pdf_words


@pytest.fixture
def address(site: str) -> str:
    """Where the newest version of the demo's compilation of spring 2023 is."""
    newest = Compilation.objects.filter(review__slug="nordvast-2023").order_by("-version").first()
    return site + newest.get_absolute_url()


def folded(page: Page):
    return page.locator("details.report-group")


def test_axe_finds_nothing_and_nothing_sticks_out(site, address, open_page: Callable[..., Page]) -> None:
    found = {}
    pages = (address, f"{site}/sammanstallningar/", f"{address}jamfor/?med=nordvast-2021/1")
    for width in (1280, 390):
        page = open_page(width)
        for each in pages:
            page.goto(each)
            found[width, each] = wrongs(page)
    narrow = open_page(320)
    for each in pages:
        narrow.goto(each)
        unfold(narrow)
        if over := overflow(narrow):
            found[320, each] = over
    assert {what: said for what, said in found.items() if said} == {}


def test_the_keyboard_leads_from_the_contents_to_the_facts_of_a_group(address, open_page) -> None:
    page = open_page()
    page.goto(address)
    contents = page.get_by_role("navigation", name="Innehåll")
    link = contents.get_by_role("link", name="Grupperna var för sig")
    contents.locator("summary").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Grupperna var för sig")).to_be_in_viewport()

    first, second = folded(page).nth(0), folded(page).nth(1)
    expect(first).not_to_have_attribute("open", "")
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.get_by_text("Beslutsmandat", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(first.get_by_text("Beslutsmandat", exact=True)).to_be_hidden()
    name = second.get_by_role("heading").inner_text()
    page.get_by_role("navigation", name="Grupperna").get_by_role("link", name=name, exact=True).press("Enter")
    expect(second.get_by_text("Beslutsmandat", exact=True)).to_be_visible()  # it unfolds by being led to


def test_it_is_read_and_compared_without_script(address, open_page) -> None:
    page = open_page(390, script=False)
    page.goto(address)
    group = folded(page).first
    group.locator("summary").click()
    expect(group.get_by_text("Beslutsmandat", exact=True)).to_be_visible()
    page.get_by_label("Jämför med").select_option("nordvast-2021/1")
    page.get_by_role("button", name="Jämför").click()
    expect(page.get_by_role("heading", name="Jämförelse")).to_be_visible()
    expect(page.get_by_text(re.compile(r"vad som har ändrats från 31\smaj\s2021"))).to_be_visible()
    expect(page.get_by_role("link", name="Ladda ner ändringarna som CSV")).to_be_visible()
    assert page.context.cookies() == []


def test_paper_tells_every_fact_of_every_group_and_has_no_controls(address, open_page) -> None:
    page = open_page()
    page.goto(address)
    groups = folded(page).all()
    assert len(groups) > 20
    facts = ["".join(each.split()) for each in page.locator("details.report-group dd .line").all_text_contents()]
    assert not any(each.get_attribute("open") is not None for each in groups)
    page.emulate_media(media="print")
    for hidden in (".site", ".report-nav", ".jump-list", ".compare-form", ".button"):
        for each in page.locator(hidden).all():
            expect(each).to_be_hidden()
    expect(page.locator(".printed")).to_be_visible()
    told = "".join(pdf_words(page.pdf()).split())
    assert [each for each in facts if each[:25] not in told] == []
