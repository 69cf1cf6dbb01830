"""The registers: addresses, search, dated rows, what may be taken away, the cost of each list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.models import Inhabitants, Organisation, Region, RegionMunicipality, Seat, Topic
from samverkan.registers import SwedishCSV
from tests import factories as make
from tests.groups.admin.test_roles_reach import add, change, errors
from tests.groups.admin.world import World

pytestmark = pytest.mark.once

CLINIC = {"kind": "clinic", "principal": "region", "operation": "public"}


def test_an_address_is_made_from_the_name_and_does_not_change(world: World) -> None:
    client = world.client("administrator")
    for _twice in range(2):
        assert add(client, "organisation", name="Österlens vårdcentral", **CLINIC).status_code == 302
    made = Organisation.objects.filter(name="Österlens vårdcentral").order_by("pk")
    assert [each.slug for each in made] == ["osterlens-vardcentral", "osterlens-vardcentral-2"]
    change(client, made[0], name="Österlen", slug="nytt")
    assert Organisation.objects.get(pk=made[0].pk).slug == "osterlens-vardcentral"


def test_a_given_address_that_is_taken_is_refused(world: World) -> None:
    client = world.client("administrator")
    assert "slug" in errors(add(client, "organisation", name="B", slug=world.ours.organisation.slug, **CLINIC))
    assert add(client, "organisation", name="B", slug="en-egen", **CLINIC).status_code == 302


def test_a_name_of_signs_alone_gets_no_empty_address(world: World) -> None:
    assert "slug" in errors(add(world.client("administrator"), "organisation", name="!!!", **CLINIC))


@pytest.mark.parametrize("words", ["ängelholm", "Angelholm", "ANGELH", "engelholm"])
def test_search_folds_and_knows_other_names(world: World, words: str) -> None:
    found = make.MunicipalityFactory(name="Ängelholm", aliases="Engelholm")
    client = world.client("leader")
    assert list(client.get(reverse("admin:groups_organisation_changelist"), {"q": words}).context["cl"].queryset) == [
        found
    ]


def test_organisations_are_filtered_by_delregion_through_municipality_and_parent(world: World) -> None:
    unit = make.OrganisationFactory(parent=world.ours.municipality)
    url = reverse("admin:groups_organisation_changelist")
    listed = world.client("leader").get(url, {"delregion": world.ours.region.slug}).context["cl"].queryset
    assert set(listed) == {unit, world.ours.municipality, world.ours.organisation}


def test_a_municipality_moves_in_one_save(world: World) -> None:
    """One row ends and the next begins; what would overlap is refused, old or new."""
    client, row = world.client("administrator"), world.ours.municipality.region_rows.get()
    rows = {
        "region_rows-TOTAL_FORMS": "2",
        "region_rows-INITIAL_FORMS": "1",
        "region_rows-0-id": row.pk,
        "region_rows-0-municipality": world.ours.municipality.pk,
        "region_rows-0-region": world.ours.region.pk,
        "region_rows-0-end_date": "2025-12-31",
        "region_rows-1-municipality": world.ours.municipality.pk,
        "region_rows-1-region": world.theirs.region.pk,
        "region_rows-1-start_date": "2026-01-01",
    }
    third = {
        name.replace("rows-1", "rows-2"): value for name, value in rows.items() if name.startswith("region_rows-1")
    }
    for wrong in (
        {"region_rows-0-end_date": ""},
        {"region_rows-1-start_date": "2025-12-31"},
        {**third, "region_rows-TOTAL_FORMS": "3"},
    ):
        assert (
            "Avsluta den raden först" in change(client, world.ours.municipality, **{**rows, **wrong}).content.decode()
        )
    assert change(client, world.ours.municipality, **{**rows, "region_rows-1-region": ""}).status_code == 200
    assert RegionMunicipality.objects.filter(municipality=world.ours.municipality).count() == 1
    assert change(client, world.ours.municipality, **rows).status_code == 302
    placed = RegionMunicipality.objects.filter(municipality=world.ours.municipality).order_by("pk")
    assert [(each.region, each.start_date, each.end_date) for each in placed] == [
        (world.ours.region, None, dt.date(2025, 12, 31)),
        (world.theirs.region, dt.date(2026, 1, 1), None),
    ]
    assert placed[0].history.first().history_user == world.accounts["administrator"]


def test_dated_rows_are_not_deleted_through_the_page(world: World) -> None:
    row = world.ours.municipality.region_rows.get()
    forged = {
        "region_rows-TOTAL_FORMS": "1",
        "region_rows-INITIAL_FORMS": "1",
        "region_rows-0-id": row.pk,
        "region_rows-0-municipality": world.ours.municipality.pk,
        "region_rows-0-region": world.ours.region.pk,
        "region_rows-0-DELETE": "on",
    }
    change(world.client("superuser"), world.ours.municipality, **forged)
    assert RegionMunicipality.objects.filter(pk=row.pk).exists()


# What may be taken away


def delete(world: World, row) -> str:
    url = reverse(f"admin:groups_{row._meta.model_name}_delete", args=[row.pk])
    page = world.client("superuser").get(url).content.decode()
    world.client("superuser").post(url, {"post": "yes"})
    return page


def test_what_bears_nothing_may_go(world: World) -> None:
    for row in (
        make.TopicFactory(),
        make.AgreementFactory(),
        make.GroupTypeFactory(allowed_parents=[]),
    ):
        delete(world, row)
        assert not type(row).objects.filter(pk=row.pk).exists(), row


def test_what_bears_something_stays_and_the_page_says_what(world: World) -> None:
    topic = make.TopicFactory(name="Utskrivning")
    world.ours.group.topics.add(topic)
    for row, words in (
        (topic, world.ours.group.name),
        (world.ours.municipality, "invånarantal"),
        (world.ours.organisation, "ledamotsplats"),
        (world.ours.region, "grupp"),
        (world.ours.group.type, world.ours.group.name),
    ):
        page = delete(world, row)
        assert type(row).objects.filter(pk=row.pk).exists(), row
        assert words.casefold() in page.casefold(), row


# Files


def upload(world: World, kind: str, name: str, content: bytes, form: str = "0"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = {"format": form, "resource": "", "import_file": SimpleUploadedFile(name, content)}
    return world.client("administrator").post(reverse(f"admin:groups_{kind}_import"), data)


def confirm(world: World, kind: str, response):
    data = response.context["confirm_form"].initial
    return world.client("administrator").post(reverse(f"admin:groups_{kind}_process_import"), data, follow=True)


@pytest.mark.parametrize(
    "content",
    [
        "nyckel;namn\r\noro;Örö\r\n".encode("utf-8-sig"),
        "nyckel;namn\r\noro;Örö\r\n".encode("cp1252"),
        "nyckel,namn\noro,Örö\n".encode(),
    ],
)
def test_topics_come_in_as_people_save_them(world: World, content: bytes) -> None:
    preview = upload(world, "topic", "amnen.csv", content)
    assert not Topic.objects.filter(slug="oro").exists()
    page = confirm(world, "topic", preview)
    assert Topic.objects.get(slug="oro").name == "Örö"
    assert "Filen är inläst: 1 nya" in page.content.decode()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_line_break_within_quotes_is_part_of_the_cell(ending: str) -> None:
    text = ending.join(["nyckel;namn", 'oro;"Oro', 'och ångest"', "", "sorg;Sorg", ""])
    rows = SwedishCSV().create_dataset(text.encode())
    assert list(rows) == [("oro", f"Oro{ending}och ångest"), ("sorg", "Sorg")]


@pytest.mark.parametrize("form", ["0", "1"])
def test_what_goes_out_comes_in_again_unchanged(world: World, form: str) -> None:
    make.TopicFactory(name="=1+1", slug="formel")
    make.TopicFactory(name="Åldrande", slug="aldrande")
    out = world.client("leader").post(reverse("admin:groups_topic_export"), {"format": form, "resource": ""})
    assert out.status_code == 200
    if form == "0":
        assert out.content.startswith("\ufeffnyckel;namn\r\n".encode())
        assert ";'=1+1\r\n" in out.content.decode()
    Topic.objects.filter(slug="aldrande").delete()
    confirm(world, "topic", upload(world, "topic", "amnen.fil", out.content, form))
    assert dict(Topic.objects.values_list("slug", "name")) == {"formel": "=1+1", "aldrande": "Åldrande"}


def test_inhabitants_come_in_by_code_and_year(world: World) -> None:
    code = world.ours.municipality.municipality_code
    content = f"kommunkod;kommun;år;invånare;året antaget\r\n{code};x;2026;12345;ja\r\n{int(code)};x;2025;7;\r\n"
    confirm(world, "inhabitants", upload(world, "inhabitants", "i.csv", content.encode()))
    rows = Inhabitants.objects.filter(municipality=world.ours.municipality)
    assert set(rows.values_list("year", "number", "assumed")) == {(2026, 12345, True), (2025, 7, False)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"annat;namn\r\n1;2\r\n",
        "kommunkod;år;invånare\r\n0000;2026;5\r\n".encode(),
        "kommunkod;år;invånare\r\n1283;inte ett år;5\r\n".encode(),
        "kommunkod;år;invånare\r\n;;\r\n".encode(),
        b"\x00\xff\x00",
    ],
)
@pytest.mark.parametrize("form", ["0", "1"])
def test_a_file_that_cannot_be_read_changes_nothing_and_says_so(world: World, content: bytes, form: str) -> None:
    before = set(Inhabitants.objects.values_list("pk", "number"))
    response = upload(world, "inhabitants", "fel.csv", content, form)
    assert response.status_code == 200
    assert "confirm_form" not in response.context
    assert set(Inhabitants.objects.values_list("pk", "number")) == before


# The cost of lists


def more_organisations(world: World) -> None:
    municipality = make.MunicipalityFactory()
    make.RegionMunicipalityFactory(region=world.ours.region, municipality=municipality)
    unit = make.OrganisationFactory(parent=municipality)
    make.PersonFactory(organisation=unit)
    make.SeatFactory(group=world.ours.group, organisation=unit)


def more_persons(world: World) -> None:
    person = make.PersonFactory(organisation=make.OrganisationFactory())
    make.MembershipFactory(seat=make.SeatFactory(group=world.ours.group, kind=Seat.Kind.MEMBER), person=person)


LISTS: dict[str, tuple[int, Callable[[World], object]]] = {
    # To all: 2 session and account · 3 role and permissions · 2 how many, shown and in all · 1 the rows.
    "organisation": (10, more_organisations),  # 1 places today · 1 delregions to filter by
    "person": (8, more_persons),
    "remark": (10, lambda world: make.RemarkFactory(group=make.GroupFactory())),  # 1 delregions · 1 names of filters
    "region": (8, lambda world: make.RegionFactory()),
    "regionmunicipality": (9, lambda world: make.RegionMunicipalityFactory()),  # 1 delregions to filter by
    "grouptype": (8, lambda world: make.GroupTypeFactory()),
    "topic": (8, lambda world: make.TopicFactory()),
    "agreement": (8, lambda world: make.AgreementFactory()),
    "inhabitants": (9, lambda world: make.InhabitantsFactory(year=1990)),  # 1 years to filter by
    "user": (12, lambda world: make.ProcessLeaderFactory(regions=[world.ours.region])),  # 2 roles, regions · 2 filters
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_costs_the_same_for_any_number_of_rows(world: World, kind: str) -> None:
    most, more = LISTS[kind]

    def cost() -> int:
        client = world.client("administrator")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"admin:groups_{kind}_changelist")).status_code == 200
        return len(queries)

    more(world)
    few = cost()
    for _each in range(4):
        more(world)
    assert cost() == few <= most


@pytest.mark.parametrize("kind", ["region", "organisation", "person"])
def test_a_page_costs_the_same_for_any_number_of_rows_on_it(world: World, kind: str) -> None:
    row = {"region": world.ours.region, "organisation": world.ours.municipality, "person": world.ours.person}[kind]

    def more() -> None:
        make.RegionMunicipalityFactory(region=world.ours.region)
        make.InhabitantsFactory(municipality=world.ours.municipality, year=Inhabitants.objects.count())
        make.MembershipFactory(person=world.ours.person)

    def cost() -> int:
        client = world.client("administrator")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"admin:groups_{kind}_change", args=[row.pk])).status_code == 200
        return len(queries)

    few = cost()
    for _each in range(3):
        more()
    assert cost() == few
    assert Region.objects.count()
