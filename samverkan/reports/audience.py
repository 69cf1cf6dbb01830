"""What a reader may see of a compilation: all of it, or the groups and names that are public."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from groups.consents import consenting
from groups.models import Compilation
from groups.snapshot import Names, Snapshot, for_everyone
from samverkan.reports import look_at


@dataclass(frozen=True)
class Reading:
    """A snapshot as far as its reader may know."""

    snapshot: Snapshot
    names: dict[str, str]
    """Names of persons that may be told, by uid."""
    whole: bool
    known: Snapshot
    """The snapshot with all that is in it: for comparing, never to be shown."""

    @property
    def groups(self) -> dict[str, dict[str, Any]]:
        """Return the groups by slug, in tree order."""
        return self.snapshot["groups"]

    @cached_property
    def watched(self) -> list[look_at.Rule]:
        """Return what there is to look at. With many groups it takes a while, and is asked for more than once."""
        return look_at.of(self.snapshot)

    def name(self, slug: str) -> str:
        """Return what a group is called, its slug where it is not among these."""
        group = self.groups.get(slug)
        return group["facts"]["name"] if group else slug

    def holder(self, uid: str) -> str:
        """Return the name of a person, or why it is not told."""
        return self.names.get(uid) or (_("namnet är borttaget") if self.whole else _("namnet visas inte publikt"))


def reading(compilation: Compilation, *, whole: bool) -> Reading:
    """Return what is read of a frozen compilation; decodes its snapshot. For the public a query, see `names_of`."""
    return read(compilation.snapshot, names_of(compilation, whole=whole), whole=whole)


def names_of(compilation: Compilation, *, whole: bool) -> Names:
    """Return the names beside a compilation that its reader is told.

    The public is told those who consented when it was frozen and still do: a query.
    """
    if whole:
        return compilation.names
    public = {uid: name for uid, name in compilation.names.items() if name["public"]}
    still = consenting(public) if public else set()
    return {uid: name for uid, name in public.items() if uid in still}


def read(snapshot: Snapshot, names: Names, *, whole: bool) -> Reading:
    """Return what is read of a snapshot with the names that stand beside it."""
    known = _in_order(snapshot)
    told = {uid: person["name"] for uid, person in names.items() if whole or person["public"]}
    return Reading(known if whole else for_everyone(known), told, whole, known)


def comparable(earlier: Reading, later: Reading) -> tuple[Snapshot, Snapshot]:
    """Return the two snapshots to compare for their reader.

    For the public without the groups that are not public in one of them: what was hidden then is not told now, and that
    a group has become hidden does not look as if it had gone.
    """
    if later.whole:
        return earlier.snapshot, later.snapshot
    hidden = {slug for each in (earlier, later) for slug, group in each.known["groups"].items() if not group["public"]}
    return _left(earlier.snapshot, hidden), _left(later.snapshot, hidden)


def _left(snapshot: Snapshot, hidden: set[str]) -> Snapshot:
    groups = {slug: group for slug, group in snapshot["groups"].items() if slug not in hidden}
    return snapshot | {"groups": groups, "order": list(groups)}


def _in_order(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with its groups as the tree has them: frozen, its keys are in alphabetical order."""
    groups = snapshot["groups"]
    return snapshot | {"groups": {slug: groups[slug] for slug in snapshot["order"]}}
