"""Mina möten: groups chosen by name, and kept in the address alone."""

from __future__ import annotations

import datetime as dt

import pytest

from groups.models import Group
from meetings.forms import chosen
from tests.factories import GroupFactory, MeetingFactory

pytestmark = pytest.mark.django_db


def test_groups_are_searched_for_added_and_taken_away(read):
    fact, board = GroupFactory(name="Styrgrupp FACT"), GroupFactory(name="Samverkansorganet")
    MeetingFactory(group=fact, title="Novembermötet", date=dt.date(2026, 11, 30))
    assert "Inga grupper är valda än." in read("/moten/mina/")
    assert "Novembermötet" not in read("/moten/mina/?sok=fact")
    added = f"/moten/mina/?grupp={fact.slug}"
    assert f'href="?grupp={fact.slug}"' in read.html
    assert "Novembermötet" in read(added)
    read(f"{added}&sok=samverkansorg")
    assert f'href="?grupp={fact.slug}&amp;grupp={board.slug}"' in read.html
    assert f'<input type="hidden" name="grupp" value="{fact.slug}">' in read.html
    read(f"{added}&grupp={board.slug}")
    assert f'href="?grupp={board.slug}"' in read.html  # without the first
    assert f'href="?grupp={fact.slug}"' in read.html  # without the second


def test_a_group_without_meetings_and_a_search_without_hits_say_so(read):
    group = GroupFactory()
    assert "Inga kommande möten är inlagda i de här grupperna" in read(f"/moten/mina/?grupp={group.slug}")
    assert "Ingen grupp stämmer med ”finns inte”." in read("/moten/mina/?sok=finns+inte")
    assert "Ingen grupp stämmer med" in read("/moten/mina/?sok=%00%25")


def test_neither_hidden_nor_ended_groups_are_offered(read):
    GroupFactory(name="Dolda samrådet", is_public=False)
    GroupFactory(name="Avslutade samrådet", status="ended")
    GroupFactory(name="Öppna samrådet")
    words = read("/moten/mina/?sok=samrådet")
    assert "Öppna samrådet" in words
    assert "Dolda" not in words
    assert "Avslutade" not in words


def test_many_hits_ask_for_more_words(read):
    GroupFactory.create_batch(14)
    assert "Fler stämmer. Skriv mer av namnet" in read("/moten/mina/?sok=grupp")
    assert read.html.count('<span class="vh">Lägg till </span>') == 12


def test_an_address_holds_so_many_groups_and_tells_of_the_rest(read, monkeypatch):
    monkeypatch.setattr(chosen, "MOST_CHOSEN", 2)
    groups = GroupFactory.create_batch(3)
    words = read("/moten/mina/?" + "&".join(f"grupp={group.slug}" for group in groups))
    assert "Fler grupper än så här får inte plats: en är utelämnad." in words
    assert "Fler grupper får inte plats i adressen." in words
    assert groups[2].name not in words


def test_the_longest_address_is_one_that_servers_take():
    slugs = [f"{number:02}{'x' * 78}" for number in range(chosen.MOST_CHOSEN)]
    assert len(slugs[0]) == Group._meta.get_field("slug").max_length
    assert len("GET /moten/mina/?" + "&".join(f"grupp={slug}" for slug in slugs) + " HTTP/1.1") < 4094
