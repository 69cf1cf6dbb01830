"""The convener's page: no account, no cookie, one tap, and nothing lost."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from groups import answer_links, reviewing
from groups.models import Answer, AnswerLink, Group, Proposal
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def link() -> AnswerLink:
    region = make.RegionFactory()
    group = make.GroupFactory(region=region, name="Styrgruppen", purpose="Gammalt syfte")
    make.GroupFactory(region=region, name="Litet samråd")
    make.GroupFactory(region=region, name="Litet råd")
    make.GroupFactory(region=region, name="Hemliga gruppen", is_public=False)
    day = timezone.localdate() + dt.timedelta(days=20)
    review = make.ReviewFactory(region=region, now=timezone.now(), answers_by=day, reference_date=day)
    item = review.items.get(group=group)
    return answer_links.make(item, to="MAS i Bjuv", now=timezone.now(), by=None)


@pytest.fixture
def page(link) -> str:
    return f"/svara/{answer_links.sign(link)}/"


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the page as it stands, with nothing pressed."""
    body = Client().get(f"{page}?igen=1").content.decode()
    sent = {}
    for tag in re.findall(r"<input[^>]*>", body.partition('id="svar"')[2]):
        if 'type="radio"' not in tag and 'type="checkbox"' not in tag:
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            sent[name[1]] = value[1] if value else ""
    for name, value in re.findall(r'<textarea name="([^"]*)"[^>]*>\s?([^<]*)</textarea>', body):
        sent[name] = value
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', body, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_the_page_shows_the_facts_without_a_cookie_and_is_kept_by_nobody(page, django_assert_max_num_queries) -> None:
    client = Client()
    with django_assert_max_num_queries(8):
        # link · answers · seats · lines (two) · groups to suggest
        answer = client.get(page)
    assert answer.status_code == 200
    assert not client.cookies
    assert "Gammalt syfte" in answer.content.decode()
    assert "Hemliga gruppen" not in answer.content.decode()
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_one_tap_attests_and_the_page_then_says_what_happens(page, link) -> None:
    answer = Client().post(page, form_of(page) | {"unchanged": "on"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    body = answer.content.decode()
    assert "Tack, svaret är mottaget" in body
    assert "Allt stämmer" in body
    assert "Det här händer nu" in body
    given = Answer.objects.get()
    assert (given.unchanged, given.link, [p.field for p in given.proposals.all()]) == (True, link, ["unchanged"])
    assert Group.objects.get(pk=link.item.group_id).reviewed_on is None


def test_who_tapped_once_is_offered_the_four_questions_with_the_tap_kept(page) -> None:
    client = Client()
    body = client.post(page, form_of(page) | {"unchanged": "on"}, follow=True).content.decode()
    assert 'href="?igen=fragor#fragor"' in body
    body = client.get(f"{page}?igen=fragor").content.decode()
    assert '<details id="fragor" open>' in body
    assert re.search(r'id="stammer"[^>]* checked', body)


def test_only_what_is_changed_becomes_a_proposal(page) -> None:
    sent = form_of(page) | {"uppgift-purpose": "Nytt\r\nsyfte", "serves": "partly", "other": "MAS är ny"}
    assert Client().post(page, sent).status_code == 302
    assert {p.field: p.value for p in Proposal.objects.all()} == {"purpose": "Nytt\nsyfte", "other": "MAS är ny"}


def test_what_stands_in_the_registry_is_not_refused_because_it_breaks_a_rule(page, link) -> None:
    Group.objects.filter(pk=link.item.group_id).update(mandate="okänt slag")
    assert Client().post(page, form_of(page) | {"uppgift-mandate": "okänt slag", "serves": "yes"}).status_code == 302


def test_sent_twice_it_is_one_answer_and_changed_after_going_back_another(page) -> None:
    sent = form_of(page) | {"serves": "yes"}
    for _time in range(2):
        assert Client().post(page, sent).status_code == 302
    assert Answer.objects.count() == 1
    assert Client().post(page, sent | {"serves_note": "Jo"}).status_code == 302
    assert Answer.objects.count() == 2


def test_an_answer_given_anew_begins_with_what_was_said(page) -> None:
    Client().post(page, form_of(page) | {"uppgift-purpose": "Nytt", "task_change": "Vidgas"})
    body = Client().get(f"{page}?igen=1").content.decode()
    assert "Vidgas" in body
    assert re.search(r'name="uppgift-purpose"[^>]*>\s*Nytt<', body)
    assert 'value="Gammalt syfte"' in body  # what was seen


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "Svara på minst en fråga"),
        ({"unchanged": "on", "uppgift-purpose": "Annat"}, "men också ändrat uppgifter"),
        ({"outcome": "dormant"}, "Skriv vad som krävs"),
        ({"outcome": "end"}, "Skriv varför gruppen bör avslutas"),
        ({"outcome": "merge"}, "Ange vilken grupp"),
        ({"outcome": "merge", "merge_with": "Litet"}, "Flera grupper stämmer"),
        ({"uppgift-name": ""}, "måste fyllas i"),
        ({"uppgift-name": "a" * 151}, "151"),
        ({"uppgift-valid_until": "snart"}, "giltigt datum"),
    ],
)
def test_what_is_refused_is_told_with_all_that_was_typed(page, said, told) -> None:
    typed = {"task_change": "Det jag skrev"} if said else {}
    answer = Client().post(page, form_of(page) | said | typed)
    assert not typed or "Det jag skrev" in answer.content.decode()
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("said", "group", "note"),
    [
        ({"merge_with": "litet råd"}, "Litet råd", ""),
        ({"merge_with": "Litet", "meant": "litet-samrad"}, "Litet samråd", ""),
        ({"merge_with": "Litet", "meant": "ord"}, None, "Litet"),
        ({"merge_with": "Gruppen som ingen skrev in", "merge_note": "Samma folk"}, None,
         "Gruppen som ingen skrev in\nSamma folk"),
        ({"merge_with": "Hemliga gruppen"}, None, "Hemliga gruppen"),
    ],
)  # fmt: skip
def test_the_group_to_merge_with_is_found_by_its_name_or_kept_in_words(page, said, group, note) -> None:
    assert Client().post(page, form_of(page) | {"outcome": "merge"} | said).status_code == 302
    given = Answer.objects.get()
    assert (given.merge_with and given.merge_with.name, given.merge_note) == (group, note)


