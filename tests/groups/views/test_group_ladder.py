"""The way a question goes from a group, as its page tells it."""

from __future__ import annotations

from groups import lifecycle
from groups.models import EscalationLink, Seat
from tests import factories
from tests.groups.views.conftest import DAY
from tests.groups.views.group_page import page


def test_ladder_is_told_in_words_and_in_order(client, db):
    central = factories.CentralGroupFactory(name="Central beredning")
    region = factories.RegionFactory()
    board = factories.GroupFactory(name="Beredningen", tier="delregional", parent=central, region=region)
    group = factories.GroupFactory(parent=board)
    agreement = factories.AgreementFactory(name="avtalet om vård")
    step, trigger = EscalationLink.Step, EscalationLink.Trigger
    rungs = [
        (step.ASIDE, trigger.ABOUT_AGREEMENT, {"to_group": central}),
        (step.THIRD_PRINCIPLE, trigger.DISPUTE_PRINCIPLE, {"to_group": central}),
        (step.SECOND, trigger.LESSON, {"to_group": board}),
        (step.SECOND, trigger.NOT_CORRECTED, {"to_group": board, "condition": "om ingen rättar"}),
        (step.FIRST, trigger.SHORTCOMING, {"recipient": "Den part som ansvarar"}),
    ]
    for number, why, whom in rungs:
        factories.EscalationLinkFactory(group=board, agreement=agreement, step=number, trigger=why, **whom)
    contact = factories.SeatFactory(
        group=board, kind=Seat.Kind.CONTACT, title="kontakten", function_email="k@example.org"
    )
    EscalationLink.objects.get(trigger=trigger.LESSON).contact_seats.add(contact)
    words = page(client, group)
    assert (
        "Enligt avtalet om vård Steg 1 Den part som ansvarar När: en brist, eller något annat som hindrar samarbetet "
        "Steg 2 Beredningen Om ingen rättar När: principiell avvikelse som andra kan lära av "
        "Kontakten – vakant k@example.org "
        "Steg 3a Central beredning När: tvist av principiell art "
        "Vid sidan av trappan Central beredning När: fråga om själva avtalet"
    ) in words
    assert "Beredningen (den här gruppen)" in page(client, board)
    words = page(client, central)
    assert "Hit kommer steg 3a När: tvist av principiell art Enligt avtalet om vård" in words
    assert "Hit kommer vid sidan av trappan När: fråga om själva avtalet" in words


def test_vacant_contact_says_whom_to_turn_to_instead(client, db):
    board = factories.GroupFactory(name="Beredningen", tier="delregional")
    link = factories.EscalationLinkFactory(group=board, to_group=board)
    seats = [
        factories.SeatFactory(group=board, kind=Seat.Kind.CONTACT, title=f"kontakt {side}", principal=side)
        for side in ("region", "municipality")
    ]
    link.contact_seats.set(seats)
    assert "Så länge ingen sitter där: fråga någon av dem som sitter i gruppen." in page(client, board)
    chair = factories.SeatFactory(group=board, kind=Seat.Kind.CHAIR)
    factories.MembershipFactory(seat=chair, person__name="Ord Förande", person__name_public=True)
    assert "Så länge ingen sitter där: vänd dig till gruppens ordförande. Ordförande Ord Förande" in page(client, board)
    factories.MembershipFactory(seat=seats[1])
    words = page(client, board)
    assert "Så länge en plats är vakant: vänd dig till kommunernas kontakt, och till gruppens ordförande." in words
    factories.MembershipFactory(seat=seats[0])
    assert "Så länge" not in page(client, board)


def test_side_door_alone_is_no_ladder_and_leads_nobody_to_himself(client, db):
    central = factories.CentralGroupFactory(name="Central beredning")
    group = factories.GroupFactory(parent=central, region=factories.RegionFactory())
    factories.EscalationLinkFactory(
        group=central, step=EscalationLink.Step.ASIDE, trigger=EscalationLink.Trigger.ABOUT_AGREEMENT, to_group=central
    )
    words = page(client, group)
    assert "Ingen trappa är angiven från den här gruppen." in words
    assert "Vid sidan av trappan Central beredning" in words
    assert "Vid sidan av trappan" not in page(client, central)


def test_ended_group_has_no_ladder(client, db):
    group = factories.GroupFactory()
    factories.EscalationLinkFactory(group=group, recipient="Den part som ansvarar")
    assert "Om frågan inte löser sig" in page(client, group)
    lifecycle.end(group, effective=DAY, reason="slut")
    assert "Om frågan inte löser sig" not in page(client, group)


def test_rungs_of_hidden_groups_are_not_told_where_they_lead(client, db):
    receiver = factories.GroupFactory(name="Mottagaren")
    for name, public in (("Synliga", True), ("Dolda", False)):
        group = factories.GroupFactory(name=name, is_public=public)
        factories.EscalationLinkFactory(group=group, to_group=receiver)
    arriving = client.get(receiver.get_absolute_url()).context["arriving"]
    assert [rung.group.name for rung in arriving] == ["Synliga"]
