"""Pages that span the apps."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups import coverage, escalation, inventory, steps, tiers
from groups.abbreviations import ABBREVIATIONS, MEANINGS, WORDS
from groups.forms.asked_day import AskedDay
from groups.forms.filter import GroupFilter
from groups.models import Group, Region, RegionMunicipality, Status, StatusChange, Tier
from groups.ordering import sort_key
from groups.views import coverage as coverage_view
from meetings import plans, reach
from samverkan import tabular

RESTING = (Status.PAUSED, Status.DORMANT)

LONGEST_TOLD = 100
"""Characters of a filter's value that a redirect carries: browsers and Django refuse long addresses."""

DRAWN = {"CS", "CS-TB", "DS", "DS-TB", "AU", "HS-avtalet", "Delregion", "Åtgärdsstrappa", "Vid sidan av trappan"}
"""Abbreviations and words that the drawing for newcomers, and the ladder below it, use."""

LATEST = 6
"""So many changes the start page tells of."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Search, the delregions with what they hold, how to use the registry, and what has changed lately."""
    day = timezone.localdate()
    groups = Group.objects.visible_to(request.user).current().counted()
    placed = _placed(day)
    counts, resting = Counter(), Counter()
    for region, status, number in groups.order_by().values_list("region", "status").annotate(number=Count("*")):
        counts[region] += number
        resting[region] += number if status in RESTING else 0
    context = {
        "regions": [
            (region, placed.get(region.pk, []), counts[region.pk], resting[region.pk])
            for region in Region.objects.delregions()
        ],
        "total": sum(counts.values()),
        "today": day,
        "changes": _latest_changes(groups, day),
    }
    return render(request, "start.html", context)


def _latest_changes(groups: QuerySet[Group], day: dt.date) -> QuerySet[StatusChange]:
    """Return what came last to any of the groups by the day. One query.

    From the last day backwards, each asked for its group: by keys, all the groups would be gone through first.
    """
    of_them = Exists(groups.order_by().filter(pk=OuterRef("group")))
    changes = StatusChange.objects.filter(of_them, effective__lte=day).select_related("group__region")
    return changes.order_by("-effective", "-pk")[:LATEST]


def _placed(day: dt.date) -> dict[int, list[str]]:
    """Return the names of the municipalities in each delregion on the day, by its key. One query."""
    placed: dict[int, list[str]] = {}
    for row in RegionMunicipality.objects.on(day).select_related("municipality"):
        placed.setdefault(row.region_id, []).append(row.municipality.name)
    return placed


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """What the abbreviations stand for, and what some words mean here."""
    return render(request, "words.html", _glossary())


def _glossary() -> dict[str, Any]:
    """Return what `components/glossary.html` shows: the abbreviations in Swedish order, and the words."""
    rows = [(short, stands_for, MEANINGS.get(short, "")) for short, stands_for in ABBREVIATIONS.items()]
    return {"rows": sorted(rows, key=lambda row: sort_key(row[0])), "words": WORDS.items()}


def _first_words() -> dict[str, Any]:
    """Return of the glossary what the drawing and the ladder for newcomers use; its own page has the rest."""
    found = _glossary()
    return {
        "rows": [row for row in found["rows"] if row[0] in DRAWN],
        "words": [row for row in found["words"] if row[0] in DRAWN],
    }


@require_safe
def newcomers(request: HttpRequest) -> HttpResponse:
    """How the collaboration is built, drawn for one delregion: the one asked for, else the one with most groups."""
    day = timezone.localdate()
    visible = Group.objects.visible_to(request.user)
    groups = visible.current()
    regions = list(Region.objects.delregions().select_related("parent"))
    counts = groups.counted().count_by("region")
    asked = request.GET.get("delregion", "")
    most = max(regions, key=lambda region: counts.get(region.pk, 0), default=None)
    chosen = next((region for region in regions if region.slug == asked), most)
    drawn = tiers.in_short(groups, chosen) if chosen else []
    holder = next((body for tier in drawn if tier.tier == Tier.DELREGIONAL for body in tier.officials.bodies), None)
    ladders = steps.told(escalation.ladders(holder, day)[:1], holder, visible) if holder else []
    placed = _placed(day)
    context = {
        "regions": [(region, placed.get(region.pk, [])) for region in regions],
        "chosen": chosen,
        "unknown": bool(asked and chosen and asked != chosen.slug),
        "tiers": drawn,
        "ladder": ladders[0] if ladders else None,
        "asked": AskedDay(day),
    }
    return render(request, "newcomers.html", context | _first_words())


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let everything be found but the admin and the files, which are the pages again, with names out of their place.

    The catalogue of the open data and its schemas are for programs to find.
    """
    return HttpResponse(
        "User-agent: *\nDisallow: /admin/\nDisallow: /kalender/\nDisallow: /grupper.csv\nDisallow: /grupper.xlsx\n"
        "Disallow: /tackning.csv\nDisallow: /tackning.xlsx\nDisallow: /grupper/*/handlingsplan.\n"
        "Disallow: /sammanstallningar/*.\nDisallow: /sammanstallningar/*/jamfor/\n"
        "Disallow: /oppna-data/popolo\nDisallow: /oppna-data/tabeller\n",
        content_type="text/plain",
    )


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the mark, for those who ask without reading the page."""
    return redirect(static("icons/logo.svg"), permanent=True)


