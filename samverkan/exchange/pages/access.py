"""Who reaches which of the pages, and the file that a page is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.models import User
from samverkan.exchange.applying import TreeIsBroken
from samverkan.exchange.models import Import
from samverkan.exchange.waiting import Gone

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin

View = Callable[..., HttpResponse]

LIST = "admin:exchange_import_changelist"


def may_export(user: User) -> bool:
    """Whether the account may take the whole registry out: it sees all of it, persons too, in the admin."""
    return user.has_perms(["groups.view_group", "groups.view_person", "groups.view_membership"])


def may_import(user: User) -> bool:
    """Whether the account may take files in: its role does, and there is something that it keeps."""
    return user.has_perm("exchange.add_import") and (user.is_administrator or bool(user.region_ids))


def importing(*methods: str) -> Callable[[View], View]:
    """Let only those who may take files in reach a view, and only so."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(admin: ImportAdmin, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may_import(request.user):
                raise PermissionDenied
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(admin, request, *args, **kwargs)

        return checked

    return decorate


def of_waiting(*methods: str) -> Callable[[View], View]:
    """Give a view the waiting file that the address names, instead of its key.

    One that is gone, or is a colleague's, leads back to the list with words; the two are not told apart. So does a
    registry whose tree is broken.
    """

    def decorate(view: View) -> View:
        @importing(*methods)
        @wraps(view)
        def found(admin: ImportAdmin, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            entry = Import.objects.waiting_for(request.user, timezone.now()).defer("content").filter(pk=pk).first()
            try:
                if entry is None:
                    raise Gone
                return view(admin, request, entry, **kwargs)
            except Gone:
                return _lost(request, pk)
            except TreeIsBroken as error:
                return broken(request, error)

        return found

    return decorate


def gone(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer where nothing has been taken in: the file waits still, or what became of it."""
    if Import.objects.waiting_for(request.user, timezone.now()).filter(pk=pk).exists():
        messages.info(request, _("Filen väntar fortfarande på att läsas in. Inget av den är skrivet än."))
        return redirect("admin:exchange_import_preview", pk)
    return _lost(request, pk)


def _lost(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer where the file no longer waits: what became of it, as far as the account may know."""
    done = Import.objects.exclude(state=Import.State.WAITING).filter(pk=pk).only("state").first()
    if done is not None:
        messages.info(request, _("Filen är redan inläst. Här är vad den skrev."))
        return redirect("admin:exchange_import_change", pk)
    messages.error(
        request, _("Filen finns inte kvar här. Den är kastad, för gammal eller någon annans. Ladda upp den igen.")
    )
    return redirect(LIST)


def broken(request: HttpRequest, error: TreeIsBroken) -> HttpResponse:
    """The answer where nothing can be compared until the tree has been mended. The file waits as it was."""
    messages.error(request, _("%(why)s Filen finns kvar här så länge.") % {"why": error})
    return redirect(LIST)


def page(
    admin: ImportAdmin, request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the admin, with what every one of them shows."""
    shown = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "media": admin.media,
        **context,
    }
    return TemplateResponse(request, f"admin/exchange/import/{template}.html", shown, status=status)
