"""The soak at a small size, as `make test` runs it, and that it sees what it is there to see. See `tests/soak`."""

import os
import subprocess
import sys

import pytest

from groups import lifecycle, tree
from groups.models import Group, Placement
from tests.factories import GroupFactory
from tests.samverkan.conftest import ROOT, Site
from tests.soak import world
from tests.soak.writers import Outcome, judge


def held(site: Site, part: str, **sizes: int) -> str:
    """Run a part on the site, which must hold; return what it tells."""
    environment = os.environ | {"DATABASE_URL": site.url} | {name: str(size) for name, size in sizes.items()}
    command = [sys.executable, "-m", f"tests.soak.{part}"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_many_write_at_once_and_nothing_is_lost_or_half_done(site):
    assert "4 skrivare × 25" in held(site, "writers", SOAK_WRITERS=4, SOAK_EACH=25, SOAK_READERS=4)


def test_the_site_killed_in_the_middle_of_a_write_has_all_of_it_or_nothing(site):
    told = held(site, "kills", SOAK_KILLS=1)
    assert "flytt: " in told
    assert "avslut: " in told
    assert "inläsning: " in told


@pytest.fixture
def done(db):
    """Give what a writer would tell of an insertion, a move and a refused ending that have been made."""
    board, other = GroupFactory(effective=world.DAY), GroupFactory(effective=world.DAY)
    group = GroupFactory(parent=board, effective=world.DAY, reason="ett")
    tree.move(group, other, effective=world.DAY, reason="två")
    return [
        Outcome("insert", "ett", "", 0.1),
        Outcome("move", "två", "", 0.1),
        Outcome("end", "tre", "ValidationError", 0.1),
    ]


def test_what_was_acknowledged_and_is_there_is_no_fault(done):
    assert judge(done) == []


def test_what_was_acknowledged_and_is_not_there_is_seen(done):
    lost = Outcome("rename", "fyra", "", 0.1)
    assert ["rename fyra" in each for each in judge([*done, lost])] == [True]


def test_what_was_refused_and_is_there_all_the_same_is_seen(done):
    lifecycle.change(Group.objects.latest("pk"), "paused", effective=world.DAY, reason="tre")
    assert ["end tre was refused" in each for each in judge(done)] == [True]


def test_a_refusal_without_a_name_is_seen(done):
    assert "locked" in judge([*done, Outcome("move", "fem", "OperationalError", 0.1, "database is locked")])[0]


@pytest.mark.parametrize("column", ["parent", "status", "lft", "is_part", "name"])
def test_a_row_that_does_not_agree_with_its_logs_is_seen(done, column):
    group = Group.objects.latest("pk")
    values = {"parent": Group.objects.earliest("pk"), "status": "dormant", "lft": 5, "is_part": True, "name": "Annat"}
    Group.objects.filter(pk=group.pk).update(**{column: values[column]})
    assert world.faults()


def test_a_move_of_which_a_log_is_missing_is_seen(done):
    Placement.objects.filter(reason="två").delete()
    assert world.log_faults()
