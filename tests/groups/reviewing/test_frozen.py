"""The database itself refuses to change or remove a compilation, whoever asks and however."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from groups import frozen
from groups.models import Compilation
from groups.models.compilation import FROZEN
from tests import factories as make

pytestmark = pytest.mark.django_db
TABLE = Compilation._meta.db_table
VALUES = {"id": "9", "review_id": "review_id", "version": "2", "made_at": "made_at", "reason": "'x'", "content": "'{}'",
          "sha256": "'0'"}  # fmt: skip


@pytest.fixture
def compilation() -> Compilation:
    return make.CompilationFactory(names={"a": {"name": "Påhittad", "public": True}})


def refused(call, *args, **kwargs) -> None:
    with pytest.raises(DatabaseError, match=frozen.REFUSAL), transaction.atomic():
        call(*args, **kwargs)


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("column", FROZEN)
def test_no_frozen_column_is_changed_by_sql(compilation, column) -> None:
    refused(execute, f"UPDATE {TABLE} SET {column} = {VALUES[column]}")


def test_nothing_is_changed_or_removed_by_the_models(compilation) -> None:
    compilation.content = "{}"
    refused(compilation.save)
    refused(Compilation.objects.update, sha256="0")
    refused(compilation.delete)
    refused(Compilation.objects.all().delete)
    assert Compilation.objects.get().is_whole


def test_nothing_is_removed_by_sql(compilation) -> None:
    refused(execute, f"DELETE FROM {TABLE}")
    if connection.vendor == "postgresql":
        execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end of the transaction refuses it too
        refused(execute, f"TRUNCATE {TABLE} CASCADE")
    else:
        columns = ", ".join(field.column for field in Compilation._meta.fields)
        chosen = columns.replace("content", "'{}'")
        refused(execute, f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {chosen} FROM {TABLE}")
        refused(
            execute, f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {chosen.replace('id', '7', 1)} FROM {TABLE}"
        )
    assert Compilation.objects.get() == compilation


def test_names_may_be_changed(compilation) -> None:
    compilation.names = {}
    compilation.save(update_fields=["names"])
    execute(f"UPDATE {TABLE} SET names = '{{\"b\": 1}}', made_by_id = NULL")
    compilation.refresh_from_db()
    assert (compilation.names, compilation.is_whole) == ({"b": 1}, True)


def test_a_content_changed_behind_the_triggers_is_found_by_its_hash(compilation) -> None:
    assert frozen.is_guarded()
    with frozen.lifted():
        assert not frozen.is_guarded()
        Compilation.objects.update(content=compilation.content.replace("1", "2"))
    assert frozen.is_guarded()
    assert not Compilation.objects.get().is_whole


def test_migrating_puts_the_triggers_back(compilation) -> None:
    execute(frozen._LIFT[connection.vendor][0])
    assert not frozen.is_guarded()
    call_command("migrate", verbosity=0)
    assert frozen.is_guarded()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", [1, 2])
def test_a_test_that_commits_one_leaves_the_database_empty(_time) -> None:
    assert not Compilation.objects.exists()
    make.CompilationFactory()
    assert frozen.is_guarded()
