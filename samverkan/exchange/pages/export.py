"""The whole registry as one file."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverkan.exchange import outgoing
from samverkan.exchange.pages.access import may_export
from samverkan.tabular import XLSX_TYPE

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin

KINDS = {"xlsx": (outgoing.write_xlsx, XLSX_TYPE), "zip": (outgoing.write_zip, "application/zip")}


def view(admin: ImportAdmin, request: HttpRequest, kind: str) -> HttpResponse:
    """A download of every sheet, written to a temporary file that ends with the response."""
    if not may_export(request.user):
        raise PermissionDenied
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    write, content_type = KINDS[kind]
    name = _("registret-%(day)s") % {"day": localdate().isoformat()}
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it, when it has been sent
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}", content_type=content_type)
