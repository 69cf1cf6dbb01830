"""The municipalities on a map: what is counted, what a link does, and that the table says the same."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from groups import geography
from groups.models import RegionMunicipality
from tests import factories

URL = "/karta/geografi/"


def words(answer) -> str:
    """Return what stands between the tags, blanks collapsed."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", text)


def drawn(answer) -> dict[str, str]:
    """Return the links of the drawing: their names, and where they lead."""
    links = re.findall(r'<a id="land-[^>]*href="([^"]*)"[^>]*><title>(.*?)</title>', answer.content.decode(), re.DOTALL)
    return {html.unescape(name).strip(): html.unescape(address) for address, name in links}


def tabled(answer) -> dict[str, str]:
    """Return the numbers of the tables by municipality."""
    rows = re.findall(r'<tr[^>]*><th scope="row">(.*?)</th><td class="number">(.*?)</td>', answer.content.decode())
    return {re.sub(r"<[^>]+>", "", name): re.match(r"\d+", re.sub(r"<[^>]+>", "", number))[0] for name, number in rows}


@pytest.fixture
def places(db):
    """Ängelholm and Höganäs in Nordväst, Malmö in Malmö; two active local groups in Ängelholm."""
    made = {
        name: factories.MunicipalityFactory(name=name, municipality_code=code)
        for name, code in {"Ängelholm": "1292", "Höganäs": "1284", "Malmö": "1280"}.items()
    }
    north = factories.RegionFactory(name="Nordväst", municipalities=[made["Ängelholm"], made["Höganäs"]])
    factories.RegionFactory(name="Malmö", municipalities=[made["Malmö"]])
    listed = {"region": north, "coverage": "listed"}
    whole = factories.GroupFactory(name="Ett", municipalities=[made["Ängelholm"]], **listed)
    factories.GroupFactory(name="Två", municipalities=[made["Ängelholm"]], **listed)
    factories.GroupFactory(name="Vilande", status="dormant", municipalities=[made["Ängelholm"]], **listed)
    factories.GroupFactory(name="Delregional", tier="delregional", region=north, coverage="region")
    factories.GroupFactory(name="Del", parent=whole, part=True, coverage="listed", municipalities=[made["Ängelholm"]])
    factories.GroupFactory(name="Tigande", region=north, coverage="not_stated")
    factories.GroupFactory(name="Hemlig", is_public=False, municipalities=[made["Ängelholm"]], **listed)
    return made


@pytest.mark.parametrize("size", [2, 8])
@pytest.mark.parametrize("chosen", [False, True])
def test_page_costs_the_same_for_any_number(client, registry, django_assert_num_queries, size, chosen):
    made = registry(size)
    with django_assert_num_queries(11):
        # The registry's state. The frame: delregions, municipalities, types, topics; its counts (3). The local groups'
        # counts (3).
        answer = client.get(URL, {"kommun": made.municipalities[0].slug} if chosen else {})
    assert len(tabled(answer)) == size


def test_what_is_lacking_is_looked_up_once(client, registry, django_assert_num_queries):
    factories.SeatFactory(group=registry(2).groups[0])
    with django_assert_num_queries(15):
        # As above (11); the groups that may lack it, and their composition: listed, seats, holders (4).
        client.get(URL, {"saknas": "plats"})


def test_all_counties_stay_within_bounds(client, db):
    codes = list(geography.land().shapes)
    codes += [f"{number:04}" for number in range(290 - len(codes))]
    made = [factories.MunicipalityFactory(municipality_code=code) for code in codes]
    for number in range(6):
        factories.RegionFactory(municipalities=made[number::6])
    answer = client.get(URL, {"q": "samverkan " * 20, "status": "alla"})
    assert len(drawn(answer)) == 33
    assert len(tabled(answer)) == 290
    assert len(answer.content) < 300_000


def test_active_local_groups_of_their_own_are_counted(client, places):
    answer = client.get(URL)
    names = ["Malmö, Malmö: 0 grupper", "Höganäs, Nordväst: 0 grupper", "Ängelholm, Nordväst: 2 grupper"]
    assert list(drawn(answer)) == names
    assert tabled(answer) == {"Malmö": "0", "Höganäs": "0", "Ängelholm": "2"}
    assert "Siffran är antalet aktiva lokala grupper som omfattar kommunen" in words(answer)


def test_group_that_names_no_municipality_is_told_of(client, places):
    answer = client.get(URL)
    assert "1 grupp till anger inte vilka kommuner den omfattar" in words(answer)
    address = re.search(r'href="([^"]*saknas=omfattning[^"]*)"', answer.content.decode())[1]
    assert "Tigande" in words(client.get(html.unescape(address)))


@pytest.mark.parametrize(
    ("query", "what", "number"),
    [
        ("status=vilande", "vilande lokala grupper", 1),
        ("niva=delregional", "aktiva delregionala grupper", 1),
        ("status=alla", "lokala grupper (även avslutade)", 3),
        ("q=ett", "aktiva lokala grupper", 1),
    ],
)
def test_what_is_counted_follows_the_filters_and_is_said(client, places, query, what, number):
    answer = client.get(f"{URL}?{query}")
    assert f"Siffran är antalet {what} som" in words(answer)
    assert tabled(answer)["Ängelholm"] == str(number)


