"""One writer at a time; nobody overwrites what they have not seen."""

import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import OperationalError, connection, connections

from groups import tree
from groups.editing import StaleGroup, editing, structure_lock
from groups.models import Group, Tier
from tests.factories import GroupFactory


@pytest.mark.django_db
def test_a_stale_editor_is_refused_and_nothing_is_written() -> None:
    group = GroupFactory()
    seen = group.revision
    tree.update(Group.objects.get(pk=group.pk))
    with pytest.raises(StaleGroup) as caught, editing(group, revision=seen):
        pytest.fail("a stale editor came in")
    assert caught.value.group == group
    assert "ändrats av någon annan" in str(caught.value)


@pytest.mark.django_db
def test_editing_raises_the_revision_once() -> None:
    group = GroupFactory()
    seen = group.revision
    with editing(group, revision=seen) as current:
        assert current.revision == seen
    assert group.revision == Group.objects.get(pk=group.pk).revision == seen + 1


@pytest.mark.django_db(transaction=True)
def test_writers_wait_for_each_other_and_leave_the_tree_whole() -> None:
    """Four threads with connections of their own register ten groups each under one parent."""
    board = GroupFactory(tier=Tier.DELREGIONAL)
    kind, errors = board.type, []

    def write(number: int) -> None:
        try:
            for each in range(10):
                group = Group(name=f"{each} av {number}", type=kind, tier=Tier.LOCAL)
                tree.create(group, parent=Group.objects.get(pk=board.pk))
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Group.objects.count() == 41
    assert tree.check() == []


@pytest.mark.django_db(transaction=True)
def test_the_lock_may_be_nested() -> None:
    with structure_lock(), structure_lock():
        GroupFactory()
    assert Group.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has a queue of its own")
@pytest.mark.django_db(transaction=True)
def test_sqlite_gives_up_when_its_patience_is_out_and_has_as_much_the_next_time() -> None:
    def patience() -> int:
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    assert patience() == 20_000
    with structure_lock():
        assert patience() == 20_000
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), structure_lock():
            pytest.fail("two have the lock")
        assert patience() == 50
        other.execute("ROLLBACK")
    with structure_lock():
        GroupFactory()
    assert patience() == 50
    connection.close()
