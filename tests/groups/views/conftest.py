"""A registry of any size, with something of everything that pages show."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from groups import lifecycle
from groups.models import EscalationLink, GroupType, Organisation, Seat
from tests import factories

DAY = dt.date(2026, 3, 14)


@pytest.fixture
def registry(db) -> Callable[[int], SimpleNamespace]:
    """Return what builds a delregion with `size` municipalities, clinics, groups, parts, holders and lines."""
    return build


@pytest.fixture
def ask(client) -> Callable[..., str]:
    """Return what asks "Lyft en fråga" and gives its text without tags, blanks as one; `ask.html` has the tags."""

    def ask_(**answers: str) -> str:
        page = client.get("/lyft/", answers)
        assert page.status_code == 200
        ask_.page = page
        ask_.html = page.content.decode()
        main = ask_.html.split("<main")[1].split("</main")[0].replace("\N{SOFT HYPHEN}", "")
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", main))

    return ask_


def build(size: int) -> SimpleNamespace:
    municipalities = factories.MunicipalityFactory.create_batch(size)
    region = factories.RegionFactory(name="Nordväst", municipalities=municipalities)
    hospital = factories.OrganisationFactory(name="Lasarettet", kind=Organisation.Kind.HOSPITAL, region=region)
    leading = factories.GroupTypeFactory(expected_per=GroupType.Expected.REGION)
    everywhere = factories.GroupTypeFactory(name="Lilla mötet", expected_per=GroupType.Expected.MUNICIPALITY)
    central = factories.CentralGroupFactory(name="Centralt organ", type=leading)
    board = factories.GroupFactory(
        name="DS Nordväst", type=leading, tier="delregional", region=region, parent=central, coverage="region"
    )
    agreement = factories.AgreementFactory(name="avtalet")
    contact = factories.SeatFactory(group=board, kind=Seat.Kind.CONTACT)
    factories.MembershipFactory(seat=contact, person__name_public=True, person__name="Kontakt Person")
    for trigger in EscalationLink.Trigger.values[:3]:
        link = factories.EscalationLinkFactory(group=board, agreement=agreement, trigger=trigger, to_group=central)
        link.contact_seats.add(contact)
    groups = [_group(n, municipality, board, hospital, everywhere) for n, municipality in enumerate(municipalities)]
    for group in groups[1:]:
        groups[0].successors.add(group)
        group.successors.add(groups[0])
    return SimpleNamespace(region=region, municipalities=municipalities, hospital=hospital, board=board, groups=groups)


def _group(n: int, municipality, board, hospital, everywhere):
    """A group of its municipality: two seats, holders from a clinic and the municipality, a part, lines both ways."""
    clinic = factories.OrganisationFactory(name=f"Klinik {n}", parent=hospital)
    unit = factories.OrganisationFactory(
        name=f"Förvaltning {n}", kind=Organisation.Kind.ADMINISTRATION, principal="municipality", parent=municipality
    )
    group = factories.GroupFactory(
        name=f"Lilla mötet {n}",
        type=everywhere,
        parent=board,
        coverage="listed",
        municipalities=[municipality],
        topics=[factories.TopicFactory()],
        reporting="lines",
    )
    seat = factories.SeatFactory(group=group, per=Seat.Per.MUNICIPALITY)
    factories.MembershipFactory(seat=seat, on_behalf_of=unit, person__name_public=True, person__name=f"Namngiven {n}")
    own = factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER, organisation=clinic)
    factories.MembershipFactory(seat=own, person__name=f"Hemlig {n}", person__organisation=clinic)
    factories.GroupFactory(name=f"Del {n}", parent=group, part=True)
    factories.GroupFactory(name=f"Under {n}", parent=group)
    factories.ReportingLineFactory(group=group, to_group=board)
    factories.ReportingLineFactory(group=group, to_organisation=clinic)
    factories.CommissionFactory(group=group, to_organisation=hospital)
    lifecycle.change(group, "paused", effective=DAY, reason="andra prioriteringar")
    return group
