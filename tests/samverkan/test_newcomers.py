"""The page for new colleagues: how the collaboration is built, drawn from the registry."""

from __future__ import annotations

import html
import re

import pytest

from groups import tiers
from groups.abbreviations import ABBREVIATIONS, WORDS
from groups.models import Group, GroupType, Tier
from samverkan.views import DRAWN
from tests import factories
from tests.groups.views.conftest import build

URL = "/ny-har/"

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def words(answer) -> str:
    """Return what stands between the tags, blanks collapsed."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\u00ad", "")
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("size", [2, 6])
def test_page_costs_the_same_for_any_number_of_groups(client, django_assert_num_queries, size):
    build(size)
    with django_assert_num_queries(10):
        # The registry's state. Delregions; groups by delregion; who leads; others by type; ladder: groups above, links,
        # contacts, whom the reader may see (4); municipalities.
        client.get(URL)


def test_tiers_name_who_leads_and_count_the_others():
    leading = factories.GroupTypeFactory(
        name="Organ", expected_per=GroupType.Expected.REGION, side=GroupType.Side.POLITICAL
    )
    work = factories.GroupTypeFactory(name="Styrgrupp", plural="Styrgrupper")
    region = factories.RegionFactory(name="Norr")
    central = factories.CentralGroupFactory(name="Centralt", type=leading)
    body = factories.GroupFactory(name="DS Norr", type=leading, tier="delregional", region=region, parent=central)
    whole = factories.GroupFactory(type=work, tier="delregional", parent=body)
    factories.GroupFactory(type=work, tier="delregional", parent=body)
    factories.GroupFactory(type=work, tier="delregional", parent=whole, part=True)
    factories.GroupFactory(type=work, tier="local", parent=body)
    factories.GroupFactory(region=factories.RegionFactory(name="Söder"))
    top, middle, local = tiers.in_short(Group.objects.all(), region)
    assert (top.tier, [side.bodies for side in top.sides]) == (Tier.CENTRAL, [[central]])
    assert middle.political.bodies == [body]
    assert middle.officials.others == [("Styrgrupper", "styrgrupp", 2)]
    assert local.officials.others == [("Styrgrupp", "styrgrupp", 1)]


def test_central_groups_of_another_county_are_not_told():
    region = factories.RegionFactory(name="Norr")
    other = factories.CountyFactory(name="Blekinge")
    factories.CentralGroupFactory(name="Blekinges", region=other)
    own = factories.CentralGroupFactory(name="Skånes", region=region.parent)
    shared = factories.CentralGroupFactory(name="Utan län")
    [top, *_rest] = tiers.in_short(Group.objects.all(), region)
    assert top.officials.bodies == [own, shared]


def test_bodies_of_the_delregion_are_named_however_many_central_groups_there_are(client):
    factories.CentralGroupFactory.create_batch(26)
    made = build(1)
    answer = client.get(URL)
    drawn = [group for side in answer.context["tiers"][1].sides for group in side.bodies]
    assert made.board in drawn
    assert "4 centrala grupper till finns i listan" in words(answer)
    assert 'href="/grupper/?niva=central">' in answer.content.decode()
    assert "I Nordväst går frågan så här:" in words(answer)


def test_delregion_with_most_groups_is_drawn_unless_another_is_asked_for(client):
    build(2)
    factories.GroupFactory(region=factories.RegionFactory(name="Fattiga"))
    assert "med grupperna i Nordväst" in words(client.get(URL))
    assert "med grupperna i Fattiga" in words(client.get(f"{URL}?delregion=fattiga"))


def test_delregion_that_is_not_there_is_told(client):
    build(1)
    assert "Delregionen i adressen finns inte." in words(client.get(f"{URL}?delregion=atlantis"))


def test_group_that_is_not_public_or_has_ended_is_not_drawn(client):
    build(1)
    region = factories.RegionFactory(name="Nya")
    leading = factories.GroupTypeFactory(expected_per=GroupType.Expected.REGION)
    factories.GroupFactory(name="Hemlig", type=leading, region=region, tier="delregional", is_public=False)
    factories.GroupFactory(name="Gammal", type=leading, region=region, tier="delregional", status="ended")
    page = words(client.get(f"{URL}?delregion=nya"))
    assert "Hemlig" not in page
    assert "Gammal" not in page


def test_municipalities_are_those_of_today(client):
    bjuv, eslov = (factories.MunicipalityFactory(name=name) for name in ("Bjuv", "Eslöv"))
    region = factories.RegionFactory(name="Nordväst", municipalities=[bjuv])
    factories.RegionMunicipalityFactory(region=region, municipality=eslov, end_date="2020-01-01")
    page = words(client.get(URL))
    assert "Bjuv" in page
    assert "Eslöv" not in page


def test_ladder_is_that_of_the_delregions_officials(client):
    made = build(1)
    page = words(client.get(URL))
    assert "I Nordväst går frågan så här:" in page
    assert "(den här gruppen)" not in page
    made.board.escalation_links.all().delete()
    page = words(client.get(URL))
    assert "går frågan så här" not in page
    assert "Åtgärdsstrappan hör till" in page


def test_glossary_tells_what_the_drawing_uses_and_leads_to_the_rest(client):
    here, there = (
        re.search(r'<div class="glossary">.*?</section>\n</div>', client.get(url).content.decode(), re.DOTALL)[0]
        for url in (URL, "/ord/")
    )
    assert all(f"<dt>{short}</dt>" in there for short in ABBREVIATIONS)
    assert all(f"<dt>{html.escape(str(word))}</dt>" in there for word in WORDS)
    told = re.findall("<dt>(.*?)</dt>", here)
    assert set(told) == DRAWN
    assert 'href="/ord/">Alla ord och förkortningar' in client.get(URL).content.decode()


def test_empty_registry_says_so_and_still_explains(client):
    page = words(client.get(URL))
    assert "Inga delregioner är inlagda än" in page
    assert "Tre nivåer, två sidor" in page


def test_start_and_every_footer_lead_here(client):
    assert client.get("/").content.decode().count(f'href="{URL}"') == 2
    assert f'href="{URL}"' in client.get("/ord/").content.decode()


# The demo stays for the rest of the module once it is asked for.


def test_demo_tells_the_ladder_of_the_agreement_in_order(client, demo):
    page = client.get(f"{URL}?delregion=sydost").content.decode()
    steps = re.findall(r'<span class="rung"><span class="vh">([^<]*)</span>([^<]*)', page)
    assert [number for _step, number in steps] == ["1", "2", "3a", "3b", ""]
    recipients = [html.unescape(re.sub(r"<[^>]+>|\u00ad", "", each)).strip() for each in
                  re.findall(r'<p class="ladder-to">(.*?)</p>', page, re.DOTALL)]  # fmt: skip
    assert recipients[1:] == [
        "Delregional tjänstemannaberedning Sydost",
        "Central tjänstemannaberedning",
        "Delregionalt samverkansorgan Sydost",
        "Central tjänstemannaberedning",
    ]


def test_demo_places_the_bodies_on_their_sides(client, demo):
    drawn = client.get(f"{URL}?delregion=nordvast").context["tiers"]
    sides = [[[group.label for group in side.bodies] for side in (each.political, each.officials)] for each in drawn]
    assert sides == [[["CS"], ["CS-TB", "Uppföljningsgruppen"]], [["DS Nordväst"], ["DS-TB Nordväst"]], [[], []]]
    assert ("Lilla samverkansmöten", "lilla-samverkansmotet", 10) in drawn[2].officials.others


def test_demo_is_read_in_the_minutes_that_it_says(client, demo):
    page = client.get(URL).content.decode().split("<main")[1].split("</main")[0]
    page = re.sub(r"<select.*?</select>|<abbr[^>]*>|<span> [^<]*</span></abbr>", " ", page, flags=re.DOTALL)
    assert "på fem minuter" in page
    assert len(re.sub(r"<[^>]+>", " ", page).split()) / 200 <= 5, "words, at two hundred a minute"
