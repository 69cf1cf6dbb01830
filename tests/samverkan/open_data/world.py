"""A registry with something of everything, and what nobody may read marked by words that no file may hold."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from django.utils.timezone import localdate

from groups import lifecycle
from groups.models import Organisation, Seat
from tests import factories

SECRET = "HEMLIGT"
"""Stands in everything that not everybody may read."""


def build() -> SimpleNamespace:
    """Make what the open data tells of, with the edges: no date, no place, several of each, Swedish letters."""
    today, ahead = localdate(), localdate() + dt.timedelta(days=400)
    city = factories.MunicipalityFactory(name="Åstad", municipality_code="1299", aliases="Åsta\nÅS")
    region = factories.RegionFactory(name="Öster", municipalities=[city])
    unit = factories.OrganisationFactory(
        name="Vård & omsorg",
        short_name="VoO",
        parent=city,
        kind=Organisation.Kind.ADMINISTRATION,
        principal="municipality",
        function_email="vard@example.org",
        function_phone="070-174 06 05",
    )
    hospital = factories.OrganisationFactory(name="Lasarettet", region=region, function_phone="växel 06")
    central = factories.CentralGroupFactory(name="Centralt organ", effective=dt.date(2020, 1, 1))
    board = factories.GroupFactory(
        name='Rådet "Ö" <i Öster>',
        short_name="RÖ",
        aliases="Gamla rådet",
        region=region,
        tier="delregional",
        parent=central,
        basis="Avtalet",
        basis_url="https://example.org/avtal",
        effective=dt.date(2021, 3, 1),
    )
    part = factories.GroupFactory(name="Rådets del", parent=board, part=True)
    ended = factories.GroupFactory(name="Slutat", parent=board, effective=dt.date(2020, 2, 2))
    lifecycle.end(ended, effective=dt.date(2024, 6, 30), reason="klart")
    forgotten = factories.GroupFactory(name="Slutat någon gång", region=region, status="ended")
    dormant = factories.GroupFactory(name="Vilar", region=region, status="dormant", effective=dt.date(2022, 1, 1))
    member = factories.SeatFactory(
        group=board, title="enhetschef", organisation=unit, start_date=dt.date(2022, 1, 1), places=2
    )
    factories.SeatFactory(group=board, kind=Seat.Kind.CONTACT, function_email="kontakt@example.org", end_date=ahead)
    each = factories.SeatFactory(group=board, per=Seat.Per.MUNICIPALITY, organisation_kind="municipality")
    factories.SeatExceptionFactory(seat=each, municipality=city, places=3)
    named = factories.PersonFactory(
        name="Åsa Öppen", title="chef", name_public=True, email="asa@example.org", phone="070-174 06 06"
    )
    reached = factories.PersonFactory(
        name="Nådd Är",
        name_public=True,
        contact_public=True,
        email="nadd@example.org",
        phone="070-174 06 07",
        organisation=hospital,
    )
    term = factories.MembershipFactory(
        seat=member, person=named, start_date=today - dt.timedelta(days=40), end_date=ahead
    )
    factories.MembershipFactory(seat=each, person=reached, on_behalf_of=city, by_office=True)
    line = factories.ReportingLineFactory(group=board, to_group=central, when_needed=True, note="presidiet")
    factories.ReportingLineFactory(group=board, to_organisation=hospital, kind="informs")
    factories.ReportingLineFactory(group=board, to_words="någon annan", kind="proposes")
    rung = factories.EscalationLinkFactory(group=board, to_group=central, condition="om det dröjer")
    rung.contact_seats.add(member)
    meeting = factories.MeetingFactory(
        group=board, title="Internat", last_date=dt.date(2026, 12, 5), place="Rådhuset", mode="both", guests=[central]
    )
    factories.MeetingFactory(group=board, start=None, end=None, status="cancelled", cancel_reason="krock")
    factories.HeldMeetingFactory(group=part, end=None, minutes="published")
    return SimpleNamespace(**{name: value for name, value in locals().items() if name not in ("today", "ahead")})


def hide(made: SimpleNamespace) -> None:
    """Add what nobody without an account may read: each in a way of its own, all of it marked."""
    today = localdate()
    hidden = factories.GroupFactory(name=f"{SECRET} grupp", region=made.region, is_public=False)
    inside = factories.GroupFactory(name=f"{SECRET} del", parent=hidden, part=True)
    mistaken = factories.GroupFactory(name=f"{SECRET} misstag", region=made.region)
    type(mistaken).objects.filter(pk=mistaken.pk).update(mistaken=True)
    below = factories.GroupFactory(name="Under den dolda", parent=hidden)
    made.board.successors.add(hidden)
    made.secret_keys = []
    for group in (hidden, inside, mistaken):
        seat = factories.SeatFactory(group=group, title=f"{SECRET} plats")
        factories.MembershipFactory(seat=seat, person__name=f"{SECRET} sitter dolt", person__name_public=True)
        factories.ReportingLineFactory(group=made.board, to_group=group, note=f"{SECRET} till")
        factories.ReportingLineFactory(group=group, to_group=made.board, note=f"{SECRET} från")
        factories.EscalationLinkFactory(group=group, recipient=f"{SECRET} mottagare")
        factories.EscalationLinkFactory(group=made.board, to_group=group, condition=f"{SECRET} villkor")
        factories.CommissionFactory(group=made.board, to_group=group, note=f"{SECRET} uppdrag")
        factories.MeetingFactory(group=group, title=f"{SECRET} möte")
        made.meeting.guests.add(group)
        made.rung.contact_seats.add(seat)
        made.secret_keys += [str(seat.uid), group.slug]
    unsaid = {"person__name": f"{SECRET} namn", "person__title": f"{SECRET} titel", "note": f"{SECRET} not"}
    shy = {"person__email": f"{SECRET}@example.org", "person__phone": f"070-{SECRET}"}
    factories.MembershipFactory(seat=made.member, **unsaid, **shy)
    factories.MembershipFactory(
        seat=factories.SeatFactory(group=made.board, by_role=True, kind=Seat.Kind.SECRETARY),
        person__name="Bara namnet",
        person__name_public=True,
        note=f"{SECRET} not",
        **shy,
    )
    gone = factories.SeatFactory(group=made.board, title=f"{SECRET} avskaffad", end_date=today - dt.timedelta(days=1))
    was = {"end_date": today - dt.timedelta(days=1), "person__name": f"{SECRET} satt", "person__name_public": True}
    factories.MembershipFactory(seat=made.member, **was)
    factories.MembershipFactory(seat=gone, person__name=f"{SECRET} satt kvar", person__name_public=True)
    factories.PersonFactory(name=f"{SECRET} sitter ingenstans", name_public=True)
    for state in ("draft", "verified", "published"):
        held = factories.HeldMeetingFactory(
            group=made.board,
            minutes=state,
            link=f"https://example.org/{SECRET}",
            next_meeting=f"{SECRET} nästa",
            diary_number=f"{SECRET} 1",
            chair=factories.PersonFactory(name=f"{SECRET} ordförande"),
        )
        item = factories.AgendaItemFactory(meeting=held, title=f"{SECRET} punkt")
        factories.DecisionFactory(item=item, text=f"{SECRET} beslut")
        factories.AttendanceFactory(meeting=held, person__name=f"{SECRET} närvarande")
    factories.ActionFactory(group=made.board, what=f"{SECRET} åtgärd")
    factories.RemarkFactory(group=made.board, text=f"{SECRET} anmärkning")
    made.below = below
