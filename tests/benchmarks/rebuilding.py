"""Writing every number of the tree right: `tree.rebuild` against the tree library's own `rebuild()`, all wrong."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import F

from groups import tree
from groups.models import Group
from tests.benchmarks.lines import Line, fastest, times
from tests.benchmarks.registries import registry

FASTER = 20


def lines(size: int) -> Iterator[Line]:
    """At least `FASTER` times as fast; the library is asked once, for it takes its time."""
    with registry(size):
        numbers = list(Group.objects.values_list("tree_id", "lft", "rght", "depth"))
        (own,) = fastest(tree.rebuild, rounds=3, before=_break)
        assert list(Group.objects.values_list("tree_id", "lft", "rght", "depth")) == numbers
        (library,) = fastest(Group.objects.rebuild, rounds=1, before=_break)
    yield Line(
        "rebuild_tree, alla nummer fel", "mptt:s egen rebuild()", FASTER, library / own, "× fortare", True,
        times(own, library),
    )  # fmt: skip


def _break() -> None:
    """Make every number wrong but those of the roots' trees; siblings keep their order, which nothing else tells.

    What PostgreSQL then has to clean up after is this, and not what is measured.
    """
    groups = Group.objects.order_by()
    groups.update(lft=F("lft") * 2 + 7, rght=F("rght") * 2 + 8, depth=F("depth") + 1)
    groups.filter(parent__isnull=False).update(tree_id=F("tree_id") + 1000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM groups_group")
