"""Lyft en fråga, with a registry of a few rows: what is offered, what is missing, what is public, what it costs."""

from __future__ import annotations

import datetime as dt
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from groups import lifecycle
from groups.forms import lift as lift_form
from groups.models import EscalationLink, Group, Seat
from groups.views import lift as lift_view
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


def place():
    """A municipality in a delregion with officials that keep a ladder of two steps."""
    municipality = make.MunicipalityFactory(name="Orten")
    region = make.RegionFactory(municipalities=[municipality])
    officials = make.GroupFactory(
        region=region, tier="delregional", type=make.GroupTypeFactory(expected_per="region"), coverage="region"
    )
    agreement = make.AgreementFactory()
    for step, trigger, whom in (
        ("1", "shortcoming", {"recipient": "parten"}),
        ("2", "lesson", {"to_group": officials}),
    ):
        make.EscalationLinkFactory(group=officials, agreement=agreement, step=step, trigger=trigger, **whom)
    return municipality, region, officials


def test_without_a_group_the_first_step_names_the_local_groups_and_how_to_reach_them(ask, db, monkeypatch):
    municipality, region, _officials = place()
    local = {"tier": "local", "region": region, "coverage": "listed", "municipalities": [municipality]}
    group = make.GroupFactory(name="Lilla mötet", **local)
    make.SeatFactory(
        group=group, kind=Seat.Kind.CONVENER, title="samordnaren", by_role=True, function_email="s@example.org"
    )
    make.GroupFactory(name="Dold grupp", is_public=False, **local)
    make.GroupFactory(name="Grannens grupp", region=region, coverage="listed")
    make.GroupFactory(name="Tyst grupp", region=region)
    said = ask(plats="orten", grupp="vet-inte", fraga="nytt-problem")
    assert "Lokala grupper i Orten Lilla mötet Sammankallande: samordnaren s@example.org" in said
    assert "Tyst grupp Säger inte vilka kommuner den omfattar. Vem som kallar är inte angivet." in said
    assert "Dold" not in said
    assert "Grannens" not in said
    assert "Lokala grupper i" not in ask(plats="orten", grupp="vet-inte", fraga="principiell")
    assert "Fler lokala grupper i listan" not in said
    monkeypatch.setattr(lift_view, "MOST_LOCAL", 1)
    assert "Fler lokala grupper i listan" in ask(plats="orten", grupp="vet-inte", fraga="nytt-problem")


def test_a_text_that_names_a_municipality_offers_it_and_any_other_all_of_them(ask, db):
    make.MunicipalityFactory(name="Orten")
    make.MunicipalityFactory(name="Höganäs")
    for text, slug in (("Ortens vårdcentral", "orten"), ("Capio HÖGANÄS", "hoganas"), ("vc orten", "orten")):
        assert "Menar du kommunen?" in ask(plats=text, fraga="nytt-problem")
        assert f'href="?plats={slug}&amp;fraga=nytt-problem"' in ask.html
        assert "Välj kommun" not in ask.html
    said = ask(plats="ortensboende")
    assert "Menar du" not in said
    assert "Välj kommun" in said
    assert ask.html.index('href="?plats=hoganas"') < ask.html.index('href="?plats=orten"')


def test_an_empty_answer_is_told_at_its_field_and_the_next_question_has_the_focus(ask, db):
    place()
    assert "autofocus" not in (ask() and ask.html)
    assert "Skriv kommunen eller organisationen där du arbetar." in ask(plats=" ")
    assert re.search(r'<input[^>]*name="plats"[^>]*autofocus', ask.html)
    assert "Välj en grupp eller ett ämne" not in ask(plats="orten")
    assert re.search(r"<select[^>]*autofocus", ask.html)
    assert "Välj en grupp eller ett ämne, eller att du inte vet." in ask(plats="orten", grupp="", fraga="principiell")
    ask(plats="orten", grupp="vet-inte")
    assert ask.html.count("autofocus") == 1
    assert re.search(r'<input type="radio"[^>]*autofocus', ask.html)
    assert 'action="#svar"' in ask.html
    ask(plats="orten", grupp="vet-inte", fraga="principiell")
    assert 'id="svar"' in ask.html
    assert "autofocus" not in ask.html


def test_a_municipality_is_not_spoken_to_as_you(ask, db):
    municipality, region, _officials = place()
    make.SeatFactory(group=make.GroupFactory(region=region), organisation=municipality)
    unit = make.OrganisationFactory(name="Enheten", parent=municipality, principal="municipality")
    make.SeatFactory(group=make.GroupFactory(region=region), organisation=unit)
    assert "Där kommunen har en plats" in (ask(plats="orten") and ask.html)
    assert "Där ni har en plats" in (ask(plats="enheten") and ask.html)


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
    """The registry's state each time. First: 2 suggestions.

    Place: 1 the organisation · 1 groups near · 1 topics; for a municipality 1 its delregion.
    Answer: 1 the organisation · 1 group · 1 those above · 1 links · 1 contact seats · 1 who
    may be seen · 1 holders of contact seats, and chairs · 4 composition of the receiver and of a
    local group where it stays, with the parts that may convene it; where
    no way is registered 1 the officials; where the receiver is a group 1 when it meets.
    """
    registry(2)
    grow(1)
    answers = {"plats": "lasarettet", "grupp": "lilla-motet-0", "fraga": "nytt-problem"}
    steps = [{}, {"plats": "lasarettet"}, {"plats": "kommun"}, answers, answers | {"fraga": "tvist-lokal"}]
    few = [queries(ask, **step) for step in steps]
    grow(30)
    assert [queries(ask, **step) for step in steps] == few
    assert few == [3, 4, 5, 13, 14]


def test_the_page_escapes_what_is_written(ask, db):
    nasty = "<script>alert(1)</script>"
    ask(plats=nasty, grupp=nasty, fraga=nasty)
    assert nasty not in ask.html
    assert escape(nasty) in ask.html
