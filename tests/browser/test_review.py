"""The pages of the yearly review: in light and dark, wide and narrow, without script, by keyboard, on paper."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from groups import answer_links
from groups.models import Answer, Compilation, Group, Review, Tier
from tests import factories as make
from tests.browser.login import log_in
from tests.browser.looks import wrongs
from tests.groups.reviewing.pages.world import build


@pytest.fixture
def world(transactional_db, live_server) -> SimpleNamespace:
    """A review with an answer that waits, who keeps it, and a link for a group that has not answered."""
    made = build()
    made.site = live_server.url
    item = made.review.items.get(group=made.other)
    made.fresh = answer_links.make(item, to="MAS i Bjuv", now=timezone.now(), by=None)
    made.link = f"{live_server.url}/svara/{answer_links.sign(made.fresh)}/"
    return made


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(world, open_page: Callable[..., Page], width) -> None:
    Review.objects.update(answers_by=timezone.localdate() - dt.timedelta(days=1))
    kept, open_ = log_in(open_page(width), world.site, world.leader), open_page(width)
    found = {}

    def look(what: str, page: Page, address: str) -> None:
        page.goto(address)
        found[what] = wrongs(page, 400, 404, 410)

    home, group = world.site + world.home, world.site + world.page
    look("start", kept, f"{world.site}/admin/")
    look("list", kept, f"{world.site}/granskning/")
    look("already open", kept, f"{world.site}/granskning/oppna/")
    look("progress", kept, home)
    look("letters", kept, f"{home}utskick/")
    with kept.expect_navigation():
        kept.get_by_role("button", name="Skicka").first.click()
    found["sent"] = wrongs(kept)
    look("group", kept, group)
    look("accept all", kept, f"{group}svar/{world.answer.uid}/")
    look("on behalf", kept, f"{group}svara/")
    look("close", kept, f"{home}stang/")
    look("answer", open_, world.link)
    open_.locator("#svar").evaluate("form => form.requestSubmit()")
    expect(open_.get_by_role("alert")).to_be_visible()
    found["answer refused"] = wrongs(open_, 400, 404)
    open_.goto(world.link)
    open_.get_by_role("button", name="Allt stämmer").click()
    found["thanks"] = wrongs(open_)
    look("void", open_, f"{world.site}/svara/x/")
    kept.goto(f"{home}stang/")
    kept.get_by_role("button", name="Avsluta och fastställ").click()
    found["closed"] = wrongs(kept)
    look("closed group", kept, group)
    look("correct", kept, f"{home}ratta/")
    look("open", kept, f"{world.site}/granskning/oppna/")
    look("over", open_, world.link)
    assert {what: said for what, said in found.items() if said} == {}


def test_a_convener_answers_on_a_phone_without_script(world, open_page) -> None:
    page = open_page(390, script=False)
    page.goto(world.link)
    expect(page.get_by_label("Syfte")).to_be_hidden()
    expect(page.get_by_role("button", name="Skicka svaret")).to_have_count(0)
    page.get_by_role("button", name="Allt stämmer").click()
    expect(page.get_by_role("heading", name="Tack, svaret är mottaget")).to_be_visible()
    assert page.context.cookies() == []
    assert Answer.objects.get(link=world.fresh).unchanged

    page.get_by_role("link", name="Ändra eller lägg till något").click()
    page.locator("summary", has_text="Något har ändrats").click()
    page.get_by_label("Syfte").fill("Ett nytt syfte")
    page.locator("summary", has_text="Fyra frågor").click()
    expect(page.get_by_label("Vad krävs för att den ska starta igen?")).to_be_hidden()
    page.get_by_label("Vilande").check()
    expect(page.get_by_label("Vad krävs för att den ska starta igen?")).to_be_visible()
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("alert")).to_contain_text("Svaret är inte skickat än")
    condition = page.get_by_label("Vad krävs för att den ska starta igen?")
    expect(condition).to_have_accessible_description(re.compile("Skriv vad som krävs"))
    expect(page.get_by_label("Syfte")).to_have_value("Ett nytt syfte")
    condition.fill("En ny ordförande")
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("heading", name="Tack, svaret är mottaget")).to_be_visible()
    expect(page.get_by_text("Startar igen: En ny ordförande")).to_be_visible()
    assert Answer.objects.filter(link=world.fresh).count() == 2


def test_enter_in_a_field_never_says_that_all_is_true(world, open_page) -> None:
    page = open_page(390)
    page.goto(world.link)
    page.locator("summary", has_text="Något har ändrats").click()
    page.get_by_label("Kort namn").fill("KN")
    page.get_by_label("Kort namn").press("Enter")
    expect(page.get_by_role("heading", name="Tack, svaret är mottaget")).to_be_visible()
    given = Answer.objects.get(link=world.fresh)
    assert (given.unchanged, given.proposals.get().field) == (False, "short_name")


def test_all_is_true_does_not_hide_that_something_was_changed(world, open_page) -> None:
    page = open_page(390)
    page.goto(world.link)
    page.locator("summary", has_text="Något har ändrats").click()
    page.get_by_label("Kort namn").fill("KN")
    page.get_by_role("button", name="Allt stämmer").click()
    expect(page.get_by_text("men också ändrat uppgifter")).to_be_visible()
    expect(page.get_by_label("Kort namn")).to_have_value("KN")
    page.get_by_label("Uppgifterna om gruppen stämmer").uncheck()
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("heading", name="Tack, svaret är mottaget")).to_be_visible()


def test_a_proposal_is_settled_by_the_keyboard_alone(world, open_page) -> None:
    page = log_in(open_page(), world.site, world.leader)
    page.goto(world.site + world.page)
    page.get_by_role("textbox", name="Kommentar, om du vill Syfte").focus()
    page.keyboard.type("Bra")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Godta Syfte")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main").get_by_role("status").first).to_contain_text("Godtaget: Syfte")
    assert Group.objects.get(pk=world.group.pk).purpose == "Nytt syfte"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_round_goes_from_opening_to_compilation_without_script(transactional_db, live_server, open_page, width):
    region = make.RegionFactory(name="Nordväst")
    committee = make.GroupTypeFactory(name="Arbetsutskott")
    make.GroupFactory(region=region, name="AU", type=committee, tier=Tier.DELREGIONAL)
    leader = make.ProcessLeaderFactory(regions=[region], username="ny")
    page = log_in(open_page(width, script=False), live_server.url, leader)
    page.get_by_role("link", name="Alla granskningar").click()
    page.get_by_role("link", name="Öppna en granskning").click()
    page.get_by_role("button", name="Öppna granskningen").click()
    page.get_by_role("link", name="1 grupp saknar adress – ring").click()
    page.get_by_role("link", name="Svara åt dem").click()
    page.get_by_label("Vem svarade?").fill("ordföranden, per telefon")
    page.get_by_role("button", name="Allt stämmer").click()
    page.get_by_role("button", name="Godta Uppgifterna stämmer").click()
    page.locator("summary", has_text="Anteckna ett beslut").click()
    page.get_by_label("Beslut", exact=True).select_option("continue")
    page.get_by_role("button", name="Spara beslutet").click()
    page.get_by_role("navigation", name="Plats i strukturen").get_by_role("link", name="Samverkansgrupper").click()
    page.get_by_role("link", name="Alla har svarat och allt är avgjort").click()
    page.get_by_role("button", name="Avsluta och fastställ").click()
    page.get_by_role("link", name="Version 1").click()
    assert page.url == live_server.url + Compilation.objects.get().get_absolute_url()
    assert Group.objects.get().reviewed_on == timezone.localdate()


def test_the_progress_is_printed_without_what_is_pressed(world, open_page) -> None:
    page = log_in(open_page(), world.site, world.leader)
    page.goto(world.site + world.home)
    page.emulate_media(media="print")
    for pressed in ("Utskick", "Avsluta"):
        expect(page.get_by_role("link", name=pressed, exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("Skicka|Bjud in"))).to_have_count(0)
    expect(page.locator(".printed")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Styrgruppen"))).to_be_visible()
    expect(page.get_by_role("columnheader", name="Tillfrågade")).to_be_visible()


def test_the_letter_shows_itself_as_it_will_look_and_does_nothing(world, open_page) -> None:
    page = log_in(open_page(), world.site, world.leader)
    page.goto(f"{world.site}{world.home}utskick/invitation/{world.other.slug}/")
    button = page.get_by_role("link", name="Svara om Samrådet")
    assert button.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(11, 92, 107)"
    assert page.wrongs == []
