"""The demo's Sydost, where another agreement has its own way for disputes."""

import pytest

from groups import composition, escalation
from groups.models import Seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.once]


def test_the_steering_group_has_ten_seats(demo, demo_group):
    group = demo_group("Styrgrupp psykiatri Sydost")
    made = composition.of(group, demo)
    assert made.total == 10
    of_municipalities = [place for place in made.places if place.municipality]
    assert sorted(str(place.municipality) for place in of_municipalities) == [
        "Simrishamn", "Sjöbo", "Skurup", "Tomelilla", "Ystad",
    ]  # fmt: skip
    assert {place.seat.title for place in of_municipalities} == {"socialtjänsten"}
    assert {place.seat.title for place in made.places if not place.municipality} == {
        "primärvården, offentlig",
        "primärvården, privat",
        "vuxenpsykiatrin",
        "BUP",
        "skolan, en företrädare som samordnar de fem kommunerna",
    }
    assert (group.frequency_text, group.meetings_min, group.meetings_max) == ("ca 8 möten/år", 8, 8)


def test_the_steering_group_decides_disputes_itself_and_the_health_care_agreement_keeps_its_ladder(demo, demo_group):
    for name in ("Styrgrupp psykiatri Sydost", "Samråd samsjuklighet, Sydost"):
        of_health_care, of_psychiatry = escalation.ladders(demo_group(name), demo)
        assert {link.to_group.label for link in of_psychiatry.rungs} == {"Styrgrupp psykiatri Sydost"}
        assert {link.trigger for link in of_psychiatry.rungs} == {"dispute_local", "dispute_principle"}
        assert all(link.final and "inte går att lösa lokalt" in link.condition for link in of_psychiatry.rungs)
        assert of_health_care.rung_for("not_corrected").to_group.label == "DS-TB Sydost"
    (elsewhere,) = escalation.ladders(demo_group("Operativ grupp Sydost"), demo)
    assert str(elsewhere.agreement) == "HS-avtalet"


def test_two_half_time_process_leaders_of_which_one_is_to_be_recruited(demo, demo_group):
    seats = demo_group("DS Sydost").seats.filter(title__startswith="processledare", kind=Seat.Kind.CONTACT)
    held = {seat.side: seat.memberships.on(demo).count() for seat in seats}
    assert held == {"municipality": 1, "region": 0}
    assert "sex processledartjänster" in demo_group("DS Sydost").note
    assert "suicidprevention" in demo_group("DS Sydost").note


def test_the_body_has_the_politicians_that_the_minutes_list(demo, demo_group):
    seats = demo_group("DS Sydost").seats.filter(title__startswith="politiker")
    made = composition.of(demo_group("DS Sydost"), demo)
    assert {seat.side: sum(place.places for place in made.places if place.seat == seat) for seat in seats} == {
        "region": 5,
        "municipality": 5,
    }
    assert "minnesanteckningarna från 23 september 2022" in demo_group("DS Sydost").note


def test_two_samrad_stand_under_the_steering_group(demo_group):
    children = demo_group("Styrgrupp psykiatri Sydost").get_children()
    assert [(child.name, child.type.slug) for child in children] == [
        ("Samråd barn och unga, Sydost", "samrad"),
        ("Samråd samsjuklighet, Sydost", "samrad"),
    ]
