"""The action plan and the follow-up of attendance as people meet them: narrow, dark, by keyboard, without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from groups.models import User
from meetings.models import Action
from tests.browser.login import PASSWORD, log_in
from tests.browser.looks import overflow, wrongs

PLAN = "/grupper/ds-tb-nordvast/handlingsplan/"
ADDRESSES = [PLAN, "/grupper/ds-tb-nordvast/deltagande/", "/grupper/litet-samrad-psykiatri/deltagande/"]


@pytest.fixture
def note_taker(site: str) -> User:
    """Whoever takes notes in DS-TB Nordväst."""
    user = User.objects.get(username="antecknare-nv")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(site, open_page, note_taker, width):
    note_taker.is_superuser = True
    note_taker.save()
    page = log_in(open_page(width), site, note_taker, PLAN)
    wrong = {}
    for address in ADDRESSES:
        page.goto(site + address)
        wrong[address] = wrongs(page)
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.mark.parametrize(("width", "script"), [(1280, True), (320, False)])
def test_the_note_taker_says_how_it_goes_by_keyboard_with_and_without_script(
    site, open_page, note_taker, width, script
):
    page = log_in(open_page(width, script=script), site, note_taker, PLAN)
    action = Action.objects.get(what="Ordna utbildningen om SIP")
    row = page.locator(f"#atgard-{action.pk}")
    expect(row).to_contain_text("försenad")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.get_by_label("Läge").select_option(label="klar")
    row.get_by_label("Anmärkning").fill("Hölls i oktober.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLAN}?sparad=*")
    expect(row).to_contain_text("Sparat")
    expect(row).to_contain_text("Hölls i oktober.")
    expect(row).not_to_contain_text("försenad")
    assert overflow(page) == 0
    assert page.wrongs == []


def test_of_two_who_change_the_same_action_the_second_sees_both_texts(site, open_page, note_taker):
    first, second = (log_in(open_page(), site, note_taker, PLAN) for _ in range(2))
    action = Action.objects.get(what="Ordna utbildningen om SIP")
    for page, note in ((first, "Lokal är bokad."), (second, "Flyttas till hösten.")):
        row = page.locator(f"#atgard-{action.pk}")
        row.locator("summary").click()
        row.get_by_label("Anmärkning").fill(note)
        row.get_by_role("button", name="Spara").click()
    expect(second.get_by_role("alert")).to_contain_text("Lokal är bokad.")
    expect(second.get_by_label("Anmärkning").first).to_have_value("Flyttas till hösten.")
    second.get_by_role("button", name="Spara").first.click()
    expect(second.locator(f"#atgard-{action.pk}")).to_contain_text("Flyttas till hösten.")


def test_readers_see_the_published_part_and_paper_shows_no_controls(site, open_page, note_taker):
    page = open_page()
    page.goto(site + PLAN)
    expect(page.locator("main")).to_contain_text("Lokala grupper")
    expect(page.locator("main")).not_to_contain_text("Ordna utbildningen om SIP")
    assert page.context.cookies() == []
    log_in(page, site, note_taker, PLAN)
    page.emulate_media(media="print")
    for hidden in ("summary", "text=Ladda ner CSV"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".printed")).to_be_visible()
