"""Merging two records of one thing: an action on two rows, and a page that shows both and says what will happen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups import merging
from groups.admin.choices import is_key
from groups.admin.scope import writing
from groups.models import Group, Person


class MergeForm(forms.Form):
    """Which of the two stays, and why."""

    keep = forms.ChoiceField(label=gettext_lazy("Behåll"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Orsak"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Frivilligt. Syns i historiken."),
    )


class MergeAction:
    """Adds merging to a ModelAdmin of persons or organisations."""

    actions = ("merge_rows",)

    @admin.action(description=gettext_lazy("Slå ihop två poster"), permissions=["change"])
    def merge_rows(self, request: HttpRequest, queryset: QuerySet) -> HttpResponseRedirect | None:
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            self.message_user(request, _("Markera precis två poster som är samma."), messages.ERROR)
            return None
        return redirect(f"{self._merge_url()}?{urlencode({'a': keys[0], 'b': keys[1]})}")

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("sla-ihop/", self.admin_site.admin_view(self.merge_view), name=name), *super().get_urls()]

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Shows the two records beside each other (GET), merges them (POST)."""
        with writing(request):
            return self._merge_view(request)

    def _merge_view(self, request: HttpRequest) -> HttpResponse:
        pair = self._pair(request)
        plans = [merging.plan(pair[0], pair[1]), merging.plan(pair[1], pair[0])]
        problem = plans[0].obstacle or self._beyond_reach(request, plans)
        form = MergeForm(request.POST if request.method == "POST" else None)
        form.fields["keep"].choices = [(str(each.pk), str(each)) for each in pair]
        if request.method == "POST" and not problem and form.is_valid():
            keep, drop = pair if form.cleaned_data["keep"] == str(pair[0].pk) else reversed(pair)
            merge = merging.merge_persons if self.model is Person else merging.merge_organisations
            try:
                merge(keep, drop, by=request.user, reason=form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, _("Posterna är ihopslagna."), messages.SUCCESS)
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", keep.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Slå ihop två poster"),
            "opts": self.opts,
            "form": form,
            "columns": [
                {"record": record, "leaving": plan, "url": self._change_url(record)}
                for record, plan in zip(pair, reversed(plans), strict=True)
            ],
            "facts": self._facts(pair),
            "problem": problem,
            "is_person": self.model is Person,
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
        }
        return TemplateResponse(request, "admin/groups/merge.html", context)

    def _pair(self, request: HttpRequest) -> list:
        """The two records that the address names. Raises Http404, or PermissionDenied if one is not the account's."""
        keys = [request.GET.get(name, "") for name in ("a", "b")]
        if not all(map(is_key, keys)) or keys[0] == keys[1]:
            raise Http404
        found = {row.pk: row for row in self.model._default_manager.filter(pk__in=keys)}
        if len(found) != 2:
            raise Http404
        pair = [found[int(key)] for key in keys]
        if not all(self.has_change_permission(request, record) for record in pair):
            raise PermissionDenied
        return pair

    def _beyond_reach(self, request: HttpRequest, plans: list[merging.Plan]) -> str | None:
        """Why the account may not merge the two although it may edit both, None if it may.

        An administrator may. For others, what is moved must be theirs to change: registers are the administrators', and
        other delregions' groups are their own.
        """
        user = request.user
        if user.is_administrator:
            return None
        if any(getattr(plan.keep, "is_municipality", False) for plan in plans):
            return _("Kommuner slås ihop av en administratör.")
        for kind in sorted(frozenset().union(*(plan.kinds for plan in plans)), key=lambda kind: kind._meta.label):
            if not user.has_perm(f"{kind._meta.app_label}.{get_permission_codename('change', kind._meta)}"):
                return _("%(rows)s berörs och ändras av en administratör. Be en att slå ihop posterna.") % {
                    "rows": capfirst(kind._meta.verbose_name_plural)
                }
        editable = Group.objects.editable_by(user).values("pk")
        beyond = [group for plan in plans for group in plan.groups.exclude(pk__in=editable)[:1]]
        if not beyond:
            return None
        return _("%(group)s berörs och hör till en annan delregion. Be en administratör slå ihop posterna.") % {
            "group": beyond[0]
        }

    def _facts(self, pair: list) -> list[dict[str, Any]]:
        """The records' facts beside each other, those that both leave blank left out."""
        facts = []
        for field in self.opts.fields:
            if not field.editable or field.primary_key:
                continue
            values = [self._shown(record, field) for record in pair]
            if any(values):
                differs = values[0] != values[1]
                facts.append({"label": capfirst(field.verbose_name), "values": values, "differs": differs})
        return facts

    def _shown(self, record: Any, field: Any) -> str:
        value = getattr(record, field.name)
        if isinstance(value, bool):
            return _("ja") if value else _("nej")
        display = getattr(record, f"get_{field.name}_display", None)
        return str(display() if display else value or "")

    def _change_url(self, record: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])

    def _merge_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_merge")
