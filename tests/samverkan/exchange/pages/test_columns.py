"""A table that is not known: what it is, what its headings are, what holds for all its rows; and remembering it."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.conf import settings
from django.urls import reverse
from openpyxl import Workbook

from groups.models import Group
from groups.ordering import fold
from samverkan.exchange import mappings
from samverkan.exchange.models import ColumnMapping, Import
from tests import factories as make
from tests.groups.admin.world import World
from tests.samverkan.exchange.pages.steps import Steps, csv_of, words

pytestmark = pytest.mark.once

STRANGE = ("Vad heter ni?", "Vilken sort", "Delregion nu", "Övrigt prat")
ROWS = [("Rådet", "Samråd", "Nordväst", "ring först"), ("Laget", "Arbetsgrupp", "Nordväst", "")]
COLUMNS = {"kolumn-0": "name", "kolumn-1": "type", "kolumn-2": "", "kolumn-3": ""}
FOR_ALL = {"alla-tier": "lokal", "alla-parent": "Nordväst grupp"}


def workbook(**sheets: list[list]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def tell(steps: Steps, entry: Import, place: int = 0, sheet: str = "groups", **said: str):
    return steps.client.post(f"{steps.url('table', entry.pk, place)}?blad={sheet}", said, follow=True)


@pytest.fixture
def entry(steps: Steps) -> Import:
    page = steps.upload(csv_of(ROWS, STRANGE), "Listan.csv")
    entry = Import.objects.get()
    assert page.redirect_chain == [(steps.url("table", entry.pk, 0), 302)]
    return entry


def test_a_strange_table_asks_what_it_is_and_shows_how_it_begins(steps: Steps, entry: Import) -> None:
    page = words(steps.get("table", entry.pk, 0))
    assert "Vad heter ni? Vilken sort Delregion nu Övrigt prat 2 Rådet Samråd Nordväst ring först" in page
    assert "Vad varje rubrik är" not in page
    page = words(steps.get("table", entry.pk, 0, blad="groups"))
    assert "Vad varje rubrik är" in page
    assert "Rådet · Laget" in page


@pytest.mark.parametrize(
    ("found", "sheet"),
    [
        (("Gruppens namn", "Sorts grupp", "Hur ofta"), "groups"),
        (("Titeln", "E-posten", "Telefonen", "Organisationen"), "persons"),
        (("Xyz", "Zzz"), "groups"),
    ],
)
def test_the_sheet_that_most_headings_fit_is_chosen_beforehand(
    steps: Steps, found: tuple[str, ...], sheet: str
) -> None:
    page = steps.upload(csv_of([("x",) * len(found)], found), "Listan.csv")
    chosen = re.findall(r'<option value="(\w*)" selected', page.content.decode().split('name="rad"')[0])
    assert chosen == [sheet]
    assert re.search(r'<button[^>]* class="plain">Hoppa över tabellen', page.content.decode()), (
        "it looks like no main way"
    )


def test_columns_that_everybody_sees_say_so(steps: Steps, entry: Import) -> None:
    html = steps.get("table", entry.pk, 0, blad="groups").content.decode()
    assert '<option value="note">Anmärkning – visas publikt</option>' in html
    assert '<option value="mandate">Beslutsmandat</option>' in html
    assert "visas publikt, om inte raden säger nej" in html
    html = steps.get("table", entry.pk, 0, blad="persons").content.decode()
    assert "visas publikt, om inte raden säger nej" not in html


def test_columns_and_what_holds_for_all_rows_lead_to_the_preview_and_into_the_registry(
    steps: Steps, entry: Import
) -> None:
    page = tell(steps, entry, **COLUMNS, **FOR_ALL)
    assert page.redirect_chain == [(steps.url("preview", entry.pk), 302)]
    assert "2 nya" in words(page)
    assert "läses de här kolumnerna inte in" not in words(page), "it was said that they are passed over"
    steps.confirm(entry)
    made = Group.objects.filter(name__in=["Rådet", "Laget"])
    assert {(each.name, each.type.name, each.tier, each.parent.name) for each in made} == {
        ("Rådet", "Samråd", "local", "Nordväst grupp"),
        ("Laget", "Arbetsgrupp", "local", "Nordväst grupp"),
    }


def test_what_cannot_be_is_told_at_its_field(steps: Steps, entry: Import) -> None:
    page = tell(steps, entry, **{**COLUMNS, "kolumn-1": "name", "alla-tier": "lokall", "alla-parent": "Nordvest grupp"})
    errors = page.context["form"].errors
    assert errors["kolumn-1"] == ["”Vad heter ni?” är redan den kolumnen."]
    assert "Menade du ”lokal”" in errors["alla-tier"][0]
    assert "Nordväst grupp" in errors["alla-parent"][0]
    assert "Säg vad minst en kolumn är" in str(tell(steps, entry, **dict.fromkeys(COLUMNS, "")).context["form"].errors)
    page = tell(steps, entry, **COLUMNS, **{"alla-name": "Samma"})
    assert "Kolumnen finns i filen" in str(page.context["form"].errors)
    page = tell(steps, entry, **COLUMNS, remember="on", name="")
    assert page.context["form"].errors == {"name": ["Ge kopplingen ett namn."]}
    assert not Import.objects.get().mappings


def test_a_mapping_is_remembered_for_the_next_file_with_the_same_headings(
    steps: Steps, entry: Import, world: World
) -> None:
    tell(steps, entry, **COLUMNS, **FOR_ALL, remember="on", name="Kommunernas lista")
    kept = ColumnMapping.objects.get()
    assert (kept.name, kept.sheet, kept.by) == ("Kommunernas lista", "groups", world.accounts["leader"])
    assert kept.columns[fold("Vad heter ni?")] == "name"
    assert kept.constants == {"tier": "lokal", "parent": "Nordväst grupp"}
    page = steps.upload(csv_of([("Nytt råd", "Samråd", "x", "y")], STRANGE), "Nästa.csv")
    assert "1 nya" in words(page)
    page = steps.get("table", Import.objects.latest("pk").pk, 0)
    assert page.context["form"]["kolumn-0"].initial == "name"
    assert page.context["form"]["alla-tier"].initial == "lokal"


def test_a_kept_mapping_that_a_file_is_read_by_is_told_and_can_be_changed_for_the_file(
    steps: Steps, entry: Import, world: World
) -> None:
    tell(steps, entry, **COLUMNS, **FOR_ALL, remember="on", name="Min områdeslista")
    assert "Läst med kopplingen" not in words(steps.get("preview", entry.pk)), "it was said here"
    theirs = Steps(world.client("administrator"))
    page = theirs.upload(csv_of(ROWS, STRANGE), "Deras.csv")
    other = Import.objects.latest("pk")
    assert "Deras är läst med kopplingen ”Min områdeslista”, sparad av leader." in words(page)
    assert f'href="{theirs.url("table", other.pk, 0)}">Ändra för den här filen' in page.content.decode()
    page = tell(theirs, other, **{**COLUMNS, "kolumn-3": "note"}, **FOR_ALL)
    assert "är läst med kopplingen" not in words(page)
    assert ColumnMapping.objects.get().columns[fold("Övrigt prat")] == ""
    ColumnMapping.objects.update(sheet="", by=None)
    page = theirs.upload(csv_of(ROWS, STRANGE), "Nästa.csv")
    assert "Tabellen Nästa läses inte in, enligt kopplingen ”Min områdeslista”." in words(page)
    assert "Alla tabeller är överhoppade" in words(page)


def test_a_colleagues_mapping_is_not_overwritten(steps: Steps, entry: Import, world: World) -> None:
    tell(steps, entry, **COLUMNS, **FOR_ALL, remember="on", name="Min")
    theirs = Steps(world.client("other_leader"))
    theirs.upload(csv_of(ROWS, STRANGE))
    other = Import.objects.latest("pk")
    page = tell(theirs, other, **{**COLUMNS, "kolumn-3": "note"}, remember="on", name="Vår")
    assert "En kollega har redan sparat" in words(page)
    assert ColumnMapping.objects.get().name == "Min"
    other.refresh_from_db()
    assert other.mappings["Grupper"]["columns"][fold("Övrigt prat")] == "note"
    admin = Steps(world.client("administrator"))
    tell(admin, other, **COLUMNS, **FOR_ALL, remember="on", name="Allas")
    assert ColumnMapping.objects.get().name == "Allas"


def test_unknown_headings_of_a_known_table_are_asked_about(steps: Steps) -> None:
    page = steps.upload(csv_of([("Rådet", "x")], ("Namn", "Skvaller")))
    entry = Import.objects.get()
    assert page.redirect_chain == [(steps.url("table", entry.pk, 0), 302)]
    assert page.context["sheet"].name == "groups"
    assert page.context["form"]["kolumn-0"].initial == "name"


def test_headings_may_stand_further_down(steps: Steps) -> None:
    rows = [["Grupper i Bjuv"], [], ["Uppdaterad", "våren", "2026"], ["Namnet", "Sorten"], ["Rådet", "Samråd"]]
    steps.upload(workbook(Blad1=rows), "bok.xlsx")
    entry = Import.objects.get()
    page = steps.get("table", entry.pk, 0, blad="groups", rad=4)
    assert [line.heading for line in page.context["lines"]] == ["Namnet", "Sorten"]
    url = f"{steps.url('table', entry.pk, 0)}?blad=groups&rad=4"
    page = steps.client.post(url, {"kolumn-0": "name", "kolumn-1": "type", **FOR_ALL}, follow=True)
    assert "1 nya" in words(page)
    assert [row.number for row in entry.rows.all()] == [5]


def test_each_table_is_asked_about_in_turn_and_may_be_passed_over(steps: Steps) -> None:
    content = workbook(
        Grupper=[["Namn", "Grupptyp", "Nivå", "Ligger under"], ["Rådet", "Samråd", "lokal", "Nordväst grupp"]],
        Prat=[["a", "b"], ["c", "d"]],
        Tom=[],
        Bjuv=[["Vad", "Hur"], ["Laget", "Arbetsgrupp"]],
    )
    page = steps.upload(content, "bok.xlsx")
    entry = Import.objects.get()
    assert page.redirect_chain[-1][0] == steps.url("table", entry.pk, 1)
    page = steps.post("table", entry.pk, 1, _hoppa="1")
    assert page.redirect_chain[-1][0] == steps.url("table", entry.pk, 3)
    page = tell(steps, entry, 3, **{"kolumn-0": "name", "kolumn-1": "type"}, **FOR_ALL)
    assert "2 nya" in words(page)
    assert "Tabellen Prat läses inte in" in words(page)
    assert {(row.table, row.number) for row in entry.rows.all()} == {(0, 2), (3, 2)}


def test_merged_headings_are_told_and_hinder(steps: Steps) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Namn", None, "Grupptyp"])
    sheet.append(["Rådet", "x", "Samråd"])
    sheet.merge_cells("A1:B1")
    file = BytesIO()
    book.save(file)
    page = steps.upload(file.getvalue(), "bok.xlsx")
    entry = Import.objects.get()
    assert "sammanfogade celler (A1:B1)" in words(page)
    page = tell(steps, entry, **{"kolumn-0": "name", "kolumn-2": "type"})
    assert "sammanfogade celler (A1:B1)" in words(page)
    assert "inte redo" in words(steps.get("confirm", entry.pk))
    page = steps.post("table", entry.pk, 0, _hoppa="1")
    assert words(page).count("Alla tabeller är överhoppade") == 1
    assert "Registret säger redan" not in words(page)


def test_a_heading_that_stands_twice_is_told(steps: Steps) -> None:
    steps.upload(csv_of([("Rådet", "Laget", "x")], ("Heter", "Heter", "Sort")))
    entry = Import.objects.get()
    page = steps.get("table", entry.pk, 0, blad="groups")
    assert "Rubriken ”Heter” finns flera gånger" in words(page)
    page = tell(steps, entry, **{"kolumn-0": "name"})
    assert "finns två gånger" in words(page)


def test_a_choice_can_be_changed_from_the_preview(steps: Steps, entry: Import) -> None:
    tell(steps, entry, **COLUMNS, **FOR_ALL)
    page = tell(steps, entry, **{**COLUMNS, "kolumn-3": "note"}, **FOR_ALL)
    assert "ring först" in words(page)


@pytest.mark.parametrize("name", ["oversikt.xlsx", "ledamoter.csv", "per_kommun.xlsx"])
def test_the_strange_spreadsheets_of_the_project_come_to_a_preview_by_their_mappings(
    steps: Steps, world: World, name: str
) -> None:
    """Words that mean others, texts put together and passed tables are shown on the page of the columns, and kept."""
    make.GroupFactory(name="DS-TB Nordväst", region=world.ours.region, type=world.ours.group.type)
    source = settings.BASE_DIR / "fixtures" / "exchange" / name
    for each, mapping in mappings.load(source.with_suffix(".toml").read_text()):
        mappings.keep(each, mapping, by=None)
    page = steps.upload(source.read_bytes(), name)
    entry = Import.objects.get()
    assert page.redirect_chain[-1][0] == steps.url("preview", entry.pk)
    assert entry.shown["new"]
    places = {each["place"]: each for each in entry.shown["tables"]}
    cells = ("table", "number", "told__cells", "told__problems")
    before = list(entry.rows.values_list(*cells))
    for place, table in places.items():
        page = steps.get("table", entry.pk, place)
        form = page.context["form"]
        if table["passed_over"] or form is None:
            continue
        assert not form.guessed
        same = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
        page = tell(steps, entry, place, table["sheet"], **same)
        assert page.redirect_chain, page.context["form"].errors
    entry.refresh_from_db()
    assert list(entry.rows.values_list(*cells)) == before


# The mappings that are kept


@pytest.fixture
def kept(steps: Steps, entry: Import) -> ColumnMapping:
    tell(steps, entry, **COLUMNS, **FOR_ALL, remember="on", name="Kommunernas lista")
    return ColumnMapping.objects.get()


def change(world: World, role: str, kept: ColumnMapping, **said: str):
    url = reverse("admin:exchange_columnmapping_change", args=[kept.pk])
    client = world.client(role)
    form = client.get(url).context["adminform"].form
    data = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    return client.post(url, {**data, **said})


def test_a_kept_mapping_is_changed_and_taken_away_by_whoever_kept_it(world: World, kept: ColumnMapping) -> None:
    place = sorted(kept.columns).index(fold("Övrigt prat"))
    assert change(world, "leader", kept, **{f"kolumn-{place}": "note", "alla-tier": ""}).status_code == 302
    kept.refresh_from_db()
    assert kept.columns[fold("Övrigt prat")] == "note"
    assert kept.columns[fold("Vad heter ni?")] == "name"
    assert kept.constants == {"parent": "Nordväst grupp"}
    refused = change(world, "leader", kept, **{f"kolumn-{place}": "name", "alla-tier": "lokall"})
    assert len(refused.context["adminform"].form.errors) == 2
    page = world.client("other_leader").get(reverse("admin:exchange_columnmapping_change", args=[kept.pk]))
    assert "”ovrigt prat”: Anmärkning" in words(page)
    world.client("leader").post(reverse("admin:exchange_columnmapping_delete", args=[kept.pk]), {"post": "yes"})
    assert not ColumnMapping.objects.exists()


def test_words_that_mean_others_are_changed_in_the_register(world: World, kept: ColumnMapping) -> None:
    ColumnMapping.objects.update(values={"type": {"samrad": "Samråd", "*": "Arbetsgrupp"}})
    form = world.client("leader").get(reverse("admin:exchange_columnmapping_change", args=[kept.pk]))
    assert "samrad = Samråd" in form.content.decode()
    said = "Rådslag = Samråd\nutan likhetstecken\n* = Arbetsgrupp\n"
    assert change(world, "leader", kept, **{"ord-type": said}).status_code == 302
    kept.refresh_from_db()
    assert kept.values == {"type": {"radslag": "Samråd", "*": "Arbetsgrupp"}}


def test_a_mapping_of_a_sheet_that_is_gone_can_be_renamed(world: World, kept: ColumnMapping) -> None:
    ColumnMapping.objects.update(sheet="borta")
    assert change(world, "leader", kept, name="Gammal").status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.columns[fold("Vad heter ni?")]) == ("Gammal", "name")
    page = world.client("leader").get(reverse("admin:exchange_columnmapping_changelist"))
    assert "borta" in words(page)


def test_the_register_speaks_swedish_to_whoever_may_only_read_it_too(world: World, kept: ColumnMapping) -> None:
    list_page = words(world.client("leader").get(reverse("admin:exchange_columnmapping_changelist")))
    assert "Sparad av" in list_page
    assert " By " not in list_page
    page = world.client("other_leader").get(reverse("admin:exchange_columnmapping_change", args=[kept.pk]))
    assert page.context["title"] == "Visa kolumnkoppling"


def test_what_a_heading_is_is_guessed_by_the_cells_below_it_too(steps: Steps, world: World) -> None:
    headings = ("Grupp", "Överordnad", "Andel", "Träffas")
    steps.upload(csv_of([("Rådet", world.ours.group.name, "0,5", "4 ggr/år")], headings), "Listan.csv")
    form = steps.get("table", Import.objects.get().pk, 0, blad="groups").context["form"]
    assert [form[f"kolumn-{place}"].initial for place in range(4)] == ["name", "parent", "", "frequency_text"]
    assert form.guessed == {fold(each) for each in headings if each != "Andel"}
