"""The health check tells a probe enough to act on, and a stranger nothing."""

import pytest
from django.db import InterfaceError, OperationalError, connection


@pytest.mark.django_db
def test_a_working_site_says_so(client, django_assert_num_queries):
    with django_assert_num_queries(1):  # one row of django_migrations
        answer = client.get("/halsa/")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok"}
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
def test_only_reading_is_answered(client):
    assert client.post("/halsa/").status_code == 405
