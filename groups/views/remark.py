"""Where a reader says that something is wrong on a group's page."""

from __future__ import annotations

import datetime as dt
import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from groups.forms.remark import MOST_AN_HOUR, RemarkForm, client_of
from groups.models import Group, Remark

logger = logging.getLogger(__name__)


# Django's own protection needs a cookie, and a reader gets none. The form acts on nobody's behalf – it uses no
# account – so there is nothing to forge; the signed ticket in it stops what is sent blindly.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; what is sent lands among the process leader's things to do, at most a few an hour from one address."""
    group = get_object_or_404(Group.objects.visible_to(request.user), slug=slug)
    form = RemarkForm(request.POST if request.method == "POST" else None, group=group)
    thanks = f"{reverse('groups:remark', args=[group.slug])}?tack=1"
    status = 200
    if form.is_bound and form.from_robot:
        return redirect(thanks)
    if form.is_bound and form.is_valid():
        client = client_of(request)
        if Remark.objects.from_client(client, since=timezone.now() - dt.timedelta(hours=1)).count() < MOST_AN_HOUR:
            form.instance.group, form.instance.client = group, client
            form.save()
            logger.info("remark %s on group %s", form.instance.pk, group.pk)
            return redirect(thanks)
        form.add_error(None, _("Det har kommit många påpekanden från samma nät. Vänta en stund och skicka igen."))
        status = 429
    context = {"group": group, "form": form, "sent": "tack" in request.GET and not form.is_bound}
    context["crumbs"] = [(_("Grupper"), reverse("groups:group-list")), (group.label, group.get_absolute_url())]
    return render(request, "groups/remark.html", context, status=status)
