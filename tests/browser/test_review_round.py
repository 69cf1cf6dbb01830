"""The yearly review in one sitting, from opening it to the PDF on the commissioner's table.

Everybody goes by what the pages and the letters say: links and buttons by their words, no address but the site's own
first page and the personal ones in the mail.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from types import SimpleNamespace

import pikepdf
import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from groups.models import Compilation, CompilationFile, Group, Proposal, Seat, Status, Tier
from samverkan.reports import views
from tests import factories as make
from tests.browser.login import PASSWORD
from tests.samverkan.reports.test_documents import pdf_words
from tests.samverkan.reports.test_made_files import environment


@pytest.fixture
def world(transactional_db, live_server, monkeypatch) -> SimpleNamespace:
    """A delregion with a working committee and three groups, two of which can be written to; nothing is opened."""
    for name, value in environment().items():
        monkeypatch.setenv(name, value)  # the process that makes the PDF is a real one, and reads the same database
    monkeypatch.setattr(views, "PATIENCE", 0)  # so that the page that waits is seen, however quick the machine is
    region = make.RegionFactory(name="Nordväst")
    committee = make.GroupFactory(
        region=region, name="Arbetsutskottet", type=make.GroupTypeFactory(name="Arbetsutskott"), tier=Tier.DELREGIONAL
    )
    health = make.GroupFactory(region=region, name="Hälsorådet", purpose="Främja hälsa")
    rehab = make.GroupFactory(region=region, name="Rehabgruppen", purpose="Samordna rehabilitering")
    aids = make.GroupFactory(region=region, name="Hjälpmedelsgruppen")
    for group, address in ((health, "halsa@example.org"), (rehab, "rehab@example.org")):
        make.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="Verksamhetschef", function_email=address)
    member = make.CommissionerFactory(username="ledamot", function="ledamot i arbetsutskottet")
    make.MembershipFactory(seat=make.SeatFactory(group=committee), person=member.person)
    make.ProcessLeaderFactory(username="ny", regions=[region], function="processledare Nordväst")
    return SimpleNamespace(site=live_server.url, health=health, rehab=rehab, aids=aids)


def press(page: Page, role: str, name: str, *, exact: bool = True) -> None:
    """Press what is called so; it must be the only one."""
    page.get_by_role(role, name=name, exact=exact).click()


def unfold(page: Page, words: str) -> None:
    page.get_by_role("main").locator("summary", has_text=words).click()


def log_in(page: Page, site: str, username: str) -> Page:
    """From the site's first page to the review, with no address known."""
    page.goto(site)
    press(page, "link", "Logga in")
    page.get_by_label("Användarnamn").fill(username)
    page.get_by_label("Lösenord").fill(PASSWORD)
    press(page, "button", "Logga in")
    page.get_by_role("heading", name="Granskning", exact=True).wait_for()
    return page


def sent_to(address: str) -> str:
    """The personal address in the one letter to `address`."""
    (letter,) = [each for each in mail.outbox if each.to == [address]]
    (found,) = set(re.findall(r"http\S+", letter.body))
    assert found in letter.alternatives[0].content
    return found


def answered_and_settled(page: Page, name: str) -> None:
    expect(page.get_by_role("row", name=name)).to_contain_text("Svarat och avgjort")


def test_a_new_process_leader_goes_from_opening_to_pdf(world, open_page: Callable[..., Page]) -> None:
    leader = log_in(open_page(), world.site, "ny")
    opens_and_invites(leader)
    two_conveners_answer(world, open_page)
    settles_what_waits(world, leader)
    answers_for_who_was_rung_up(leader)
    member = log_in(open_page(), world.site, "ledamot")
    notes_a_verdict(member)
    closes_and_reads(world, leader)
    told = gets_the_pdf(leader, waits=True)
    assert "Samordna rehabilitering och hjälpmedel" in told
    assert "Bered till hösten" in told
    opens_the_compilation(member)
    assert gets_the_pdf(member, waits=False) == told
    assert CompilationFile.objects.filter(kind="pdf").count() == 1
    assert leader.wrongs == member.wrongs == []


def opens_and_invites(page: Page) -> None:
    press(page, "link", "Alla granskningar")
    press(page, "link", "Öppna en granskning")
    expect(page.get_by_label("Uppdragsgivare")).to_have_text(re.compile("Arbetsutskottet"))
    page.get_by_label("Titel").fill("Nordväst på prov")
    page.get_by_label("Avser läget den").fill(timezone.localdate().isoformat())
    page.get_by_label("Svar senast").fill((timezone.localdate() - dt.timedelta(days=1)).isoformat())
    press(page, "button", "Öppna granskningen")
    expect(page.get_by_role("alert")).to_be_visible()  # the last day to answer has been
    page.wrongs.clear()  # the console's own word for it
    page.get_by_label("Svar senast").fill(timezone.localdate().isoformat())
    press(page, "button", "Öppna granskningen")
    expect(page.get_by_role("heading", name="Nordväst på prov")).to_be_visible()
    press(page, "link", "Läs brevet först")
    expect(page.get_by_text("Du behöver inget konto").first).to_be_visible()
    assert mail.outbox == []
    press(page, "button", "Skicka alla 2 inbjudningar")
    expect(page.get_by_role("main")).to_contain_text("2 brev är skickade.")


