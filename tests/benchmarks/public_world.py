"""What the public pages are asked of in an invented nation, be it small or great: one group with all that pages show,
the same meetings, one set of minutes, two compilations; and the pages' addresses there.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from groups.models import Group, Organisation, Region
from meetings import calendar_keys
from meetings.models import Meeting
from tests.benchmarks.full_group import make_full
from tests.meetings import minutes_world
from tests.samverkan.reports import snapshot_world

MEETINGS, MEETING = 300, 100
"""So many meetings, held by so many groups."""

LOCAL = {
    "groups:group-detail": "/grupper/{group}/",
    "groups:remark": "/grupper/{group}/stammer-inte/",
    "groups:municipality-detail": "/kommuner/{municipality}/",
    "groups:organisation-detail": "/organisationer/{organisation}/",
    "groups:region-detail": "/delregioner/{region}/",
    "group-csv": "/grupper.csv?delregion={region}",
    "group-xlsx": "/grupper.xlsx?delregion={region}",
    "groups:lift": "/lyft/?plats={organisation}&grupp={group}&fraga=tvist-lokal",
    "groups:search": "/sok/?q={word}",
    "groups:search-suggestions": "/sok/forslag/?q={word}",
    "coverage-csv": "/tackning.csv?delregion={region}",
    "coverage-xlsx": "/tackning.xlsx?delregion={region}",
    "meetings:meeting-detail": "/moten/{meeting}/",
    "meetings:meeting-feed": "/moten/{meeting}/mote.ics",
    "meetings:chosen-feed": "/moten.ics?grupp={group}",
    "meetings:group-feed": "/grupper/{group}/moten.ics",
    "meetings:region-feed": "/delregioner/{region}/moten.ics",
    "meetings:municipality-feed": "/kommuner/{municipality}/moten.ics",
    "meetings:member-feed": "{calendar}",
    "meetings:plan": "/grupper/{group}/handlingsplan/",
    "plan-csv": "/grupper/{group}/handlingsplan.csv",
    "plan-xlsx": "/grupper/{group}/handlingsplan.xlsx",
    "meetings:minutes": "/moten/{minutes}/anteckningar/",
    "meetings:minutes-docx": "/moten/{minutes}/anteckningar.docx",
    "meetings:minutes-pdf": "/moten/{minutes}/anteckningar.pdf",
    "compilation-list": "/sammanstallningar/",
    "compilation": "{compilation}",
    "compilation-compare": "{compilation}jamfor/?med={other}",
    "compilation-compare-csv": "{compilation}jamfor.csv?med={other}",
    "compilation-csv": "{compilation}grupper.csv",
    "compilation-zip": "{compilation}filer.zip",
    "compilation-xlsx": "{compilation}sammanstallning.xlsx",
    "accessibility": "/tillganglighet/",
    "words": "/ord/",
    "health": "/halsa/",
    "open-data": "/oppna-data/",
    "open-data-fields": "/oppna-data/falt/",
}
"""Pages of one place: asked where the counties are alike, and a hundred times as many."""
OVERALL = {
    "start": "/",
    "newcomers": "/ny-har/",
    "groups:group-list": "/grupper/",
    "groups:municipality-list": "/kommuner/",
    "groups:organisation-list": "/organisationer/",
    "groups:map": "/karta/",
    "groups:geography": "/karta/geografi/",
    "groups:coverage": "/tackning/?delregion={region}",
    "meetings:meeting-list": "/moten/",
    "meetings:my-meetings": "/moten/mina/?grupp={group}",
    "meetings:month": "/moten/manad/{month}/",
}
"""Pages of the whole, or with all places to choose among: asked where these are as many, with a hundred times as many
groups in them."""
COUNTING = {
    "groups:group-list",
    "groups:map",
    "groups:geography",
    "groups:organisation-list",
    "groups:municipality-list",
}
"""Those that tell how many groups each filter would leave."""
WHOLE = {"open-data-file"}
"""Those that hold the whole registry: no rows of theirs can be held equal."""


def addresses() -> dict[str, str]:
    """Return what stands in the addresses; make it the first time."""
    home = Group.objects.get(slug=make_full()["gruppsida"])
    if not Meeting.objects.filter(title="Bänkmöte").exists():
        _meet(home)
        minutes = minutes_world.build()
        minutes_world.publish(minutes.meeting)
        snapshot_world.build(Region.objects.get(pk=home.region_id))
    today = timezone.localdate()
    planned = home.meetings.planned().order_by("date").first()
    person = home.seats.exclude(memberships=None).first().memberships.first().person
    published = Meeting.objects.exclude(group=home).filter(minutes="published").order_by("pk").last()
    newer, older = _compilations()
    return {
        "group": home.slug,
        "municipality": home.municipality_rows.first().municipality.slug,
        "organisation": Organisation.objects.filter(kind="hospital", region=home.region).first().slug,
        "region": home.region.slug,
        "word": "Bjerka",
        "meeting": planned.pk,
        "month": f"{today:%Y-%m}",
        "calendar": calendar_keys.address(calendar_keys.issue(person, by=None)),
        "minutes": published.pk,
        "compilation": newer.get_absolute_url(),
        "other": "/".join(older.get_absolute_url().strip("/").split("/")[-2:]),
    }


def _compilations():
    from groups.models import Compilation

    return Compilation.objects.order_by("-made_at", "-version")[:2]


def _meet(home: Group) -> None:
    today = timezone.localdate()
    groups = list(Group.objects.filter(is_public=True, tree_id=home.tree_id).order_by("lft")[:MEETING])
    meetings = []
    for n in range(MEETINGS):
        days = dt.timedelta(days=n // 2 % 28 + 1)
        status, date = ("held", today - days) if n % 2 else ("planned", today + days)
        meetings.append(Meeting(group=groups[n % len(groups)], title="Bänkmöte", date=date, status=status))
    Meeting.objects.bulk_create(meetings)
