"""Lyft en fråga, with a registry of a few rows: what is offered, what is missing, what is public, what it costs."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from groups import lifecycle
from groups.forms import lift as lift_form
from groups.models import EscalationLink, Group, Seat
from tests import factories as make


def test_a_municipality_without_delregion_is_told_so(ask, db):
    make.MunicipalityFactory(name="Ensam")
    assert "Ensam hör inte till någon delregion" in ask(plats="ensam")


def test_a_mistaken_or_hidden_group_is_no_choice(ask, db):
    municipality = make.MunicipalityFactory(name="Orten")
    region = make.RegionFactory(municipalities=[municipality])
    hidden = make.GroupFactory(region=region, coverage="region", is_public=False)
    mistaken = make.GroupFactory(region=region, coverage="region")
    lifecycle.mark_mistaken(mistaken, reason="dubblett")
    ask(plats="orten")
    assert hidden.slug not in ask.html
    assert mistaken.slug not in ask.html
    for group in (hidden, mistaken):
        said = ask(plats="orten", grupp=group.slug)
        assert "Gruppen finns inte i registret." in said
        assert group.name not in said


def test_more_groups_than_fit_lead_to_topics_and_to_the_list(ask, db, monkeypatch):
    monkeypatch.setattr(lift_form, "MOST_OFFERED", 3)
    municipality = make.MunicipalityFactory(name="Orten")
    region = make.RegionFactory(municipalities=[municipality])
    for _each in range(3):
        make.GroupFactory(region=region, coverage="region")
    assert "en del av grupperna" not in ask(plats="orten")
    make.GroupFactory(region=region, coverage="region")
    assert "en del av grupperna" in ask(plats="orten")
    assert ask.html.count("<option value=") == 2 + 3
    assert 'href="/grupper/?kommun=orten"' in ask.html


def test_a_receiver_that_has_ended_or_is_hidden_is_told_plainly(ask, db):
    agreement = make.AgreementFactory()
    region = make.RegionFactory()
    group = make.GroupFactory(region=region, name="Här")
    ended = make.GroupFactory(region=region, name="Förbi", status="ended")
    hidden = make.GroupFactory(region=region, name="Dold", is_public=False)
    for trigger, to_group in (("not_corrected", ended), ("lesson", hidden)):
        make.EscalationLinkFactory(group=group, agreement=agreement, trigger=trigger, to_group=to_group)
    said = ask(grupp=group.slug, fraga="inte-rattat")
    assert "Förbi (avslutad)" in said
    assert "Registret säger inte vart" in said
    said = ask(grupp=group.slug, fraga="principiell")
    assert "En grupp som inte visas publikt" in said
    assert "Dold" not in said
    assert "Registret säger inte vart" in said


def test_without_any_ladder_the_officials_of_the_delregion_are_named(ask, db):
    municipality = make.MunicipalityFactory()
    region = make.RegionFactory(municipalities=[municipality])
    leading = make.GroupTypeFactory(expected_per="region")
    officials = make.GroupFactory(region=region, tier="delregional", type=leading, name="Beredningen")
    make.SeatFactory(group=officials, kind=Seat.Kind.CONVENER, title="processledaren", by_role=True)
    group = make.GroupFactory(region=region)
    said = ask(grupp=group.slug, fraga="nytt-problem")
    assert "Vänd dig till Beredningen (sammankallande: processledaren)" in said
    ask(plats=municipality.slug, grupp="vet-inte", fraga="nytt-problem")
    assert "Fråga den som kallar till gruppen: processledaren." in ask(grupp=officials.slug, fraga="nytt-problem")
    lifecycle.end(officials, effective=dt.date(2026, 1, 1), reason="klar")
    said = ask(plats=municipality.slug, grupp="vet-inte", fraga="nytt-problem")
    assert f"Ingen tjänstemannaberedning är registrerad i {region.name}." in said


def test_only_what_is_public_of_contact_persons_is_shown(ask, db):
    link = make.EscalationLinkFactory(to_group=make.GroupFactory(), trigger="not_corrected")
    shown = make.SeatFactory(group=link.to_group, kind="contact", principal="region", function_email="f@example.org")
    past = make.SeatFactory(
        group=link.to_group, kind="contact", title="förr", principal="region", end_date="2020-01-01"
    )
    hidden = make.PersonFactory(name="Hemlig Person", email="hemlig@example.org")
    make.MembershipFactory(seat=shown, person=hidden)
    open_ = make.PersonFactory(name="Öppen Person", email="oppen@example.org", name_public=True, contact_public=True)
    make.MembershipFactory(seat=shown, person=open_)
    link.contact_seats.set([shown, past])
    said = ask(grupp=link.group.slug, fraga="inte-rattat")
    assert {"f@example.org", "oppen@example.org"} <= set(said.split())
    assert "Öppen Person" in said
    assert "emlig" not in said
    assert "förr" not in said
    assert "Kontakt för kommunerna Ingen är angiven." in said


def queries(ask, **answers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask(**answers)
    return len(captured)


def grow(number: int) -> None:
    """Add groups with topics near the hospital, and as many contacts of every step."""
    board, links = Group.objects.get(slug="ds-nordvast"), list(EscalationLink.objects.all())
    for _each in range(number):
        group = make.GroupFactory(parent=board, topics=[make.TopicFactory()])
        seat = make.SeatFactory(group=group, kind=Seat.Kind.CONTACT, organisation=make.OrganisationFactory())
        make.MembershipFactory(seat=seat)
        for link in links:
            link.contact_seats.add(seat)


def test_the_page_costs_the_same_few_queries_whatever_there_is(ask, registry):
    """First: 2 suggestions.

    Place: 1 the organisation · 1 groups near · 1 topics; for a municipality 1 its delregion.
    Answer: 1 the organisation · 1 group · 1 those above · 1 links · 1 contact seats · 1 their organisations · 1 who
    may be seen · 1 holders of contact seats · 4 composition of the receiver and of a local group where it stays; where
    no way is registered 1 the officials; where the receiver is a group 1 when it meets.
    """
    registry(2)
    grow(1)
    answers = {"plats": "lasarettet", "grupp": "lilla-motet-0", "fraga": "nytt-problem"}
    steps = [{}, {"plats": "lasarettet"}, {"plats": "kommun"}, answers, answers | {"fraga": "tvist-lokal"}]
    few = [queries(ask, **step) for step in steps]
    grow(30)
    assert [queries(ask, **step) for step in steps] == few
    assert few == [2, 3, 4, 13, 14]


def test_the_page_escapes_what_is_written(ask, db):
    nasty = "<script>alert(1)</script>"
    ask(plats=nasty, grupp=nasty, fraga=nasty)
    assert nasty not in ask.html
    assert escape(nasty) in ask.html
