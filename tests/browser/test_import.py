"""A file's whole way in: a strange list, its columns, a row put right, taken in and taken back; in every look."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from groups.models import Group
from samverkan.exchange.models import ColumnMapping, Import
from tests import factories as make
from tests.browser.login import log_in
from tests.browser.looks import wrongs

LIST = """Våra grupper i Bjuv;;;;
;;;;
Gruppens namn;Sorts grupp;Hur ofta;Ligger under;Prat
Närvårdsgruppen;Arbetsgrup;2 ggr/termin;DS-TB Nordväst;
Rehabgruppen;Arbetsgrup;en gång i månaden;DS-TB Nordväst;ring först
Samrådet;Samråd;behovsstyrd;DS-TB Nordvest;
"""


@pytest.fixture
def world(transactional_db, live_server) -> SimpleNamespace:
    """Somebody who keeps a delregion with a group that others may stand under."""
    region = make.RegionFactory(name="Nordväst")
    kind = make.GroupTypeFactory(name="Samråd")
    make.GroupTypeFactory(name="Arbetsgrupp")
    board = make.GroupFactory(name="DS-TB Nordväst", region=region, type=kind, purpose="Bereder")
    leader = make.ProcessLeaderFactory(regions=[region], username="nv")
    return SimpleNamespace(site=live_server.url, region=region, board=board, leader=leader)


def choose(page: Page, content: str, name: str = "Listan från Bjuv.csv") -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode("cp1252")}
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Granska filen").click()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_strange_list_comes_in_and_goes_back(world, open_page: Callable[..., Page], width) -> None:
    found = {}

    def look(what: str) -> None:
        page.wait_for_load_state()
        found[what] = wrongs(page, 409)

    page = log_in(open_page(width), world.site, world.leader)
    look("first page")
    page.get_by_role("link", name="Alla inläsningar").click()
    look("empty list")
    page.get_by_role("link", name="Välj en fil").click()
    look("upload")
    page.get_by_role("button", name="Granska filen").click()
    expect(page.get_by_label("Fil", exact=True)).to_have_accessible_description(re.compile("Välj en fil"))
    look("upload refused")
    page.get_by_label("Varför").fill("årets lista")
    choose(page, LIST)

    expect(page.get_by_role("heading", name="Vad kolumnerna är")).to_be_visible()
    look("what is it")
    page.get_by_label("Raderna i tabellen är").select_option(label="Grupper")
    page.get_by_role("button", name="Visa kolumnerna").click()
    page.get_by_label("Gruppens namn").select_option(label="Namn")
    page.get_by_label("Sorts grupp").select_option(label="Grupptyp")
    page.get_by_label("Hur ofta").select_option(label="Möts")
    page.get_by_label("Ligger under").first.select_option(label="Ligger under")
    page.get_by_label("Prat").select_option(label="läses inte in")
    look("columns")
    page.get_by_role("button", name="Fortsätt").click()
    expect(page.get_by_text("Närvårdsgruppen").first).to_be_visible()
    page.go_back()
    page.get_by_label("Nivå").select_option(label="lokal")
    page.get_by_label("Kom ihåg det här").check()
    page.get_by_label("Kalla det").fill("Bjuvs lista")
    page.get_by_role("button", name="Fortsätt").click()

    expect(page.get_by_role("link", name="3 fel att rätta")).to_be_visible()
    look("preview")
    first = page.get_by_role("article", name=re.compile("Närvårdsgruppen"))
    expect(first.get_by_label("på alla 2 rader där det står så")).to_be_checked()
    first.get_by_role("button", name="Arbetsgrupp", exact=True).click()
    expect(page.get_by_text("2 rader är rättade")).to_be_visible()
    page.get_by_role("link", name="Rätta raden").click()
    expect(page.get_by_label("Ligger under")).to_have_accessible_description(re.compile("finns inte"))
    look("row")
    page.get_by_label("Ligger under").fill("DS-TB Nordväst")
    page.get_by_role("button", name="Spara raden").click()
    expect(page.get_by_role("link", name="Gå vidare till inläsning")).to_be_visible()
    look("sound")
    page.get_by_role("button", name=re.compile("Utelämna.*Rehabgruppen")).click()
    expect(page.get_by_role("heading", name="Utelämnade rader")).to_be_visible()
    look("left out")
    page.get_by_role("button", name="Ta med igen").click()
    page.get_by_role("link", name="Gå vidare till inläsning").click()
    expect(page.get_by_text("3 nya rader läggs till")).to_be_visible()
    look("confirm")
    assert Group.objects.count() == 1
    page.get_by_role("button", name="Läs in").click()

    expect(page.get_by_text("Filen är inläst: 3 nya")).to_be_visible()
    look("done")
    assert set(Group.objects.filter(tier="local", parent=world.board).values_list("name", "type__name")) == {
        ("Närvårdsgruppen", "Arbetsgrupp"),
        ("Rehabgruppen", "Arbetsgrupp"),
        ("Samrådet", "Samråd"),
    }
    page.get_by_role("link", name="Ångra inläsningen").click()
    look("undo")
    page.get_by_role("button", name="Ångra inläsningen").click()
    expect(page.get_by_text("Inläsningen är ångrad")).to_be_visible()
    look("undone")
    assert list(Group.objects.all()) == [world.board]

    page.goto(f"{world.site}/admin/exchange/columnmapping/{ColumnMapping.objects.get().pk}/change/")
    look("kept mapping")
    page.goto(f"{world.site}/admin/exchange/columnmapping/")
    look("kept mappings")
    page.goto(f"{world.site}/admin/exchange/import/")
    look("list")
    assert {what: said for what, said in found.items() if said} == {}


def test_a_changed_workbook_comes_in_without_script_and_by_the_keyboard(world, open_page) -> None:
    page = log_in(open_page(390, script=False), world.site, world.leader)
    page.goto(f"{world.site}/admin/exchange/import/")
    with page.expect_download() as waited:
        page.get_by_role("link", name="CSV-filer (.zip)").click()
    assert waited.value.suggested_filename.endswith(".zip")
    page.get_by_role("link", name="Välj en fil").focus()
    page.keyboard.press("Enter")
    slug = world.board.slug
    choose(page, f"slug;purpose\n{slug};Bereder och följer upp\n", "Grupper.csv")
    change = page.get_by_role("article", name=re.compile("DS-TB|Grupper|rad 2|" + slug))
    expect(change.get_by_role("deletion")).to_have_text("var Bereder")
    expect(change.get_by_role("insertion")).to_have_text("blir Bereder och följer upp")
    page.get_by_role("link", name="Gå vidare till inläsning").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Läs in").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Filen är inläst: 1 ändrad rad")).to_be_visible()
    assert Group.objects.get().purpose == "Bereder och följer upp"


def test_what_hinders_undoing_and_a_file_too_large_are_told(world, open_page, monkeypatch) -> None:
    page = log_in(open_page(), world.site, world.leader)
    page.goto(f"{world.site}/admin/exchange/import/las-in/")
    choose(page, f"slug;purpose\n{world.board.slug};Nytt syfte\n", "Grupper.csv")
    page.get_by_role("link", name="Gå vidare till inläsning").click()
    page.get_by_role("button", name="Läs in").click()
    done = Import.objects.get()
    page.goto(f"{world.site}/admin/groups/group/{world.board.pk}/change/")
    page.get_by_label("Syfte").fill("En kollegas syfte")
    page.get_by_role("button", name="Spara", exact=True).first.click()
    page.goto(f"{world.site}/admin/exchange/import/{done.pk}/angra/")
    page.get_by_role("button", name="Ångra inläsningen").click()
    expect(page.get_by_role("alert")).to_contain_text("DS-TB Nordväst")
    assert wrongs(page, 409) == []

    monkeypatch.setattr("samverkan.exchange.pages.upload.MOST_BYTES", 100_000)
    page.goto(f"{world.site}/admin/exchange/import/las-in/")
    page.get_by_label("Varför").fill("min orsak")
    choose(page, "slug;purpose\n" + "x;y\n" * 200_000, "Stor.csv")
    expect(page.get_by_text("Filen är för stor")).to_be_visible()
    expect(page.get_by_label("Varför")).to_have_value("min orsak")
    assert wrongs(page) == []
