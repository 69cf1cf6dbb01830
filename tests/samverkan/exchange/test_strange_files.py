"""Three spreadsheets as people have them come in without being edited, each by a mapping that was written once."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from groups.models import Group, Membership, Person, Seat
from samverkan.exchange import incoming, mappings
from samverkan.exchange.models import ColumnMapping

pytestmark = pytest.mark.django_db

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "exchange"
TODAY = dt.date(2026, 11, 23)


def run(file: str, *arguments: str) -> list[str]:
    """Take a file in with the mapping that lies beside it; return what is said."""
    out = io.StringIO()
    path = FOLDER / file
    try:
        call_command("import_registry", str(path), *arguments, stdout=out)
    except CommandError as error:
        raise AssertionError(out.getvalue()) from error
    return out.getvalue().splitlines()


def _taken_in() -> QuerySet:
    """The groups that an import has written."""
    written = Group.history.filter(history_change_reason__startswith="Inläst ur")
    return Group.objects.filter(pk__in=written.values("id"))


def mapped(file: str) -> list[str]:
    return ["--mapping", str((FOLDER / file).with_suffix(".toml"))]


@pytest.mark.parametrize("file", ["oversikt.xlsx", "ledamoter.csv", "per_kommun.xlsx"])
def test_without_its_mapping_nobody_guesses_what_it_means(demo, file):
    with pytest.raises(AssertionError, match=r"går inte att känna igen på sina rubriker|Fyll i"):
        run(file)


def test_an_overview_in_the_process_leaders_own_words(demo):
    assert run("oversikt.xlsx", *mapped("oversikt.xlsx"), "--keep-mapping") == [
        "Grupper: 5 nya, 0 ändrade, 0 oförändrade",
        "Inläst.",
    ]
    new = {group.name: group for group in _taken_in()}
    assert len(new) == 5
    home = new["Trygg hemgång, de tre åarna"]
    assert [each.municipality.name for each in home.municipality_rows.all()] == ["Bjuv", "Klippan", "Åstorp"]
    assert (home.type.slug, home.tier, home.coverage) == ("lokal-samverkansgrupp", "local", "listed")
    assert (home.frequency_text, home.meetings_min) == ("ca 4 ggr/år", 4)
    assert (home.placed_since, home.status_since) == (dt.date(2024, 3, 1), dt.date(2024, 3, 1))
    assert home.parent.short_name == "DS-TB Nordväst"
    assert home.note == "enhetscheferna turas om"
    assert new["Vårdplanering i nordvästra hörnet"].parent == home
    assert {group.name: (group.status, group.coverage) for group in new.values()} == {
        "Trygg hemgång, de tre åarna": ("active", "listed"),
        "Vårdplanering i nordvästra hörnet": ("active", "listed"),
        "Läkemedelsforum": ("dormant", "listed"),
        "Välfärdsteknik i samverkan": ("starting", "region"),
        "Stora rehabrådet": ("ended", "listed"),
    }
    assert new["Stora rehabrådet"].status_reason == "ersatt av inget"
    kept = ColumnMapping.objects.get(name="Översikt över forum")
    assert (kept.sheet, kept.values["tier"]) == ("groups", {"lokal niva": "lokal"})
    tables = incoming.tables((FOLDER / "oversikt.xlsx").read_bytes(), "Ny översikt.xlsx")
    assert [table.sheet and table.sheet.name for table in tables if table.has_rows] == ["groups"]
    plan = incoming.preview(tables, by=None, effective=None, today=TODAY)
    assert all(row.remarks for row in plan.rows()), "the same once more is pointed out"


def test_a_list_of_members_becomes_persons_seats_and_who_holds_them(demo):
    before = Person.objects.count(), Seat.objects.count(), Membership.objects.count()
    assert run("ledamoter.csv", *mapped("ledamoter.csv")) == [
        "Personer: 5 nya, 0 ändrade, 0 oförändrade",
        "Ledamotsplatser: 6 nya, 0 ändrade, 0 oförändrade",
        "Ledamöter: 6 nya, 0 ändrade, 0 oförändrade",
        "Inläst.",
    ]
    after = Person.objects.count(), Seat.objects.count(), Membership.objects.count()
    assert after == (before[0] + 5, before[1] + 6, before[2] + 6)
    person = Person.objects.get(name="Påhittad Alriksson")
    assert (person.email, person.phone, person.invented) == (
        "pahittad.alriksson@example.org", "070-174 06 05", True,
    )  # fmt: skip
    held = {each.seat.group.slug: each for each in person.memberships.select_related("seat__group")}
    assert {slug: (each.seat.kind, each.start_date) for slug, each in held.items()} == {
        "lilla-samverkansmotet-bjuv": ("convener", dt.date(2025, 11, 22)),
        "styrgrupp-fact": ("secretary", dt.date(2024, 3, 1)),
    }
    deputy = Membership.objects.get(person__name="Påhittad Cederlöf-Åström")
    assert (deputy.seat.kind, deputy.seat.organisation.name, deputy.end_date) == (
        "deputy", "Bjuv", dt.date(2026, 6, 30),
    )  # fmt: skip
    assert Person.objects.filter(name='Påhittad "Ella" Ek; den yngre').exists()


def test_a_sheet_for_each_municipality_with_sections_for_each_kind(demo):
    assert run("per_kommun.xlsx", *mapped("per_kommun.xlsx")) == [
        "Grupper: 6 nya, 0 ändrade, 0 oförändrade",
        "Inläst.",
    ]
    told = _taken_in().values_list("name", "type__slug", "status", "municipality_rows__municipality__name")
    assert set(told) == {
        ("Äldres hälsa, Bjuv", "lokal-samverkansgrupp", "active", "Bjuv"),
        ("Psykisk hälsa, Bjuv", "lokal-samverkansgrupp", "dormant", "Bjuv"),
        ("Närsjukvårdsrådet, Bjuv", "narsjukvardsrad", "active", "Bjuv"),
        ("Äldres hälsa, Klippan", "lokal-samverkansgrupp", "starting", "Klippan"),
        ("Närsjukvårdsrådet, Åstorp", "narsjukvardsrad", "active", "Åstorp"),
        ("Unga vuxna, Åstorp", "lokal-samverkansgrupp", "planned", "Åstorp"),
    }


def test_a_kept_mapping_may_be_told_otherwise_for_once(demo, tmp_path):
    for name, mapping in mappings.load((FOLDER / "per_kommun.toml").read_text()):
        mappings.keep(name or "Per kommun", mapping, by=None)
    other = tmp_path / "annan.toml"
    text = (FOLDER / "per_kommun.toml").read_text().replace('status = { "ny" = "nystartad" }', "")
    other.write_text(text)
    with pytest.raises(AssertionError, match=r"Klippan, rad 5, Status: Välj något av"):
        run("per_kommun.xlsx", "--mapping", str(other), "--dry-run")
    assert run("per_kommun.xlsx", "--dry-run")[0] == "Grupper: 6 nya, 0 ändrade, 0 oförändrade"