def test_what_does_not_open_says_nothing_of_the_group(page, link) -> None:
    def closed(address: str, status: int) -> None:
        for answer in (Client().get(address), Client().post(address, {"unchanged": "on"})):
            assert answer.status_code == status
            assert "Styrgruppen" not in answer.content.decode()
            assert answer["X-Robots-Tag"] == "noindex"

    closed("/svara/x/", 404)
    closed(page.replace(page[8], "A" if page[8] != "A" else "B", 1), 404)
    AnswerLink.objects.update(open_until=timezone.now() - dt.timedelta(days=1))
    closed(page, 410)
    make.CompilationFactory(review=link.item.review)
    closed(page, 410)
    AnswerLink.objects.update(withdrawn_at=timezone.now())
    closed(page, 404)
    assert not Answer.objects.exists()


def test_a_review_that_closes_while_one_writes_says_so(page, monkeypatch) -> None:
    sent = form_of(page)

    def closing(item, **said):
        raise reviewing.ReviewClosed(item.review)

    monkeypatch.setattr(reviewing, "answer", closing)
    answer = Client().post(page, sent | {"unchanged": "on"})
    assert answer.status_code == 410
    assert "Granskningen är avslutad" in answer.content.decode()


def test_too_many_answers_by_one_link_or_from_one_place_wait_with_what_was_typed(page, link, monkeypatch) -> None:
    monkeypatch.setattr("groups.views.answering.MOST_BY_LINK", 2)
    for _time in range(2):
        Client().post(page, form_of(page) | {"serves": "yes", "uid": str(uuid.uuid4())})
    answer = Client().post(page, form_of(page) | {"task_change": "Det jag skrev"})
    assert answer.status_code == 429
    assert "Det jag skrev" in answer.content.decode()
    monkeypatch.setattr("groups.views.answering.MOST_BY_LINK", 99)
    monkeypatch.setattr("groups.views.answering.MOST_BY_CLIENT", 1)
    assert Client().post(page, form_of(page) | {"serves": "yes"}).status_code == 429
    assert Answer.objects.count() == 2


def test_no_garbage_breaks_it(page) -> None:
    from tests.public.test_pages import NASTY

    names = ["uid", "unchanged", "serves", "outcome", "merge_with", "meant", "other", "restart_condition"]
    names += ["uppgift-purpose", "sett-purpose", "uppgift-valid_until", "uppgift-mandate", "uppgift-reports_to"]
    for value in NASTY:
        for sent in (dict.fromkeys(names, value), {"outcome": "merge", "merge_with": value}):
            assert Client().post(page, sent).status_code in (302, 400, 429)
        assert Client().get(page, {"igen": value}).status_code == 200
    for name in names:
        assert Client().post(page, {name: "\0x", "serves": "yes"}).status_code in (302, 400, 429)
