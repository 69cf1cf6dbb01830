"""A process leader sees today's value beside the proposal, and settles one by one or all at once, losing nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from groups import review_progress, settling, tree
from groups.models import Answer, Group, Outcome, Proposal, ReviewItem, Status
from tests import factories as make
from tests.groups.reviewing.pages import world as worlds
from tests.public.test_pages import NASTY

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.build()


@pytest.fixture
def leader(world) -> Client:
    visitor = Client()
    visitor.force_login(world.leader)
    return visitor


def settle(leader, world, proposal, **said):
    return leader.post(f"{world.page}forslag/{proposal.pk}/", {"gor": "godta"} | said)


def state_of(proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


def test_the_page_sets_what_stands_beside_what_is_proposed_within_few_queries(
    leader, world, django_assert_max_num_queries
) -> None:
    leader.get(world.page)
    with django_assert_max_num_queries(36):
        # session, account, role, regions, review, item · answers, proposals · facts (4) · who convenes (10) · links
        body = leader.get(world.page).content.decode()
    for told in ("Gammalt syfte", "Nytt syfte", "Ny ledamot", "från VC i Bjuv", "I svaret står:", "Godta alla 3"):
        assert told in body, told


def test_accepting_writes_it_and_rejecting_does_not(leader, world) -> None:
    answer = settle(leader, world, world.purpose, sett="Gammalt syfte", kommentar="Bra")
    assert answer.status_code == 302
    world.group.refresh_from_db()
    assert world.group.purpose == "Nytt syfte"
    settled = Proposal.objects.get(pk=world.purpose.pk)
    assert (settled.state, settled.note, settled.settled_by) == ("accepted", "Bra", world.leader)
    other = Proposal.objects.get(field="other")
    assert settle(leader, world, other, gor="avvisa").status_code == 302
    assert state_of(other) == "rejected"


def test_a_value_that_has_changed_since_is_told_and_what_was_typed_stays(leader, world) -> None:
    world.group.purpose = "Rad ett\nrad två"
    tree.update(world.group, by=None)
    answer = settle(leader, world, world.purpose, sett="Gammalt syfte", kommentar="Min kommentar")
    body = answer.content.decode()
    assert answer.status_code == 409
    for told in ("Uppgiften har ändrats sedan du öppnade sidan", "Rad ett\nrad två", "Min kommentar", "Gammalt syfte"):
        assert told in body, told
    # What the page shows now is what is sent the next time, with a browser's line breaks.
    assert settle(leader, world, world.purpose, sett="Rad ett\r\nrad två").status_code == 302
    assert Group.objects.get(pk=world.group.pk).purpose == "Nytt syfte"


def test_two_who_settle_the_same_are_both_told(leader, world) -> None:
    settling.settle(world.purpose, True, by=world.leader, now=world.answer.answered_at)
    body = leader.post(f"{world.page}forslag/{world.purpose.pk}/", {"gor": "avvisa"}, follow=True).content.decode()
    assert "Ändringen är redan godtagen" in body
    assert state_of(world.purpose) == "accepted"


@pytest.mark.parametrize(
    ("words", "told"),
    [("", "Skriv vilken grupp"), ("Finns inte", "Ingen grupp som du"), ("Målet", "Flera grupper stämmer")],
)
def test_a_merge_asks_for_its_target_at_its_place(leader, world, words, told) -> None:
    for name in ("Målet ett", "Målet två"):
        make.GroupFactory(region=world.region, name=name, type=world.group.type)
    make.GroupFactory(name="Målet elsewhere")
    answer = settle(leader, world, world.outcome, sett="active", till=words, kommentar="Står kvar")
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert "Står kvar" in answer.content.decode()
    assert settle(leader, world, world.outcome, sett="active", till="målet två").status_code == 302
    world.group.refresh_from_db()
    assert world.group.is_ended
    assert [group.name for group in world.group.successors.all()] == ["Målet två"]


def test_all_at_once_is_listed_first_and_then_written_whole(leader, world) -> None:
    make.GroupFactory(region=world.region, name="Målet", type=world.group.type)
    at = f"{world.page}svar/{world.answer.uid}/"
    body = leader.get(at).content.decode()
    for told in ("Nytt syfte", "Gruppen avslutas i dag", "Ändrar inget av sig självt", "Godta alla 3"):
        assert told in body, told
    seen = {f"sett-{world.purpose.pk}": "Gammalt syfte", f"sett-{world.outcome.pk}": "active"}
    refused = leader.post(at, seen | {"kommentar": "Min kommentar"})
    assert refused.status_code == 409
    assert "Skriv vilken grupp" in refused.content.decode()
    assert "Min kommentar" in refused.content.decode()
    assert set(Proposal.objects.values_list("state", flat=True)) == {"waiting"}
    assert Group.objects.get(pk=world.group.pk).purpose == "Gammalt syfte"
    sent = seen | {f"till-{world.outcome.pk}": "Målet", "kommentar": "Ja"}
    assert leader.post(at, sent).status_code == 302
    assert set(Proposal.objects.values_list("state", "note")) == {("accepted", "Ja")}
    group = Group.objects.get(pk=world.group.pk)
    assert (group.purpose, group.status) == ("Nytt syfte", Status.ENDED)
    assert leader.post(at, sent, follow=True).context["messages"]


def test_a_group_that_has_left_the_delregion_is_not_written(leader, world) -> None:
    Group.objects.filter(pk=world.group.pk).update(region=make.RegionFactory())
    answer = settle(leader, world, world.purpose, sett="Gammalt syfte")
    assert answer.status_code == 400
    assert "hör inte längre till" in answer.content.decode()


def test_what_waits_may_be_settled_after_closing(leader, world) -> None:
    make.CompilationFactory(review=world.review)
    body = leader.get(world.page).content.decode()
    assert "Godta" in body
    assert "Spara beslutet" not in body
    assert settle(leader, world, world.purpose, sett="Gammalt syfte").status_code == 302
    assert state_of(world.purpose) == "accepted"


def test_a_decision_is_noted_by_a_member_and_refused_at_its_field(world) -> None:
    visitor = Client()
    visitor.force_login(worlds.member(world))
    at = f"{world.page}beslut/"
    refused = visitor.post(at, {"verdict": "end", "verdict_note": "Klar", "verdict_on": ""})
    assert refused.status_code == 400
    assert "Ange vilken dag" in refused.content.decode()
    assert "Klar" in refused.content.decode()
    said = {"verdict": "end", "verdict_note": "Klar", "verdict_on": "2020-01-02"}
    assert visitor.post(at, said).status_code == 302
    item = ReviewItem.objects.get(pk=world.item.pk)
    assert (item.verdict, item.verdict_note, item.verdict_by.function) == ("end", "Klar", "ledamot i AU")
    assert "Avslutas" in visitor.get(world.home).content.decode()


def test_who_settles_is_led_to_what_waits_and_who_decides_through_all(leader, world) -> None:
    def onward(visitor: Client, page: str) -> list[str]:
        return re.findall(r'rel="next" href="([^"]+)"', visitor.get(page).content.decode())

    assert onward(leader, world.page) == []
    for each in world.review.items.exclude(pk=world.item.pk):
        assert onward(leader, f"{world.home}grupp/{each.group.slug}/") == [world.page]
    decides = Client()
    decides.force_login(worlds.member(world))
    first = review_progress.items(world.review)[0]
    led = [f"{world.home}grupp/{first.group.slug}/"]
    while found := onward(decides, led[-1]):
        led += found
    assert [each.split("/")[-2] for each in led] == [each.group.slug for each in review_progress.items(world.review)]


def test_an_answer_for_somebody_says_whose_it_is(leader, world) -> None:
    at = f"{world.home}grupp/{world.other.slug}/svara/"
    refused = leader.post(at, {"unchanged": "on", "task_change": "Det jag skrev"})
    assert refused.status_code == 400
    assert "Skriv vem som svarade" in refused.content.decode()
    assert "Det jag skrev" in refused.content.decode()
    assert leader.post(at, {"unchanged": "on", "on_behalf_of": "MAS i Bjuv, per telefon"}).status_code == 302
    given = Answer.objects.get(item__group=world.other)
    assert (given.recorded_by, given.link) == (world.leader, None)
    body = leader.get(f"{world.home}grupp/{world.other.slug}/").content.decode()
    assert "från MAS i Bjuv, per telefon, antecknat av processledare Nordväst" in body


def test_a_link_is_made_shown_renewed_and_withdrawn(leader, world) -> None:
    assert "Skriv vem som ska svara" in leader.post(f"{world.page}lankar/", {"link-to": " "}).content.decode()
    leader.post(f"{world.page}lankar/", {"link-to": "MAR"})
    link = world.item.links.get(to="MAR")
    assert "http://testserver/svara/" in leader.get(world.page).content.decode()
    leader.post(f"{world.page}lankar/{link.pk}/fornya/")
    link.refresh_from_db()
    assert link.withdrawn_at
    new = world.item.links.get(to="MAR", withdrawn_at=None)
    leader.post(f"{world.page}lankar/{new.pk}/aterkalla/")
    assert not world.item.links.filter(to="MAR", withdrawn_at=None).exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"outcome": Outcome.DORMANT, "restart_condition": "Ny chef"}, "blir vilande"),
        ({"outcome": Outcome.END, "end_note": "Klar"}, "Gruppen avslutas i dag. Sidan"),
        ({"outcome": Outcome.REVISE}, "uppdraget skrivs om"),
        ({"outcome": "", "unchanged": True}, "antecknas som granskad"),
    ],
)
def test_every_kind_of_proposal_says_what_accepting_it_does(said, told) -> None:
    world = worlds.build(**{"facts": {}, "other": "", "merge_note": ""} | said)
    visitor = Client()
    visitor.force_login(world.leader)
    assert told in visitor.get(world.page).content.decode()


def test_no_garbage_breaks_it(leader, world) -> None:
    for value in NASTY[::2]:
        sent = dict.fromkeys(["gor", "sett", "kommentar", "till"], value)
        assert settle(leader, world, world.outcome, **sent | {"gor": "godta"}).status_code in (302, 400, 409)
        assert leader.post(f"{world.page}beslut/", dict.fromkeys(["verdict", "verdict_note", "verdict_on"], value))
        assert leader.post(f"{world.page}svara/", dict.fromkeys(["on_behalf_of", "other"], value))
        pk = world.outcome.pk
        sent = {f"sett-{pk}": value, f"till-{pk}": value, "kommentar": value}
        assert leader.post(f"{world.page}svar/{world.answer.uid}/", sent).status_code in (302, 409)
    for number in (10**30, "9" * 5000):
        assert leader.post(f"{world.page}forslag/{number}/").status_code == 404
        assert leader.post(f"{world.page}lankar/{number}/fornya/").status_code == 404