def two_conveners_answer(world: SimpleNamespace, open_page: Callable[..., Page]) -> None:
    phone = open_page(390)
    phone.goto(sent_to("halsa@example.org"))
    press(phone, "button", "Allt stämmer")
    phone.get_by_role("heading", name="Tack, svaret är mottaget").wait_for()
    assert phone.wrongs == []

    other = open_page(390)
    other.goto(sent_to("rehab@example.org"))
    unfold(other, "Något har ändrats")
    other.get_by_label("Syfte").fill("Samordna rehabilitering och hjälpmedel")
    unfold(other, "Fyra frågor om gruppen")
    other.get_by_label("Bör gruppen slås ihop med en annan, och varför?").fill("Samma personer sitter i båda")
    other.get_by_label("Slå ihop", exact=False).check()
    other.get_by_label("Vilken grupp bör den slås ihop med?").fill("Hjälpmedelsgruppen")
    press(other, "button", "Skicka svaret")
    other.get_by_role("heading", name="Tack, svaret är mottaget").wait_for()
    expect(other.get_by_text("Samordna rehabilitering och hjälpmedel")).to_be_visible()
    assert phone.context.cookies() == other.context.cookies() == []
    assert other.wrongs == []
    assert Group.objects.get(pk=world.rehab.pk).purpose == "Samordna rehabilitering", "an answer is a proposal"


def settles_what_waits(world: SimpleNamespace, page: Page) -> None:
    back_to_the_review(page)
    press(page, "link", "2 gruppers svar väntar på dig")
    press(page, "link", "Hälsorådet")
    press(page, "button", "Godta Uppgifterna stämmer")
    expect(page.get_by_text("Nästa svar som väntar:")).to_be_visible()
    press(page, "link", "Rehabgruppen")
    press(page, "button", "Godta Syfte")
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("Godtaget: Syfte")
    page.get_by_role("textbox", name="Kommentar, om du vill").fill("Tas upp med utskottet")
    press(page, "button", "Avvisa", exact=False)
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("Avvisat")
    group = Group.objects.get(pk=world.rehab.pk)
    assert (group.purpose, group.status) == ("Samordna rehabilitering och hjälpmedel", Status.ACTIVE)
    assert not Proposal.objects.filter(state=Proposal.State.WAITING).exists()
    back_to_the_review(page)
    for name in ("Hälsorådet", "Rehabgruppen"):
        answered_and_settled(page, name)


def back_to_the_review(page: Page) -> None:
    page.get_by_role("navigation", name="Plats i strukturen").get_by_role("link", name="Nordväst på prov").click()


def answers_for_who_was_rung_up(page: Page) -> None:
    press(page, "link", "2 grupper saknar adress – ring")
    press(page, "link", "Svara åt dem Hjälpmedelsgruppen")
    page.get_by_label("Vem svarade?").fill("ordföranden, per telefon")
    press(page, "button", "Allt stämmer")
    expect(page.get_by_text("från ordföranden, per telefon, antecknat av processledare Nordväst")).to_be_visible()
    press(page, "button", "Godta Uppgifterna stämmer")
    back_to_the_review(page)
    answered_and_settled(page, "Hjälpmedelsgruppen")


def notes_a_verdict(page: Page) -> None:
    press(page, "link", "Nordväst på prov")
    press(page, "link", "Rehabgruppen")
    expect(page.get_by_text("Samma personer sitter i båda")).to_be_visible()
    expect(page.get_by_role("button", name="Godta")).to_have_count(0)
    unfold(page, "Anteckna ett beslut")
    page.get_by_label("Beslut", exact=True).select_option(label="Slås ihop")
    page.get_by_label("I ord").fill("Bered till hösten")
    press(page, "button", "Spara beslutet")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Beslutet är antecknat.")
    back_to_the_review(page)


def closes_and_reads(world: SimpleNamespace, page: Page) -> None:
    page.reload()
    expect(page.get_by_role("row", name="Rehabgruppen")).to_contain_text("Bered till hösten")
    press(page, "link", "Avsluta")
    expect(page.get_by_text("En grupp har inte svarat.")).to_be_visible()  # the committee itself
    press(page, "button", "Avsluta och fastställ")
    press(page, "link", "Version 1")
    expect(page.get_by_role("heading", name="Nordväst på prov", level=1)).to_be_visible()
    press(page.get_by_role("navigation", name="Grupperna"), "link", "Rehabgruppen")
    expect(page.get_by_text("Samordna rehabilitering och hjälpmedel").first).to_be_visible()
    assert page.url.split("#")[0] == world.site + Compilation.objects.get().get_absolute_url()


def opens_the_compilation(page: Page) -> None:
    """The way of who has seen neither the closing nor its address."""
    press(page, "link", "Sammanställningar")
    press(page, "link", "Nordväst på prov")
    expect(page.get_by_text("Innehåller uppgifter som inte är publika").first).to_be_visible()


def gets_the_pdf(page: Page, *, waits: bool) -> str:
    """Ask for the PDF, wait for it as long as the page says, and return its text."""
    title = page.get_by_role("heading", level=1).inner_text()
    with page.expect_response(lambda answer: answer.headers.get("content-type") == "application/pdf", timeout=60_000):
        press(page, "link", "PDF")
        if waits:
            expect(page.get_by_role("heading", name="PDF:en görs")).to_be_visible()
            expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Du behöver inte göra något")
    answer = page.request.get(page.url)  # as the same reader: a browser shows the file in a viewer of its own
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(answer.body())) as written, written.open_metadata() as told:
        assert title in str(told["dc:title"])
    return pdf_words(answer.body())