def test_number_leads_to_the_groups_counted(client, places):
    page = client.get(f"{URL}?q=ett").content.decode()
    address = html.unescape(re.search(r'href="(/grupper/[^"]*kommun=angelholm[^"]*)"', page)[1])
    frame = client.get(address).context["frame"]
    assert f">{frame.number}<span" in page
    assert {group.name for group in frame.groups.counted()} == {"Ett"}


def test_choosing_a_municipality_adds_it_to_the_filters(client, places):
    address = drawn(client.get(f"{URL}?status=vilande&sida=2"))["Höganäs, Nordväst: 0 grupper"]
    assert address == "?status=vilande&kommun=hoganas"
    answer = client.get(URL + address)
    page = answer.content.decode()
    assert 'aria-current="true"' in re.search(r'<a id="land-1284"[^>]*>', page)[0]
    assert "chosen-line" in page
    assert '<h2 id="vald-kommun">Höganäs</h2>' in page
    assert "/karta/?status=vilande&amp;kommun=hoganas" in page
    assert drawn(answer)["Ängelholm, Nordväst: 1 grupp"] == "?status=vilande&kommun=angelholm"


def test_municipality_chosen_changes_no_number(client, places):
    numbers = [(part.region.name, part.number) for part in client.get(URL).context["parts"]]
    assert numbers == [("Malmö", 0), ("Nordväst", 3)]
    answer = client.get(f"{URL}?kommun=hoganas")
    assert [(part.region.name, part.number) for part in answer.context["parts"]] == numbers
    assert tabled(answer)["Ängelholm"] == "2"
    assert "1 grupp till anger inte" in words(answer)


def test_delregion_asked_for_stands_out_and_the_others_step_aside(client, places):
    answer = client.get(f"{URL}?delregion=nordvast")
    assert list(tabled(answer)) == ["Höganäs", "Ängelholm"]
    assert drawn(answer)["Malmö, Malmö"] == "?kommun=malmo"


def test_choosing_a_delregion_lets_go_of_a_municipality_elsewhere(client, places):
    page = html.unescape(client.get(f"{URL}?kommun=angelholm").content.decode())
    assert 'href="?delregion=malmo"' in page
    assert 'href="?kommun=angelholm&delregion=nordvast"' in page


def test_municipality_stands_where_it_stood_on_the_day(client, places):
    row = RegionMunicipality.objects.get(municipality=places["Höganäs"])
    row.start_date = dt.date(2021, 9, 1)
    row.save()
    then = client.get(f"{URL}?datum=2021-08-31&status=alla")
    assert "Höganäs: 0 grupper" in drawn(then)
    assert "Utan delregion" in words(then)
    assert "?datum=2021-08-31" in then.content.decode()
    assert "Höganäs, Nordväst: 0 grupper" in drawn(client.get(f"{URL}?datum=2021-09-01&status=alla"))


def test_border_of_nobody_is_drawn_without_a_link(client, places):
    page = client.get(URL).content.decode()
    assert "Lund: finns inte i registret" in page
    assert 'id="land-1281"' not in page


def test_municipality_without_a_border_is_told_and_stands_in_the_table(client, places):
    place = factories.MunicipalityFactory(name="Borta", municipality_code="0001")
    factories.RegionFactory(name="Annan", municipalities=[place])
    answer = client.get(URL)
    assert "Ritas inte, eftersom gränser saknas: Borta." in words(answer)
    assert tabled(answer)["Borta"] == "0"


def test_drawing_names_itself_and_is_passed_by_with_one_link(client, places):
    page = client.get(URL).content.decode()
    assert 'role="group" aria-labelledby="land-namn" aria-describedby="land-beskrivning"' in page
    assert 'href="#kommuntabell"' in page
    assert 'id="kommuntabell"' in page


def test_tables_have_captions_and_scopes(client, places):
    page = client.get(URL).content.decode()
    assert page.count("<caption") == page.count("<table") == 2
    assert "<th>" not in page


def test_empty_registry_says_so(client, db):
    assert "Inga kommuner är inlagda än" in words(client.get(URL))


def test_registry_of_municipalities_without_any_border_is_a_table(client, registry, monkeypatch):
    registry(2)
    monkeypatch.setattr(geography, "land", lambda: geography.draw([]))
    answer = client.get(URL)
    assert '<svg class="land"' not in answer.content.decode()
    assert len(tabled(answer)) == 2


def test_frame_leads_here_with_the_same_filters(client, registry):
    query = "status=pausad"
    registry(2)
    page = client.get(f"/karta/?{query}").content.decode()
    assert f'href="{URL}?{query}"' in page


def test_one_group_is_told_as_one_where_it_is_read_aloud_too(client, db):
    bjuv = factories.MunicipalityFactory(name="Bjuv")
    region = factories.RegionFactory(municipalities=[bjuv])
    for number in (1, 2):
        factories.GroupFactory(region=region, coverage="listed", municipalities=[bjuv], tier="local")
        told = words(client.get(URL))
        assert f"{number} {'grupp' if number == 1 else 'grupper'} i Bjuv, i listan" in told
        assert "1 grupper" not in told
