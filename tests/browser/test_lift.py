"""Lyft en fråga as people meet it: step by step, by keyboard, without script, on a phone, on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import wrongs

ADDRESSES = [
    "/lyft/",
    "/lyft/?plats=Atlantis",
    "/lyft/?plats=helsingborgs",
    "/lyft/?plats=bjuv&fraga=x",
    "/lyft/?plats=ystad&grupp=amne:psykiatri",
    "/lyft/?grupp=klusternatverket-under-pandemin",
    "/lyft/?plats=bjuv&grupp=lilla-samverkansmotet-bjuv&fraga=nytt-problem",
    "/lyft/?plats=malmo&grupp=vet-inte&fraga=inte-rattat",
    "/lyft/?grupp=samrad-samsjuklighet-sydost&fraga=tvist-lokal",
    "/lyft/?grupp=ds-nordvast&fraga=principiell",
]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(site, open_page, width):
    page = open_page(width)
    wrong = {}
    for address in ADDRESSES:
        page.goto(site + address)
        wrong[address] = wrongs(page)
    assert {address: found for address, found in wrong.items() if found} == {}


def test_nothing_is_cut_at_400_per_cent(site, open_page):
    page = open_page(320, script=False)
    for address in ADDRESSES:
        page.goto(site + address)
        box = page.locator("main").bounding_box()
        assert box["x"] + box["width"] <= 320, address
        assert not page.evaluate("document.documentElement.scrollWidth > 320"), address


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, False)])
def test_a_chief_lifts_a_question_step_by_step_and_sends_the_address_on(site, open_page, width, script):
    page = open_page(width, script=script)
    page.goto(site)
    page.get_by_role("link", name="Lyft en fråga").click()
    page.get_by_label("Var arbetar du?").fill("angelholm")
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_label("Vilken grupp").select_option(label="Lilla samverkansmötet Ängelholm")
    page.get_by_text("Ett problem som inte har rättats i tid").click()
    page.get_by_role("button", name="Visa vägen").click()
    answer = page.locator(".lift-way")
    expect(answer).to_contain_text("Nu: steg 2")
    expect(page.locator("#svar")).to_be_focused()
    expect(answer.locator(".lift-to")).to_contain_text("Nordväst")
    page.get_by_role("link", name="Vad är det för slags fråga?").click()
    page.get_by_text("En tvist i en lokal fråga").click()
    page.get_by_role("button", name="Visa vägen").click()
    expect(answer).to_contain_text("Nu: steg 3b")

    sent_on = open_page(width)
    sent_on.goto(page.url)
    expect(sent_on.locator(".lift-way")).to_contain_text("Nu: steg 3b")
    assert {"plats=angelholm", "grupp=lilla-samverkansmotet-angelholm", "fraga=tvist-lokal"} == set(
        page.url.split("?")[1].removesuffix("#svar").split("&")
    )


def test_the_keyboard_alone_leads_to_the_answer(site, open_page):
    page = open_page()
    page.goto(f"{site}/grupper/styrgrupp-fact/")
    page.get_by_role("link", name="Lyft en fråga från gruppen").press("Enter")
    first = page.get_by_role("radio").first
    expect(first).to_be_focused()
    first.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".lift-way")).to_contain_text("Nu: steg 2")


def test_after_each_step_the_focus_is_at_what_comes_next(site, open_page):
    page = open_page()
    page.goto(f"{site}/lyft/")
    place = page.get_by_label("Var arbetar du?")
    place.fill("vårdcentralen")
    place.press("Enter")
    expect(page.get_by_label("Var arbetar du?")).to_be_focused()
    expect(page.get_by_text("Välj kommun", exact=True)).to_be_visible()
    place.fill("klippan")
    place.press("Enter")
    expect(page.get_by_label("Vilken grupp")).to_be_focused()
    assert page.url.endswith("#svar")


def test_on_a_phone_the_step_is_seen_without_scrolling(site, open_page):
    page = open_page(390, height=844)
    for address in ADDRESSES[-4:]:
        page.goto(site + address)
        if page.locator(".lift-step").count():
            expect(page.locator(".lift-to").first).to_be_in_viewport(ratio=1)
    page.goto(f"{site}/lyft/?plats=klippan&grupp=vet-inte&fraga=inte-rattat")
    expect(page.locator(".lift-to")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Skriv och skicka aldrig patientuppgifter")).to_be_visible()


def test_the_browser_itself_asks_for_what_is_not_answered(site, open_page):
    page = open_page()
    page.goto(f"{site}/lyft/?plats=bjuv")
    page.get_by_role("button", name="Visa vägen").click()
    assert page.evaluate("document.querySelector('select:invalid') !== null")
    assert page.url.endswith("?plats=bjuv")


def test_the_answer_prints_without_what_is_only_for_the_screen(site, open_page):
    page = open_page()
    page.goto(f"{site}/lyft/?plats=bjuv&grupp=lilla-samverkansmotet-bjuv&fraga=inte-rattat")
    page.emulate_media(media="print")
    for words in ("Skriv och skicka aldrig patientuppgifter", "Nu: steg 2", "Ta med dig", "Lilla samverkansmötet Bjuv"):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_text("Utskrivet ur")).to_be_visible()
    expect(page.get_by_text("plats=bjuv&grupp=lilla-samverkansmotet-bjuv")).to_be_visible()
    expect(page.locator(".lift-recap")).to_have_text(re.compile("Bjuv.*Lilla.*Ett problem som inte", re.DOTALL))
    expect(page.get_by_text("Ändra:")).to_be_hidden()
    page.goto(f"{site}/grupper/styrgrupp-fact/")
    for words in ("Stämmer något inte?", "Lyft en fråga från gruppen"):
        expect(page.get_by_text(words)).to_be_hidden()
    page.goto(f"{site}/kommuner/klippan/")
    expect(page.get_by_text("Lyft en fråga härifrån")).to_be_hidden()
