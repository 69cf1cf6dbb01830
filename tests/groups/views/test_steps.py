"""The ladder on the pages that tell it: no more of whom it leads to than the reader may see."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest

from groups import lifecycle
from groups.models import EscalationLink, GroupType, Seat
from tests import factories
from tests.groups.views.conftest import DAY

Trigger = EscalationLink.Trigger
PAGES = ["/kommuner/bjuv/", "/grupper/beredningen/", "/karta/?grupp=beredningen", "/ny-har/"]
THEN = dt.date(2021, 9, 30)


def text(client, address: str) -> str:
    """Return what stands between the tags of the page's main part, blanks collapsed."""
    page = client.get(address)
    assert page.status_code == 200
    main = page.content.decode().split("<main")[1].split("</main")[0].replace("\N{SOFT HYPHEN}", "")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


@pytest.fixture
def made(db) -> SimpleNamespace:
    """A delregion whose officials send questions to a council, and to a part of a hidden whole."""
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    region = factories.RegionFactory(municipalities=[bjuv])
    leading = factories.GroupTypeFactory(expected_per=GroupType.Expected.REGION)
    board = factories.GroupFactory(
        name="Beredningen", type=leading, tier="delregional", region=region, coverage="region", reporting="lines"
    )
    council = factories.GroupFactory(name="Rådet", region=region, effective=dt.date(2020, 1, 1))
    whole = factories.GroupFactory(name="Dolda helheten", region=region, is_public=False)
    part = factories.GroupFactory(name="Dolda delen", parent=whole, part=True)
    agreement = factories.AgreementFactory()
    links = [
        factories.EscalationLinkFactory(group=board, agreement=agreement, trigger=trigger, to_group=to_group)
        for trigger, to_group in ((Trigger.SHORTCOMING, council), (Trigger.NOT_CORRECTED, part))
    ]
    return SimpleNamespace(board=board, council=council, whole=whole, part=part, links=links)


@pytest.mark.parametrize("address", PAGES)
def test_a_part_of_a_hidden_whole_is_not_named_but_to_those_who_keep_the_registry(client, made, address):
    words = text(client, address)
    assert "Rådet" in words
    assert "En grupp som inte visas publikt" in words
    assert "Dolda" not in words
    client.force_login(factories.AdministratorFactory())
    words = text(client, address)
    assert "Dolda delen" in words
    assert "En grupp som inte visas publikt" not in words


@pytest.mark.parametrize("receiver", ["part", "council"])
def test_a_seat_of_a_hidden_group_is_nobody_to_speak_to(client, made, receiver):
    """Neither where the hidden group receives the question, nor where it lends its contact to another."""
    link = made.links[0]
    for group, title, name in ((made.part, "dold kontakt", "Dold"), (made.board, "öppen kontakt", "Öppen")):
        seat = factories.SeatFactory(group=group, kind=Seat.Kind.CONTACT, title=title)
        factories.MembershipFactory(seat=seat, person__name_public=True, person__name=f"{name} Person")
        link.contact_seats.add(seat)
    link.to_group = getattr(made, receiver)
    link.save()
    for address in ("/grupper/beredningen/", "/lyft/?grupp=beredningen&fraga=nytt-problem"):
        words = text(client, address)
        assert "old kontakt" not in words
        assert "Dold Person" not in words
    assert "Öppen Person" in text(client, "/grupper/beredningen/")


@pytest.mark.parametrize("address", PAGES)
def test_a_receiver_that_has_ended_is_said_to_have(client, made, address):
    assert "(avslutad)" not in text(client, address)
    lifecycle.end(made.council, effective=DAY, reason="slut")
    assert "Rådet (avslutad)" in text(client, address)


@pytest.mark.parametrize("address", PAGES[:3])
def test_a_receiver_that_ended_later_had_not_ended_then(client, made, address):
    lifecycle.end(made.council, effective=DAY, reason="slut")
    asked = f"{address}{'&' if '?' in address else '?'}datum={THEN}"
    words = text(client, asked)
    assert "Rådet" in words
    assert "(avslutad)" not in words


@pytest.mark.parametrize(("address", "begins"), [("/grupper/delen/?", "kort"), ("/karta/?grupp=delen&", "panel")])
def test_the_links_of_a_past_day_lead_to_that_day(client, made, address, begins):
    """Those to whom a question goes, to whom the group reports, who convenes it and whose facts a part takes."""
    made.board.frequency_text = "Varje månad"
    made.board.save()
    part = factories.GroupFactory(name="Delen", parent=made.board, part=True)
    clinic = factories.OrganisationFactory(name="Kliniken")
    factories.SeatFactory(group=part, kind=Seat.Kind.CONVENER, title="chefen", organisation=clinic)
    factories.ReportingLineFactory(group=made.board, to_group=made.council)
    factories.ReportingLineFactory(group=made.board, to_organisation=clinic)
    factories.ReportingLineFactory(group=made.council, to_group=part, kind="mutual")
    factories.EscalationLinkFactory(
        group=made.board,
        agreement=made.links[0].agreement,
        trigger=Trigger.LESSON,
        step="2",
        to_group=made.board,
    )
    page = client.get(f"{address}datum={THEN}").content.decode()
    first = page.index('<dl class="facts', page.index(f'id="{begins}"'))
    stairs = page.index("Om frågan inte löser sig", first)
    facts, ladder = page[first : page.index("</dl>", first)], page[stairs : page.index("</ol>", stairs)]
    then = f"?datum={THEN}"
    council, board, kliniken = (f"{thing.get_absolute_url()}{then}" for thing in (made.council, made.board, clinic))
    assert set(re.findall(r'href="([^"]*)"', facts)) == {council, board, kliniken}
    assert set(re.findall(r'href="(/[^"]*)"', ladder)) == {council, board}
    assert then not in client.get(address).content.decode()
