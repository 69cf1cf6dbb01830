"""Words inside words are found by an index, which is true whatever writes the rows."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ProjectState
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.models import Group, Organisation, Person, Seat
from groups.ordering import fold, searchable
from groups.search import groups_matching, organisations_matching, persons_matching
from groups.search_index import TrigramIndex
from tests import factories

pytestmark = pytest.mark.django_db

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="SQLite makes changed tables anew, and FTS5 says so"
)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite's index is of one kind from the first"
)
INDEXED = [Group, Organisation, Person, Seat]


MANY = 1500


@pytest.fixture
def many() -> None:
    """Fill the indexed tables, so that PostgreSQL's planner has the choice it has in a real registry."""
    named = [f"Verksamhet {number}" for number in range(MANY)]
    Organisation.objects.bulk_create(
        Organisation(name=name, slug=fold(name).replace(" ", "-"), kind="clinic", search_text=searchable(name))
        for name in named
    )
    Person.objects.bulk_create(Person(name=name, name_public=True, search_text=searchable(name)) for name in named)
    group = factories.GroupFactory()
    organisations = Organisation.objects.all()
    Seat.objects.bulk_create(
        Seat(group=group, organisation=each, title=each.name, search_text=searchable(each.name))
        for each in organisations
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def plan(found: models.QuerySet) -> str:
    """How the database answers, when reading a whole table or walking another index costs more than it does here."""
    if connection.vendor == "sqlite":
        return found.explain()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        text = found.explain()
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
    return text


def index_of(model: type[models.Model]) -> TrigramIndex:
    (index,) = (each for each in model._meta.indexes if isinstance(each, TrigramIndex))
    return index


def find(text: str) -> list[int]:
    return list(Organisation.objects.filter(search_text__holds=text).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("found", "indexes"),
    [
        (
            lambda: groups_matching("psykiatri mas", Group.objects.all()),
            ["groups_group_trigram", "groups_seat_trigram", "groups_organisation_trigram"],
        ),
        (lambda: organisations_matching("ängel", Organisation.objects.all()), ["groups_organisation_trigram"]),
        (lambda: persons_matching("åsa", Person.objects.named_publicly()), ["groups_person_trigram"]),
    ],
    ids=["groups", "organisations", "persons"],
)
def test_search_asks_the_indexes(many, found, indexes):
    text = plan(found())
    for index in indexes:
        if connection.vendor == "sqlite":
            assert f"SCAN {index} VIRTUAL TABLE INDEX" in text
        else:
            assert f"Bitmap Index Scan on {index}_gin" in text


@on_sqlite
def test_no_big_table_is_read_from_end_to_end(many):
    text = plan(groups_matching("psykiatri mas", Group.objects.order_by()))
    scanned = [line for line in text.splitlines() if "SCAN" in line and "VIRTUAL TABLE" not in line]
    assert len(scanned) == 4, text  # for each word the types and the topics, a few tens that have no index of their own


def test_the_index_follows_what_is_made_changed_and_removed():
    town = factories.OrganisationFactory(name="Ängelholm")
    assert find("gelhol") == [town.pk]
    Organisation.objects.filter(pk=town.pk).update(search_text="| orkelljunga |")
    assert find("gelhol") == []
    assert find("kellju") == [town.pk]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM groups_organisation WHERE id = %s", [town.pk])
    assert find("kellju") == []


def test_the_index_follows_rows_written_in_bulk():
    made = Organisation.objects.bulk_create(
        Organisation(name=name, slug=fold(name), kind="clinic", principal="region", search_text=searchable(name))
        for name in ("Psykosmottagningen", "Psykiatrimottagningen")
    )
    assert sorted(find("mottagningen")) == sorted(each.pk for each in made)
    Organisation.objects.bulk_update(made, ["search_text"])
    assert find("psykos") == [made[0].pk]


@on_sqlite
@pytest.mark.parametrize("model", INDEXED)
def test_the_index_is_whole_after_the_table_is_made_anew(transactional_db, model):
    """SQLite changes most columns by making a new table, and drops the old one with its triggers.

    As a migration does, with the model as its state tells it: the tree library would give the new table a column more.
    """
    model = ProjectState.from_apps(apps).apps.get_model(model._meta.label)
    kept = factories.OrganisationFactory(name="Kvar sedan tidigare")
    field = next(each for each in model._meta.fields if isinstance(each, models.CharField))
    changed = field.clone()
    changed.max_length = 300
    changed.set_attributes_from_name(field.name)
    changed.model = model
    with connection.schema_editor() as editor:
        editor._remake_table(model, alter_fields=[(field, changed)])
    with connection.schema_editor() as editor:
        editor._remake_table(model, alter_fields=[(changed, field)])
    new = factories.OrganisationFactory(name="Tillkommen efteråt")
    assert find("sedan") == [kept.pk]
    assert find("efterat") == [new.pk]
    index = index_of(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [model._meta.db_table]
        )
        assert cursor.fetchone() == (3,)
        cursor.execute(f"INSERT INTO {index.name}({index.name}) VALUES ('integrity-check')")


def test_the_index_can_be_taken_away_and_made_again(transactional_db):
    index = index_of(Organisation)
    town = factories.OrganisationFactory(name="Ängelholm")
    with connection.schema_editor() as editor:
        editor.remove_index(Organisation, index)
    factories.OrganisationFactory(name="Utan index")
    with connection.schema_editor() as editor:
        editor.add_index(Organisation, index)
    assert find("gelhol") == [town.pk]
    assert len(find("utan index")) == 1


@on_postgresql
def test_the_index_is_emptied_with_the_table(transactional_db):
    factories.SeatFactory(title="Ängelholm")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE groups_seat CASCADE")
        cursor.execute(f"SELECT count(*) FROM {index_of(Seat).name}")
        assert cursor.fetchone() == (0,)


@on_postgresql
def test_the_migration_lays_beside_what_was_made_upon_the_table(transactional_db):
    index, town = index_of(Organisation), factories.OrganisationFactory(name="Ängelholm")
    lay_beside = import_module("groups.migrations.0008_search_index_beside").lay_beside
    with connection.schema_editor() as editor:
        editor.remove_index(Organisation, index)
        editor.execute(f"CREATE INDEX {index.name} ON groups_organisation USING gin (search_text gin_trgm_ops)")
    for _again in range(2):
        with connection.schema_editor() as editor:
            lay_beside(apps, editor)
        assert find("gelhol") == [town.pk]
    new = factories.OrganisationFactory(name="Tillkommen efteråt")
    assert find("efterat") == [new.pk]


FOLDED = st.text(alphabet="abåäö 12-ÅÉß", max_size=12).map(fold).filter(lambda text: len(text) >= 3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(alphabet="abåäö 12-ÅÉß", max_size=20), sought=FOLDED)
def test_it_holds_what_it_contains(name, sought):
    row = factories.OrganisationFactory.create(name=name or "x")
    by_index = Organisation.objects.filter(pk=row.pk, search_text__holds=sought).exists()
    by_reading = Organisation.objects.filter(pk=row.pk, search_text__contains=sought).exists()
    assert by_index == by_reading == (sought in row.search_text)
    row.delete()


def test_the_migration_folds_the_texts_as_saving_does():
    group = factories.GroupFactory(
        name="Råd & stöd", short_name="RoS", aliases="SVU-mötet\nÄldre namn", purpose="Allt."
    )
    topic = factories.TopicFactory(name="Utskrivning")
    seat = factories.SeatFactory(group=group, title="VC eller MAS", organisation=factories.OrganisationFactory())
    holder = factories.MembershipFactory(seat=seat, person__title="enhetschef").person
    town = factories.MunicipalityFactory(name="Bjuv", aliases="Bjuf\n \nGamla Bjuv")
    rows = [group, group.type, topic, seat, seat.organisation, town, holder]
    for row in rows:
        type(row)._base_manager.filter(pk=row.pk).update(search_text="")
    Group._base_manager.filter(pk=group.pk).update(name_text="")
    import_module("groups.migrations.0003_fold_texts_apart").fold_texts(apps, None)
    for row in rows:
        assert type(row)._base_manager.get(pk=row.pk).search_text == row.search_text, row
    assert town.search_text == "| bjuv | bjuf | gamla bjuv | bjuvs kommun |"
    assert Group.objects.get(pk=group.pk).name_text == group.name_text == "| rad stod | ros | svu motet | aldre namn |"
