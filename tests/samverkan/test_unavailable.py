"""When the database has no time, a page says so and when to come back; what is wrong in the site itself is an error."""

import threading

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, connection, connections
from django.test import Client

from groups.editing import structure_lock
from groups.models import Group
from samverkan import unavailable, views
from tests.factories import AdministratorFactory, GroupFactory


@pytest.fixture
def impatient():
    """Let this connection wait for a moment only, not for the 20 seconds of a real site."""
    seconds = {"sqlite": "PRAGMA busy_timeout = 100", "postgresql": "SET lock_timeout = 100"}
    with connection.cursor() as cursor:
        cursor.execute(seconds[connection.vendor])
    yield
    connection.close()


@pytest.fixture
def somebody_else_writes():
    """Give the structure's lock to another connection for as long as the test lasts."""
    held, done = threading.Event(), threading.Event()

    def hold():
        with structure_lock():
            get_user_model().objects.exists()
            held.set()
            done.wait(30)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    yield
    done.set()
    other.join()


@pytest.fixture
def moving(transactional_db):
    """Give a logged-in client and the page of a group's move."""
    client = Client(raise_request_exception=False)
    client.force_login(AdministratorFactory())
    return client, f"/admin/groups/group/{GroupFactory().pk}/flytta/"


def test_who_waits_in_vain_is_asked_to_come_back(moving, impatient, somebody_else_writes):
    client, page = moving
    seen = Group.objects.get().revision
    answer = client.post(page, {"reason": "Ny indelning"})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Registret är upptaget just nu" in answer.content.decode()
    assert "locked" not in answer.content.decode()
    assert Group.objects.get().revision == seen


def test_reading_waits_for_nobody(moving, impatient, somebody_else_writes):
    client, page = moving
    assert client.get(page).status_code == 200
    assert client.get("/grupper/").status_code == 200


def failing(monkeypatch, error):
    """Let the start page raise the error; return what is answered."""

    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(views.Region.objects, "delregions", fail)
    return Client(raise_request_exception=False).get("/")


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), InterfaceError("closed")])
def test_a_server_that_is_gone_is_no_fault_of_the_page(monkeypatch, error):
    error.__cause__ = psycopg.OperationalError()
    assert failing(monkeypatch, error).status_code == 503


@pytest.mark.django_db
def test_what_is_wrong_in_the_site_is_an_error_of_ours(monkeypatch):
    answer = failing(monkeypatch, ValueError("wrong"))
    assert answer.status_code == 500
    assert "Något gick fel hos oss" in answer.content.decode()
    assert "Retry-After" not in answer


@pytest.mark.django_db
def test_a_table_that_is_not_there_does_not_come_by_waiting():
    with pytest.raises(Exception, match="no_such") as caught, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such")
    assert not unavailable.is_unavailable(caught.value)


@pytest.mark.parametrize(
    ("cause", "passes"),
    [
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.TooManyConnections(), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.InvalidSavepointSpecification(), False),
    ],
)
def test_of_what_postgresql_refuses_only_what_passes_is_worth_trying_again(cause, passes):
    error = OperationalError()
    error.__cause__ = cause
    assert unavailable.is_unavailable(error) == passes
