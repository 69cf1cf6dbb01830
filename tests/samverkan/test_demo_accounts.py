"""The demo's accounts: with roles and regions, and passwords that nobody can guess."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from groups.models import ADMINISTRATOR, COMMISSIONER, NOTE_TAKER, PROCESS_LEADER, Group, Seat, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def told(**options):
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


def test_they_have_roles_and_regions(demo):
    accounts = {user.username: user for user in User.objects.all()}
    assert set(accounts) == {"admin", "processledare-nv", "processledare-so", "antecknare-nv", "au-nv"}
    assert accounts["admin"].role_names == {ADMINISTRATOR}
    assert accounts["admin"].is_administrator
    for name, region in (("processledare-nv", "Nordväst"), ("processledare-so", "Sydost")):
        assert accounts[name].role_names == {PROCESS_LEADER}
        assert [str(each) for each in accounts[name].regions.all()] == [region]
        assert accounts[name].public_function == f"processledare {region}"
    assert accounts["antecknare-nv"].role_names == {NOTE_TAKER}
    assert [seat.group.label for seat in Seat.objects.filter(memberships__person=accounts["antecknare-nv"].person)] == [
        "DS-TB Nordväst"
    ]
    assert accounts["au-nv"].role_names == {COMMISSIONER}
    sits_in = Group.objects.filter(pk__in=accounts["au-nv"].sits_in(demo))
    assert {group.label for group in sits_in} == {"AU Nordväst", "DS-TB Nordväst"}
    assert all(user.is_staff and not user.is_superuser for user in accounts.values())


def test_nobody_can_log_in_before_the_passwords_are_told():
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert "admin" not in told(load_only=True)
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_a_given_password_is_set_on_each_run_and_not_repeated(monkeypatch):
    for password in ("ett påhittat lösenord", "ett annat påhittat"):
        monkeypatch.setenv("DEMO_PASSWORD", password)
        out = told()
        assert out.count("det i DEMO_PASSWORD") == 5
        assert password not in out
        assert all(user.check_password(password) for user in User.objects.all())


def test_a_made_up_password_is_told_once_and_opens_the_account(monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    passwords = dict(re.findall(r"^  (\S+) +(\S{16}) ", told(), re.MULTILINE))
    assert all(user.check_password(passwords[user.username]) for user in User.objects.all())
    assert "lösenordet som förut" in told()
    assert all(user.check_password(passwords[user.username]) for user in User.objects.all())


@pytest.mark.parametrize("password", ["", "ett påhittat lösenord " * 5])
def test_the_table_of_accounts_keeps_its_columns(monkeypatch, password):
    monkeypatch.setenv("DEMO_PASSWORD", password)
    functions = ("registrets administratör", " processledare ", " sekreterare ", " ledamot ")
    rows = [line for line in told().splitlines() if any(function in line for function in functions)]
    assert len(rows) == 5
    names = {"admin", "processledare-nv", "processledare-so", "antecknare-nv", "au-nv"}
    assert {line[:20].strip() for line in rows} == names
    assert all(line[41] == " " and line[42] != " " for line in rows), "the third column begins at the same place"
