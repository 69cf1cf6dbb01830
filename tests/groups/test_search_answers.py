"""Forty questions to the demo's registry, and what is to come first."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from groups.models import Group
from groups.search_answer import Answer, answer
from tests import factories
from tests.groups.views.conftest import DAY

pytestmark = pytest.mark.django_db

QUESTIONS = [
    # A municipality, however it is spelled.
    ("Ängelholm", "organisations", "Ängelholm", ["Lilla samverkansmötet Ängelholm"]),
    ("ANGELHOLM", "organisations", "Ängelholm", ["Litet samråd psykiatri, Ängelholm"]),
    ("Engelholm", "organisations", "Ängelholm", ["Lilla samverkansmötet Ängelholm"]),
    ("hoganas", "organisations", "Höganäs", ["Psykosmottagningen och kommunen, Höganäs"]),
    ("Örskälljunga", "organisations", "Örkelljunga", ["Lilla samverkansmötet Örkelljunga"]),
    ("orkeljunga", "organisations", "Örkelljunga", ["Lilla samverkansmötet Örkelljunga"]),
    ("Helsingbrog", "organisations", "Helsingborg", ["Samverkan akutmottagning–primärvård, Helsingborg"]),
    ("Landskorna", "organisations", "Landskrona", ["Mobilt team Landskrona"]),
    ("Kristianstad", "organisations", "Kristianstad", []),
    ("Bjuv kommun", "organisations", "Bjuv", ["Lilla samverkansmötet Bjuv"]),
    ("bjuvs kommun", "organisations", "Bjuv", ["Lilla samverkansmötet Bjuv"]),
    ("klippans kommun", "organisations", "Klippan", ["Lilla samverkansmötet Klippan"]),
    # A delregion.
    ("Nordväst", "regions", "Nordväst", ["DS-TB Nordväst", "AU Nordväst", "Psykiatri nordväst"]),
    ("mellersta", "regions", "Mellersta", ["DS Mellersta", "DS-TB Mellersta"]),
    ("sydost", "regions", "Sydost", ["DS Sydost"]),
    ("Malmö", "regions", "Malmö", ["DS Malmö"]),
    # A group by its name, its short name, an old name, a part of a name.
    ("DS-TB Nordväst", "groups", "DS-TB Nordväst", []),
    ("ds tb nordväst", "groups", "DS-TB Nordväst", []),
    ("DS Sydost", "groups", "DS Sydost", []),
    ("CS", "groups", "CS", ["CS-TB"]),
    ("cs tb", "groups", "CS-TB", []),
    ("centralt samverkansorgan", "groups", "CS", []),
    ("AU NV", "groups", "AU Nordväst", []),
    ("mobilt team", "groups", "Mobilt team Landskrona", ["Närsjukvårdsrådet, Mobilt team Landskrona"]),
    ("styrgrupp fact", "groups", "Styrgrupp FACT", []),
    ("Klustersamverkan", "groups", "Klustersamverkan NV", []),
    ("litet samråd", "groups", "Litet samråd psykiatri", ["Litet samråd psykiatri, Landskrona"]),
    ("lilla samverkansmöte bjuv", "groups", "Lilla samverkansmötet Bjuv", []),
    ("närsjukvårdsråd", "groups", "Närsjukvårdsrådet, Mobilt team Landskrona", []),
    ("tjänstemanaberedning", "groups", "CS-TB", ["DS-TB Nordväst", "DS-TB Sydost"]),
    ("rehabkoordinator", "groups", "Rehabkoordinator, vuxenenhet och ekonomiskt bistånd, Höganäs", []),
    # A group by what is said of it: type, seats, municipalities.
    ("psykiatrisamordnare", "groups", "Stort lokalt samråd psykiatri", ["Styrgrupp för samråden, psykiatri"]),
    ("lokala samarbetsgrupper", "groups", "God och Nära vård Helsingborg", ["Lilla samverkansmötet Bjuv"]),
    ("lokala samverkansgrupper", "groups", "God och Nära vård Helsingborg", ["Lilla samverkansmötet Bjuv"]),
    ("vårdcentral höganäs", "groups", "Lilla samverkansmötet Höganäs", []),
    # A municipality among other words: what covers it.
    ("psykiatri klippan", "groups", "Litet samråd psykiatri", ["Stort lokalt samråd psykiatri", "Styrgrupp FACT"]),
    ("klippans vårdcentral", "groups", "Lilla samverkansmötet Klippan", []),
    ("psykiatri klipan", "groups", "Litet samråd psykiatri", ["Stort lokalt samråd psykiatri"]),
    # A name that nobody uses any longer.
    ("råd och stöd", "groups", "Lilla samverkansmötet Bjuv", ["Lilla samverkansmötet Örkelljunga"]),
    # An organisation, by its name, short name, alias.
    ("hälsostaden", "organisations", "Hälsostaden AB", ["Hälsostadens politiska styrgrupp"]),
    ("akutmottagning", "organisations", "Akutmottagningen, Helsingborgs lasarett", []),
    ("BUP", "organisations", "Barn- och ungdomspsykiatrin", ["Styrgrupp psykiatri Sydost"]),
    ("sjukhus helsingborg", "organisations", "Helsingborgs lasarett", []),
    ("psykatri", "topics", "Psykiatri", ["Psykiatri nordväst", "Stort lokalt samråd psykiatri"]),
    # Several words, one of them misspelled or in another form.
    ("lila samverkansmötet", "groups", "Lilla samverkansmötet Bjuv", ["Lilla samverkansmötet Höganäs"]),
    ("stora samverkansmötena", "groups", "Stora samverkansmötet", []),
    ("mobil tem", "groups", "Arbetsgruppen, Mobilt team Landskrona", ["Mobilt team Landskrona"]),
    ("styrgruppen fact", "groups", "Styrgrupp FACT", []),
    ("samrad psykatri landskorna", "groups", "Litet samråd psykiatri, Landskrona", []),
    ("helsinborgs lasaret", "organisations", "Helsingborgs lasarett", []),
    ("rehabkoordinatorer höganes", "groups", "Rehabkoordinator, vuxenenhet och ekonomiskt bistånd, Höganäs", []),
    # A topic, an abbreviation.
    ("psykiatri", "topics", "Psykiatri", ["Psykiatri nordväst", "Litet samråd psykiatri"]),
    ("utskrivning", "topics", "Samverkan vid utskrivning (SVU)", ["Lilla samverkansmötet Bjuv"]),
    ("NV", "abbreviations", "NV", ["AU Nordväst", "Klustersamverkan NV"]),
    ("MAR", "abbreviations", "MAR", ["Närsjukvårdsrådet, Mobilt team Landskrona"]),
    ("mas", "abbreviations", "MAS", ["Lilla samverkansmötet Bjuv"]),
    ("SIP", "abbreviations", "SIP", ["Samordnad individuell plan (SIP)"]),
    # A person who has said yes, by name.
    ("kvarnhed", "seated", "Dragan Kvarnhed", []),
    ("Tariq Hagsätter", "seated", "Tariq Hagsäter", []),
]


def called(kind: str, row: Any) -> str:
    if kind == "seated":
        return row.person.name
    return row[0] if kind == "abbreviations" else row.label if kind == "groups" else row.name


def asked(query: str, day: Any) -> Answer:
    return answer(query, Group.objects.visible_to(AnonymousUser()), day, 20)


@pytest.mark.parametrize(("query", "kind", "first", "others"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_question_is_answered(demo, query, kind, first, others):
    found = asked(query, demo)
    top = found.sections[0]
    assert (top.kind, called(kind, top.rows[0])) == (kind, first)
    assert set(others) <= {called(section.kind, row) for section in found.sections for row in section.rows}


def test_there_are_forty_questions_or_more():
    assert len({query for query, *_expected in QUESTIONS}) >= 40


@pytest.mark.parametrize("query", ["xyzzy", "Örkelljunga Malmö psykos", "Höör psykiatri", "samarbete mellan planeter"])
def test_what_is_not_there_is_not_found(demo, query):
    found = asked(query, demo)
    assert not found.sections
    assert not found.instead_of


def test_a_municipality_among_the_words_leaves_out_what_does_not_cover_it(demo):
    names = {row.label for section in asked("psykiatri klippan", demo).sections for row in section.rows}
    assert names
    assert not {"Styrgrupp psykiatri Sydost", "Litet samråd psykiatri, Landskrona"} & names
    assert not asked("psykiatri malmö", demo).sections


def test_the_same_words_give_the_same_order_each_time(demo):
    once, again = (
        [[row.pk for row in section.rows] for section in asked("nordväst", demo).sections if section.kind == "groups"]
        for _time in range(2)
    )
    assert once == again


def test_who_sits_in_a_hidden_group_is_not_found(db):
    for name, public in (("Synlig Sittande", True), ("Dold Sittande", False)):
        factories.MembershipFactory(seat__group__is_public=public, person__name=name, person__name_public=True)
    found = answer("sittande", Group.objects.visible_to(AnonymousUser()), DAY, 10)
    assert [row.person.name for section in found.sections for row in section.rows] == ["Synlig Sittande"]