@require_safe
def group_csv(request: HttpRequest) -> HttpResponse:
    """The inventory of the groups that the filters leave, streamed; `?skilje=komma` gives plain CSV."""
    if (found := _inventory(request)) is None:
        return _told_at_the_list(request)
    name, rows = found
    comma = request.GET.get("skilje") == "komma"
    return tabular.csv_response(f"{name}.csv", inventory.header(), rows, comma=comma)


@require_safe
def group_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    if (found := _inventory(request)) is None:
        return _told_at_the_list(request)
    name, rows = found
    return tabular.xlsx_response(f"{name}.xlsx", [(_("Grupper"), inventory.header(), rows)])


def _inventory(request: HttpRequest) -> tuple[str, Iterator[list[Any]]] | None:
    """Return a name for the file and its rows; None if a filter cannot be used, which a file could not tell."""
    form = GroupFilter(request.GET, timezone.localdate(), shown=False)
    if form.errors:
        return None
    visible = Group.objects.as_of(form.then).visible_to(request.user)
    region = form.chosen.get("delregion")
    name = "-".join(["grupper", *([region.slug] if region else []), form.day.isoformat()])
    return name, inventory.rows(form.apply(visible), visible, form.day, request.build_absolute_uri)


def _told_at_the_list(request: HttpRequest) -> HttpResponse:
    """Lead to the list with the same filters, which tells there what is wrong; an endless value is cut."""
    said = {name: request.GET[name][:LONGEST_TOLD] for name in GroupFilter.base_fields if name in request.GET}
    return redirect(f"{reverse('groups:group-list')}?{urlencode(said)}")


@require_safe
def coverage_csv(request: HttpRequest) -> HttpResponse:
    """The coverage as its page shows it, a row for each cell; `?skilje=komma` gives plain CSV."""
    if (read := _coverage(request)) is None:
        return _told_at_its_page(request)
    name, rows = read
    comma = request.GET.get("skilje") == "komma"
    return tabular.csv_response(f"{name}.csv", coverage.HEADER, rows, comma=comma)


@require_safe
def coverage_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    if (read := _coverage(request)) is None:
        return _told_at_its_page(request)
    name, rows = read
    return tabular.xlsx_response(f"{name}.xlsx", [(_("Täckning"), coverage.HEADER, rows)])


def _coverage(request: HttpRequest) -> tuple[str, Iterator[list[Any]]] | None:
    """Return a name for the file and its rows; None if the address asks for what is not there."""
    asked = coverage_view.read(request, shown=False)
    if not asked.is_understood:
        return None
    name = "-".join(["tackning", *([asked.chosen.slug] if asked.chosen else []), asked.day.day.isoformat()])
    return name, coverage.file_rows(coverage_view.found(request, asked))


def _told_at_its_page(request: HttpRequest) -> HttpResponse:
    said = {name: request.GET[name][:LONGEST_TOLD] for name in ("delregion", "datum") if name in request.GET}
    return redirect(f"{reverse('groups:coverage')}?{urlencode(said)}")


@require_safe
def plan_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """A group's action plan as far as the reader may see it, streamed; `?skilje=komma` gives plain CSV."""
    name, rows = _plan(request, slug)
    comma = request.GET.get("skilje") == "komma"
    return tabular.csv_response(f"{name}.csv", plans.HEADER, rows, comma=comma)


@require_safe
def plan_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a workbook."""
    name, rows = _plan(request, slug)
    return tabular.xlsx_response(f"{name}.xlsx", [(_("Handlingsplan"), plans.HEADER, rows)])


def _plan(request: HttpRequest, slug: str) -> tuple[str, Iterator[list[Any]]]:
    day = timezone.localdate()
    group = get_object_or_404(reach.open_to(request.user, day), slug=slug)
    is_kept = reach.kept_by(request.user, day).filter(pk=group.pk).exists()
    actions = plans.shown(group, request.user, day, is_kept=is_kept)
    return f"handlingsplan-{group.slug}-{day.isoformat()}", plans.rows(actions, named=is_kept)
