"""Data to measure with: made in a registry that nobody uses, and in no other."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from meetings.models import Action, Attendance, Meeting
from tests.factories import CountyFactory

pytestmark = pytest.mark.django_db


def test_it_makes_as_many_as_asked_for_with_ten_called_to_each():
    out = StringIO()
    call_command("benchmark_data", size=30, stdout=out)
    assert "30 möten i 1 grupper med 300 deltagare" in out.getvalue()
    assert (Meeting.objects.count(), Attendance.objects.count()) == (30, 300)
    assert set(Meeting.objects.values_list("attendances__role", flat=True)) == {"member"}
    assert not Meeting.objects.held().filter(attendances__state="unknown").exists()
    assert Meeting.objects.filter(guests__isnull=False).exists()
    assert Action.objects.open().exists()
    for row in Attendance.objects.order_by("?")[:20]:
        row.full_clean()


def test_more_may_be_added_to_what_it_made_in_the_demo(monkeypatch):
    call_command("benchmark_data", size=5, stdout=StringIO())
    with pytest.raises(CommandError, match="eget innehåll"):
        call_command("benchmark_data", size=5)
    monkeypatch.setattr("samverkan.demo.is_demo", lambda: True)
    call_command("benchmark_data", size=5, stdout=StringIO())
    assert (Meeting.objects.count(), Attendance.objects.count()) == (10, 100)


def test_a_registry_that_people_use_is_left_alone():
    CountyFactory()
    with pytest.raises(CommandError, match="eget innehåll"):
        call_command("benchmark_data", size=20)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("size", [0, -1, 10**9])
def test_a_size_that_is_none_is_told(size):
    with pytest.raises(CommandError, match="--size"):
        call_command("benchmark_data", size=size)
