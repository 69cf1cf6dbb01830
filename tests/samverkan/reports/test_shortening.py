"""A compilation of many groups: its page is no longer than others, and everything is still a step away."""

from __future__ import annotations

import re
from html import unescape

import pytest

from samverkan.reports import shortening
from tests.samverkan.reports import snapshot_world

MOST_BYTES = 300_000
MANY = 400
TWO = "/sammanstallningar/nordvast-2023/2/"


@pytest.fixture
def many(world):
    """Give the second version a great many groups, all of which differ from the earlier compilation."""
    groups = {
        f"grupp-{n}": snapshot_world.group(
            f"Rådet {n}", purpose=f"Syftet med nummer {n}", topics=[f"Ämne {n % 3}"], parent="Rådet 0" if n else "",
            codes={"parent": "grupp-0" if n else None},
            seats=[snapshot_world.seat(f"s-{n}", holder=snapshot_world.P_1)],
        )
        for n in range(MANY)
    }  # fmt: skip
    return snapshot_world.freeze(world.new.review, snapshot_world.snapshot(groups), version=2, reason="Fler")


def test_the_page_is_bounded_and_every_section_is_a_step_away(many, visit) -> None:
    page = visit(TWO).body
    assert len(page) < MOST_BYTES
    text = page.decode()
    assert "Syftet med nummer 399" not in text
    for anchor in ("grupper", "bilder", "aktiva-local", "aktiva-amnen", "titta-no_mandate", "andringar-nya"):
        assert f'href="{TWO}?visa={anchor}"' in text, anchor
    assert f"… och {MANY - shortening.MOST} till" in text


def test_a_section_alone_is_whole(many, visit) -> None:
    page = visit(f"{TWO}?visa=titta-no_mandate").body.decode()
    assert "<h1>Inget beslutsmandat, eller inte angivet</h1>" in page
    assert page.count("Rådet ") == MANY
    names = visit(f"{TWO}?visa=grupper").body.decode()
    assert names.count(f'href="{TWO}?visa=g-grupp-') == MANY
    group = visit(f"{TWO}?visa=g-grupp-399").body.decode()
    assert "<h1>Rådet 399</h1>" in group
    assert "Syftet med nummer 399" in group
    assert snapshot_world.PUBLIC in group


def test_each_way_on_leads_somewhere(many, visit) -> None:
    for address in {
        unescape(each) for each in re.findall(rf'href="({TWO}\?visa=(?!g-)[^"]*)"', visit(TWO).body.decode())
    }:
        assert "<h1>Delregionala" not in visit(address).body.decode(), address


def test_what_is_hidden_has_no_section_of_its_own(world, readers, visit) -> None:
    address = "/sammanstallningar/nordvast-2023/1/?visa=g-hemlig"
    assert snapshot_world.SECRET in visit(address, readers["process leader"]).body.decode()
    page = visit(address).body.decode()
    assert snapshot_world.SECRET not in page
    assert "<h1>Delregionala samverkansgrupper</h1>" in page, "the page itself, as for any words that lead nowhere"


def test_a_comparison_of_many_is_bounded_and_its_table_is_whole(many, visit) -> None:
    page = visit(f"{TWO}jamfor/?med=nordvast-2021/1").body
    assert len(page) < 100_000
    assert f"… och {MANY - shortening.MOST} till" in page.decode()
    assert visit(f"{TWO}jamfor.csv?med=nordvast-2021/1").body.decode().count("Rådet ") == MANY


def test_few_groups_stand_on_the_page_itself(world, visit) -> None:
    page = visit("/sammanstallningar/nordvast-2023/1/").body.decode()
    assert "?visa=" not in page
    assert 'id="g-lilla"' in page
