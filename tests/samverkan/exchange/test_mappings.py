"""What a mapping may say, and what is said of one that says nothing sensible."""

import hashlib
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from samverkan.exchange import mappings
from samverkan.exchange.headings import Mapping, recognise, recognise_all
from samverkan.exchange.mappings import BadMapping
from samverkan.exchange.models import ColumnMapping
from samverkan.exchange.reading import FileRow, FileSheet
from tests import factories as f


def table(mapping, *rows, title="Bjuv"):
    lines = [FileRow(number, list(cells)) for number, cells in enumerate(rows, 1)]
    return recognise(FileSheet(title, "xlsx", lines), [mapping])


def cells(found):
    return [
        {
            column.name: cell
            for column, cell in zip(found.columns, row.cells, strict=False)
            if column and cell is not None
        }
        for row in found.rows
    ]


HEADINGS = ["Forum", "Slag", "Nivå"]
COLUMNS = {"forum": "name", "slag": "type", "niva": "tier"}


def test_words_are_told_by_what_they_mean_also_blank_ones_and_all_others():
    words = {"tier": {"lokal niva": "lokal", "": "central"}, "type": {"*": "Råd", "grupp": "Grupp"}, "name": {"x": ""}}
    found = table(
        Mapping("groups", COLUMNS, {}, words),
        HEADINGS,
        ["Ett", "Grupp", "LOKAL nivå"],
        ["x", "Annat"],
        ["Tre", None, "y"],
    )
    assert cells(found) == [
        {"name": "Ett", "type": "Grupp", "tier": "lokal"},
        {"type": "Råd", "tier": "central"},
        {"name": "Tre", "tier": "y"},
    ]


def test_texts_are_put_together_of_cells_the_sheets_title_and_its_sections():
    said = {"note": "{Forum} i {blad}: {avsnitt}", "purpose": "{slag}", "region": "Nordväst"}
    found = table(
        Mapping("groups", {**COLUMNS, "forum": ""}, said),
        ["Rubrik över"], HEADINGS, ["Före"], ["Avsnitt ett"], ["Ett", "Råd"], ["Två", None, "lokal"], ["Avsnitt två"],
        ["Tre", "Råd"],
    )  # fmt: skip
    assert [(row["note"], row.get("purpose")) for row in cells(found)] == [
        ("Ett i Bjuv: Avsnitt ett", "Råd"),
        ("Två i Bjuv: Avsnitt ett", None),
        ("Tre i Bjuv: Avsnitt två", "Råd"),
    ]
    assert found.constants == {"region": "Nordväst"}
    assert [row.number for row in found.rows] == [5, 6, 8]


def test_a_text_of_blank_cells_alone_is_blank():
    found = table(Mapping("groups", COLUMNS, {"note": "kl. {Slag}"}), HEADINGS, ["Ett"], ["Två", "9"])
    assert [row.get("note") for row in cells(found)] == [None, "kl. 9"]


def test_a_heading_that_is_not_there_is_told():
    found = table(Mapping("groups", COLUMNS, {"note": "{Ansvarig}"}), HEADINGS, ["Ett"])
    assert found.problems == ["Kopplingen talar om rubriken ”Ansvarig”, som inte finns."]


def test_a_table_may_be_read_as_several_sheets():
    columns = {"namn": "name", "grupp": ""}
    both = [Mapping("persons", columns, {"uid": "{Namn}"}), Mapping("topics", columns)]
    file = FileSheet("Lista", "csv", [FileRow(1, ["Namn", "Grupp"]), FileRow(2, ["Alma", "Rådet"])])
    persons, topics = recognise_all(file, both)
    assert (persons.sheet.name, persons.title) == ("persons", "Lista – Personer")
    assert (topics.sheet.name, topics.title) == ("topics", "Lista – Ämnen")
    assert cells(persons) == [{"name": "Alma", "uid": "Alma"}]
    assert len(recognise_all(file, both[:1])) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[table]", "inte riktig TOML"),
        ("", "ingen [[table]]"),
        ("table = 3", "ingen [[table]]"),
        ("table = [3]", "ingen [[table]]"),
        ('[[table]]\nsheet = "grupper"', "Bladet ”grupper” finns inte"),
        ('[[table]]\nsheet = "groups"', "vilka rubriker"),
        ('[[table]]\nsheet = "groups"\ncolumns = 3', "”columns” ska vara en tabell"),
        ('[[table]]\nsheet = "groups"\ncolumns = { a = 3 }', "”columns” ska ha text"),
        ('[[table]]\nsheet = "groups"\ncolumns = { a = "namn" }', "Kolumnen ”namn” finns inte i bladet ”groups”"),
        ('[[table]]\nsheet = "groups"\ncolumns = { a = "name" }\nconstants = { b = "x" }', "Kolumnen ”b” finns inte"),
        ('[[table]]\nsheet = "groups"\ncolumns = { a = "name" }\nvalues.b = { x = "y" }', "Kolumnen ”b” finns inte"),
        ('[[table]]\nsheet = "groups"\ncolumns = { a = "name" }\nvalues.name = 3', "”name” ska vara en tabell"),
        ('[[table]]\nsheet = "memberships"\ncolumns = { a = "seat_group" }', "Kolumnen ”seat_group” finns inte"),
    ],
)
def test_a_file_that_says_no_mapping_is_told_why(text, words):
    with pytest.raises(BadMapping) as error:
        mappings.load(text)
    assert words in str(error.value)


@pytest.mark.django_db
def test_a_mapping_is_kept_once_for_its_headings():
    user = f.AdministratorFactory()
    ((name, mapping),) = mappings.load(
        '[[table]]\nname = "Min"\nsheet = "groups"\ncolumns = { "Forum" = "name", "Nivå" = "tier" }\n'
        'constants = { region = "Nordväst" }\nvalues.tier = { "Lokal nivå" = "lokal", "*" = "central" }'
    )
    assert mapping.values == {"tier": {"lokal niva": "lokal", "*": "central"}}
    mappings.keep(name, mapping, by=user)
    assert mappings.kept() == [mapping]
    mappings.keep("Nytt namn", mapping, by=user)
    kept = ColumnMapping.objects.get()
    assert (kept.name, kept.by, kept.headings) == ("Nytt namn", user, "forum\nniva")


@pytest.mark.django_db
def test_a_mapping_of_many_long_headings_is_kept_once():
    columns = {hashlib.sha512(str(number).encode()).hexdigest(): "" for number in range(200)} | {"forum": "name"}
    for name in ("Lång", "Lång igen"):
        mappings.keep(name, Mapping("groups", columns), by=None)
    assert [each.name for each in ColumnMapping.objects.all()] == ["Lång igen"]
    assert mappings.kept() == [Mapping("groups", columns)]


@pytest.mark.django_db
def test_two_at_once_do_not_keep_the_same_headings():
    ColumnMapping.objects.create(name="Ett", headings="forum\nniva")
    with pytest.raises(IntegrityError), transaction.atomic():
        ColumnMapping.objects.create(name="Två", headings="forum\nniva")
    ColumnMapping.objects.create(name="Tre", headings="forum")


@pytest.mark.django_db
def test_the_migration_fills_the_hash_as_saving_does():
    kept = ColumnMapping.objects.create(name="Ett", headings="forum\nnivå")
    saved = kept.headings_hash
    ColumnMapping.objects.update(headings_hash="")
    import_module("samverkan.exchange.migrations.0002_mappings_unique_by_hash").fill(apps, None)
    kept.refresh_from_db()
    assert kept.headings_hash == saved != ""
