"""Pages and files of the closed compilations. Everyone reads what is public; who keeps or commissions, the whole."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from groups.models import Compilation, CompilationFile
from samverkan import tabular
from samverkan.reports import comparing, made_files, readings, shortening, tables
from samverkan.reports.made_files import State
from samverkan.reports.readings import Told

TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
PATIENCE = 2.5
"""Seconds that who asks first is kept waiting before a page says that the document is being made: most are ready."""
REFRESH = 4
"""Seconds until the page that waits asks again."""


@dataclass(frozen=True)
class Asked:
    """A compilation and whether whoever asks reads what is not public in it."""

    compilation: Compilation
    whole: bool

    def told(self) -> Told:
        return readings.told_of(self.compilation, whole=self.whole)

    def name(self, ending: str, what: str = "sammanstallning") -> str:
        """Return what a file is called: which compilation, and that it is not for everyone."""
        version = self.compilation.version
        return "-".join([what, self.compilation.review.slug, f"v{version}", *(["hela"] if self.whole else [])]) + ending


def _asked(request: HttpRequest, slug: str, version: int) -> Asked:
    """Return what is asked for; 404 for what there is not. At most four queries."""
    found = Compilation.objects.select_related("review__region", "review__commissioner")
    compilation = get_object_or_404(found, review__slug=slug, version=version)
    return Asked(compilation, readings.reads_whole(request.user, compilation.review, timezone.localdate()))


def _for(asked: Asked, answer: HttpResponse) -> HttpResponse:
    """Mark an answer so that no cache gives it to another reader."""
    answer["Cache-Control"] = "private, no-store" if asked.whole else "private, no-cache"
    answer["Vary"] = "Cookie"
    if asked.whole:
        answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def compilation_list(request: HttpRequest) -> HttpResponse:
    """All closed compilations, the newest first, each with its versions."""
    rows = Compilation.objects.select_related("review__region").defer("content", "names")
    reviews: dict[int, list[Compilation]] = {}
    for row in rows.order_by("-review__reference_date", "-review_id", "-version"):
        reviews.setdefault(row.review_id, []).append(row)
    return render(request, "reports/compilation_list.html", {"reviews": list(reviews.values())})


@require_safe
def compilation(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One version of a compilation, as it was frozen, or the section of it that is asked for (`?visa=`).

    Its address never leads to anything else.
    """
    asked = _asked(request, slug, version)
    one, contents = asked.compilation, asked.told().contents
    if section := shortening.alone(contents, request.GET.get("visa", "")):
        # The page of a compilation with many groups does not hold them all.
        context = {"compilation": one, "contents": contents, "section": section, "lead": _lead(one)}
        return _for(asked, render(request, "reports/section.html", context))
    is_long = shortening.is_long(contents)
    versions = one.review.compilations.defer("content", "names").order_by("-version")
    context = {
        "compilation": one,
        "contents": shortening.shortened(contents) if is_long else contents,
        "lead": _lead(one) if is_long else "#",
        "versions": list(versions),
        "others": comparing.others(one),
        "sheets": tables.SHEETS.values(),
        "today": timezone.localdate(),
    }
    return _for(asked, render(request, "reports/compilation.html", context))


def _lead(compilation: Compilation) -> str:
    """Return what the address of a section alone begins with."""
    return f"{compilation.get_absolute_url()}?visa="


@require_safe
def compare(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """What differs between a compilation and another one, or the registry of today."""
    asked = _asked(request, slug, version)
    compared = comparing.asked_for(request, asked.compilation, whole=asked.whole)
    context = {"compilation": asked.compilation, "compared": compared, "others": comparing.others(asked.compilation)}
    return _for(asked, render(request, "reports/compare.html", context))


@require_safe
def compare_csv(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The same as a table; where it cannot be told, its page says why."""
    asked = _asked(request, slug, version)
    compared = comparing.asked_for(request, asked.compilation, whole=asked.whole)
    if compared.changes is None:
        return redirect(f"{asked.compilation.get_absolute_url()}jamfor/?{compared.query}")
    header, rows = tables.SHEETS["andringar"].header(), tables.compared(compared.changes)
    comma = request.GET.get("skilje") == "komma"
    return _for(asked, tabular.csv_response(asked.name(".csv", "jamforelse"), header, rows, comma=comma))


@require_safe
def sheet_csv(request: HttpRequest, slug: str, version: int, sheet: str) -> HttpResponse:
    """One of the tables; `?skilje=komma` gives plain CSV."""
    if (found := tables.SHEETS.get(sheet)) is None:
        raise Http404
    asked = _asked(request, slug, version)
    comma = request.GET.get("skilje") == "komma"
    rows = found.rows(asked.told())
    return _for(asked, tabular.csv_response(asked.name(".csv", found.key), found.header(), rows, comma=comma))


@require_safe
def zipped(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """All tables as CSV files that lead to each other, in a zip."""
    asked = _asked(request, slug, version)
    comma = request.GET.get("skilje") == "komma"
    return _file(asked, tables.zipped(asked.told(), comma=comma), ".zip", "application/zip")


@require_safe
def xlsx(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """All tables as a workbook."""
    asked = _asked(request, slug, version)
    return _for(asked, tabular.xlsx_response(asked.name(".xlsx"), tables.for_workbook(asked.told())))


@require_safe
def made(request: HttpRequest, slug: str, version: int, kind: str) -> HttpResponse:
    """A document that takes a while: itself when it is ready, else a page that waits for it or says that it failed."""
    asked = _asked(request, slug, version)
    file = made_files.asked_for(asked.compilation, kind, whole=asked.whole, at=timezone.now())
    if file.is_new:
        _await(file)
    if file.state == State.READY:
        return _file(asked, made_files.content(file), f".{kind}", TYPES[kind], shown=kind == "pdf")
    context = {"compilation": asked.compilation, "kind": kind, "failed": file.state == State.FAILED}
    answer = render(request, "reports/making.html", context, status=500 if context["failed"] else 202)
    if not context["failed"]:
        answer["Refresh"] = str(REFRESH)
    answer["X-Robots-Tag"] = "noindex"
    return _for(asked, answer)


@csrf_exempt  # whoever asks, it is only made anew; a token would be a cookie, which readers do not get
@require_POST
def made_again(request: HttpRequest, slug: str, version: int, kind: str) -> HttpResponse:
    """Make a document anew that could not be made, and lead to where it will be."""
    asked = _asked(request, slug, version)
    now = timezone.now()
    made_files.again(made_files.asked_for(asked.compilation, kind, whole=asked.whole, at=now), at=now)
    return redirect(f"compilation-{kind}", slug=slug, version=version)


def _await(file: CompilationFile) -> None:
    """Give what has just been begun a moment, so that most readers see no page in between."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and file.state == State.MAKING:
        time.sleep(0.2)
        file.refresh_from_db(fields=["state"])


def _file(asked: Asked, data: bytes, ending: str, content_type: str, *, shown: bool = False) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(not shown, asked.name(ending))
    return _for(asked, answer)
