"""The pages of the minutes: in light and dark, wide and narrow, without script, by keyboard, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import Page, expect

from meetings import attachments, verifier_links
from meetings.models import Attachment, Meeting, Minutes, Verifier
from tests.browser.login import log_in
from tests.browser.looks import wrongs
from tests.factories import AdministratorFactory
from tests.meetings import files
from tests.meetings.minutes_world import build, publish, verify_all


@pytest.fixture
def world(transactional_db, live_server) -> SimpleNamespace:
    """A draft of minutes with a file, somebody who keeps it, and the address of the site."""
    made = build(items=3)
    made.site, made.keeper = live_server.url, AdministratorFactory(username="webbtest")
    made.items[2].note = "Ring 070-174 06 05 om detta."
    made.items[2].deferred, made.items[2].deferred_to = True, "internatet"
    made.items[2].save()
    file = SimpleUploadedFile("dagordning.pdf", files.PDF)
    made.file = attachments.add(made.meeting, file, title="Dagordning", label="Bilaga 1", by=made.keeper)
    made.page = live_server.url + reverse("meetings:minutes", args=[made.meeting.pk])
    made.link = live_server.url + reverse("meetings:verify", args=[verifier_links.sign(made.verifiers[0])])
    return made


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_sticks_out(world, open_page: Callable[..., Page], width):
    kept, open_ = log_in(open_page(width), world.site, world.keeper), open_page(width)
    found = {}

    def look(what: str, page: Page, address: str) -> None:
        page.goto(address)
        found[what] = wrongs(page, 404)

    look("draft", kept, world.page)
    look("link", open_, world.link)
    look("void link", open_, world.site + "/moten/justera/x/")
    with kept.expect_navigation():
        kept.get_by_role("button", name="Lägg till", exact=True).click()
    found["refused"] = wrongs(kept)
    verify_all(world)
    look("verified", kept, world.page)
    look("verified by link", open_, world.link)
    kept.get_by_role("button", name="Publicera").click()
    expect(kept.get_by_role("heading", name="Publicera minnesanteckningarna?")).to_be_visible()
    found["risks"] = wrongs(kept)
    publish(world.meeting)
    look("published", open_, world.page)
    assert {what: said for what, said in found.items() if said} == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_the_whole_way_goes_without_script(world, open_page, width):
    """By the link for the first who verifies, on behalf of the second, then published with what is warned of."""
    page = open_page(width, script=False)
    page.goto(world.link)
    page.get_by_role("button", name="Justera").click()
    expect(page.locator("main").get_by_role("status")).to_contain_text("Du justerade anteckningarna")
    assert page.context.cookies() == []
    log_in(page, world.site, world.keeper)
    page.goto(world.page)
    page.locator("summary", has_text="Anteckna att justering är gjord").click()
    page.get_by_label("Justerat den").fill("2026-10-01")
    page.get_by_role("button", name="Anteckna").click()
    expect(page.get_by_label("Justerat den")).to_have_accessible_description("Dagen för justeringen ligger före mötet.")
    page.get_by_label("Justerat den").fill("2026-10-12")
    page.get_by_role("button", name="Anteckna").click()
    expect(page.locator("main").get_by_role("status")).to_contain_text("justerade och låsta")
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_role("row", name=re.compile("070-174 06 05"))).to_be_visible()
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_role("alert")).to_contain_text("kryssa i rutan")
    page.get_by_label("Jag har läst igenom").check()
    page.get_by_role("button", name="Publicera").click()
    expect(page.locator("main").get_by_role("status")).to_contain_text("Alla kan läsa dem")
    box = page.locator("main").bounding_box()
    assert box["x"] + box["width"] <= width
    assert Meeting.objects.get().minutes == Minutes.PUBLISHED


def test_a_file_that_is_too_large_is_told_before_it_is_sent(world, open_page):
    page = log_in(open_page(), world.site, world.keeper)
    page.goto(world.page)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    large = {"name": "stor.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"\0" * (10 * 1024 * 1024)}
    page.get_by_label("Vad det är").fill("Budget")
    page.get_by_label("Fil", exact=True).set_input_files(large)
    expect(page.get_by_role("alert")).to_contain_text("högst 10 MB")
    page.get_by_role("button", name="Spara bilagan").click()
    assert sent == []
    expect(page.get_by_label("Fil", exact=True)).to_be_focused()
    expect(page.get_by_label("Vad det är")).to_have_value("Budget")
    small = {"name": "liten.pdf", "mimeType": "application/pdf", "buffer": files.PDF + b"2"}
    page.get_by_label("Fil", exact=True).set_input_files(small)
    page.get_by_role("button", name="Spara bilagan").click()
    expect(page.locator("main").get_by_role("status")).to_contain_text("Bilagan är sparad")
    assert [each.title for each in Attachment.objects.all()] == ["Dagordning", "Budget"]


def test_without_script_a_file_that_is_too_large_is_refused_with_what_was_typed_kept(world, open_page):
    page = log_in(open_page(script=False), world.site, world.keeper)
    page.goto(world.page)
    page.get_by_label("Vad det är").fill("Budget")
    large = {"name": "stor.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"\0" * (10 * 1024 * 1024)}
    page.get_by_label("Fil", exact=True).set_input_files(large)
    page.get_by_role("button", name="Spara bilagan").click()
    expect(page.get_by_label("Fil", exact=True)).to_have_accessible_description(
        "Filen är för stor. En bilaga får vara högst 10 MB."
    )
    expect(page.get_by_label("Vad det är")).to_have_value("Budget")
    assert Attachment.objects.count() == 1


def test_an_attachment_is_saved_and_never_shown(world, open_page):
    publish(world.meeting)
    page = open_page()
    page.goto(world.page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Bilaga 1 Dagordning").click()
    assert waiting.value.suggested_filename == "dagordning.pdf"
    assert page.url == world.page
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert waiting.value.suggested_filename == f"minnesanteckningar-{world.group.slug}-2026-10-02.pdf"


def test_a_personal_link_is_chosen_whole_by_the_keyboard_alone(world, open_page):
    page = log_in(open_page(), world.site, world.keeper)
    page.goto(world.page)
    page.locator("summary", has_text="Personlig länk").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Länk för Berit Blom")).to_be_focused()
    chosen = page.evaluate("getSelection().toString()")
    assert chosen.startswith(f"{world.site}/moten/justera/")
    page.goto(chosen)
    expect(page.get_by_role("heading", name="Justera minnesanteckningar")).to_be_visible()
    page.get_by_role("button", name="Justera").press("Enter")
    expect(page.locator("main").get_by_role("status")).to_contain_text("Du justerade anteckningarna")
    assert Verifier.objects.exclude(verified_at=None).get().person == world.chair


def test_on_paper_the_minutes_are_alone_with_lines_to_sign_on(world, open_page):
    page = log_in(open_page(), world.site, world.keeper)
    page.goto(world.page)
    page.emulate_media(media="print")
    expect(page.locator(".steps")).to_be_hidden()
    expect(page.get_by_role("link", name="Word-dokument")).to_be_hidden()
    expect(page.locator(".sign")).to_have_count(2)
    expect(page.locator(".sign").first).to_be_visible()
    expect(page.locator(".printed")).to_be_visible()
