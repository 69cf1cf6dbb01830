"""A file into the registry: read, compare, show, write. The way from bytes to a plan, and from a plan to the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from groups.editing import structure_lock
from groups.models import User
from samverkan.exchange import alike, headings, traces
from samverkan.exchange.applying import Applying, Refused
from samverkan.exchange.digest import digest
from samverkan.exchange.headings import Mapping, Table
from samverkan.exchange.holding import hold
from samverkan.exchange.mappings import kept as kept_mappings
from samverkan.exchange.models import Import
from samverkan.exchange.planning import Corrections, Plan, Tick, plan
from samverkan.exchange.reading import read


class Changed(Exception):
    """The registry has changed since the plan was shown: it has to be looked at again."""


def silent(rows: int) -> None:
    """A `Tick` that nobody hears."""


def tables(file: BinaryIO | bytes, name: str, mappings: Iterable[Mapping] | None = None) -> list[Table]:
    """The tables of a file, recognised. Raises Unreadable. `mappings` are those kept, unless given."""
    if isinstance(file, bytes):
        file = BytesIO(file)
    mappings = kept_mappings() if mappings is None else list(mappings)
    return [table for sheet in read(file, name) for table in headings.recognise_all(sheet, mappings)]


def preview(
    found: list[Table],
    *,
    by: User | None,
    effective: dt.date | None,
    today: dt.date,
    corrections: Corrections | None = None,
    reason: str = "",
    tick: Tick = silent,
) -> Plan:
    """What taking the tables in would do, tried out as far as it can be without keeping anything. Raises TreeIsBroken.

    Its remarks point out what may be there already.
    """
    made = plan(found, by=by, corrections=corrections, tick=tick)
    reason = reason or _("Inläsning")
    Applying(made, by=by, reason=reason, effective=effective or today, today=today).rehearse()
    alike.point_out(made.sheets)
    return made


def take_in(
    entry: Import,
    found: list[Table],
    *,
    by: User | None,
    today: dt.date,
    corrections: Corrections | None = None,
    seen: str | None = None,
    tick: Tick = silent,
    expect: Tick = silent,
    pointing_out: bool = False,
) -> Plan:
    """Write what the tables say, and keep in `entry` what undoing needs. All or nothing.

    `tick` hears of each row that is compared, and of each that is written; `expect`, once it is known, how many these
    are. With `pointing_out` the plan's remarks point out what may have been there already, for who has seen no preview.

    Raises Refused (its plan says why), TreeIsBroken, and Changed if `seen`, the digest of the plan that was shown, is
    no longer true, or somebody has just written the same cells.
    """
    with structure_lock():
        made = plan(found, by=by, corrections=corrections, tick=tick)
        effective = entry.effective or today
        applying = Applying(made, by=by, reason=entry.reason, effective=effective, today=today)
        applying.tick = tick
        if (seen is not None and seen != digest(made, effective)) or (made.is_sound and not hold(made)):
            raise Changed
        if pointing_out:
            applying.look = alike.point_out
        expect(sum(len(each.rows) for each in made.sheets))
        before = traces.latest()
        try:
            applying.run()
        except Refused as error:
            error.plan = made
            raise
        if made.is_empty:
            return made
        entry.counts = {
            each.sheet.name: {"new": len(each.new), "changed": len(each.changed), "unchanged": each.unchanged}
            for each in made.sheets
        }
        entry.wrote = traces.since(before, made)
        entry.state, entry.done_at, entry.by = Import.State.DONE, timezone.now(), by
        entry.content, entry.corrections = None, []
        entry.save()
    return made
