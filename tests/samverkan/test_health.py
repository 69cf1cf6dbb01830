"""The health check tells a probe enough to act on, and a stranger nothing."""

import pytest
from django.db import InterfaceError, OperationalError, connection

from groups import tree
from groups.models import Group
from tests.factories import GroupFactory


@pytest.mark.django_db
def test_a_working_site_says_so(client, django_assert_num_queries):
    with django_assert_num_queries(2):  # one row of django_migrations, the whole tree
        answer = client.get("/halsa/")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "tree": "ok"}
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_is_gone_answers_503_without_the_cause(client, monkeypatch, caplog, error):
    def refuse():
        raise error("connection to db.example.org refused")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", refuse)
        answer = client.get("/halsa/")
    assert answer.status_code == 503
    assert answer.json() == {"status": "error", "database": "error"}
    assert "db.example.org" not in answer.content.decode()
    assert "db.example.org" in caplog.text


@pytest.mark.django_db
def test_a_probe_that_asks_often_does_not_have_the_tree_looked_over_each_time(client, django_assert_num_queries):
    client.get("/halsa/")
    with django_assert_num_queries(1):  # one row of django_migrations
        assert client.get("/halsa/").json()["tree"] == "ok"


@pytest.mark.django_db
def test_a_broken_tree_is_told_in_words_until_it_is_put_right(client, caplog):
    group = GroupFactory(parent=GroupFactory())
    Group.objects.filter(pk=group.pk).update(depth=4)
    for _ask in range(2):
        answer = client.get("/halsa/")
        assert answer.status_code == 200
        assert (answer.json()["status"], answer.json()["database"], answer.json()["tree"]) == ("warning", "ok", "error")
        assert "rebuild_tree" in answer.json()["message"]
        assert "Trädets tal stämmer inte" in answer.content.decode()
    assert "rebuild_tree" in caplog.text
    tree.rebuild()
    assert client.get("/halsa/").json()["status"] == "ok"


@pytest.mark.django_db
def test_only_reading_is_answered(client):
    assert client.post("/halsa/").status_code == 405
