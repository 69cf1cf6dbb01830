"""Who may change which rows in the admin: the base of every register.

Everyone with a role sees every row. Which rows an account may change is asked of the queryset's `editable_by(user)`;
a model without one belongs to the administrators. The role's permissions (`groups.roles`) say what may be done at
all; both must allow. Superusers and administrators edit everything.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.core.exceptions import PermissionDenied
from django.db import router
from django.db.models import Field, Model, QuerySet, URLField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from groups.admin.choices import BoundedModelMultipleChoiceField, is_key
from groups.editing import structure_lock
from groups.models import User

ROW_IS_YOURS = "_editable_rows"
"""Where a request remembers what it has asked the database about single rows."""


class ScopedForm(forms.ModelForm):
    """A form that knows who fills it in (`user`, set by the admin) and can ask why a change is made."""

    user: User

    change_reason = forms.CharField(
        label=gettext_lazy("Orsak till ändringen"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Frivilligt. Syns i historiken."),
    )


class Scoped:
    """Permissions by row, for a ModelAdmin."""

    ending_rows = False
    """Whether rows hold from one day to another, and so are ended and never deleted."""

    def editable(self, user: User) -> QuerySet:
        """The rows that `user` may change."""
        rows = self.model._default_manager.all()
        if hasattr(rows, "editable_by"):
            return rows.editable_by(user)
        return rows if user.is_authenticated and user.is_administrator else rows.none()

    def may_edit(self, request: HttpRequest, obj: Model) -> bool:
        """Whether the account may change this row as it stands in the database. One query a row and request."""
        user = request.user
        if not user.is_authenticated or not user.is_active:
            return False
        remembered = request.__dict__.setdefault(ROW_IS_YOURS, {})
        key = (self.model, obj.pk)
        if key not in remembered:
            remembered[key] = self.editable(user).filter(pk=obj.pk).exists()
        return remembered[key]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        user = request.user
        return super().has_add_permission(request, *args) and (user.is_administrator or bool(user.region_ids))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed if obj is None or not allowed else self.may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if self.ending_rows or not super().has_delete_permission(request, obj):
            return False
        return obj is None or self.may_edit(request, obj)

    def get_actions(self, request: HttpRequest) -> dict:
        """Every action but Django's deletion of many rows at once: rows are deleted one by one, if at all."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list; an address with signs that no database text can hold leads to the list as it is."""
        if any("\0" in value for values in request.GET.lists() for value in (values[0], *values[1])):
            return HttpResponseRedirect(request.path)
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """The row's page. What is sent is checked and saved under the lock: what was checked then still holds."""
        with writing(request):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        with writing(request):
            return super().delete_view(request, object_id, extra_context)

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """What the action answers, for those of the marked rows that can exist."""
        marked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(map(is_key, marked)):
            request.POST = request.POST.copy()
            request.POST.setlist(ACTION_CHECKBOX_NAME, [each for each in marked if is_key(each)])
        return super().response_action(request, queryset)

    def formfield_for_manytomany(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, **{"form_class": BoundedModelMultipleChoiceField, **kwargs}
        )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """What Django says, with everything that hangs on the rows counted as protected: nothing goes along.

        What hangs there is the reason that the page gives, before any permission that is lacking for it.
        """
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        protected = [*protected, *hanging_on(objs)]
        return to_delete, counts, set() if protected else perms_needed, protected

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saves, and takes everything back (the page is one transaction) if the row has left the account's reach."""
        super().save_related(request, form, formsets, change)
        if not self.editable(request.user).filter(pk=form.instance.pk).exists():
            raise PermissionDenied(_("Ändringen skulle flytta raden utanför dina delregioner."))

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> type:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form


class ScopedAdmin(Scoped, SimpleHistoryAdmin):
    """A register whose rows keep their history: who changed what, when and why, without going back to old rows."""

    form = ScopedForm
    formfield_overrides = {URLField: {"widget": AdminURLFieldWidget, "assume_scheme": "https"}}
    object_history_list_template = "admin/groups/history_list.html"
    object_history_form_template = "admin/groups/history_version.html"

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list:
        """The fieldsets, with the reason for the change last where there is something to change."""
        fieldsets = [
            (name, {**options, "fields": [each for each in options["fields"] if each != "change_reason"]})
            for name, options in super().get_fieldsets(request, obj)
        ]
        if obj is not None and self.has_change_permission(request, obj) and issubclass(self.form, ScopedForm):
            fieldsets.append((None, {"fields": ["change_reason"]}))
        return fieldsets

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        obj._change_reason = form.cleaned_data.get("change_reason") or None
        super().save_model(request, obj, form, change)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Who changed what. simple-history 3.13.0 answers 500 where the address holds no number."""
        if not is_key(object_id):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, **kwargs: Any) -> HttpResponse:
        """An old version, to read. simple-history 3.13.0 saves it on POST even with reverting disabled."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not is_key(object_id) or not is_key(version_id):
            raise Http404
        return super().history_form_view(request, object_id, version_id, **kwargs)

    def history_form_view_title(self, request: HttpRequest, obj: Model) -> str:
        """An old version says so: simple-history 3.13.0 has the words of Django's page for whoever may only read."""
        return _("Tidigare version: %(row)s") % {"row": obj}


class PlainScopedAdmin(Scoped, admin.ModelAdmin):
    """A register of simple rows that keep no history of their own."""


class ScopedInline:
    """Rows on another row's page. They are ended, not deleted; the page itself refuses who may not change it."""

    can_delete = False
    extra = 1  # so that a row can be added without a script

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Named by its column's heading, which is the only label that Django gives a field in a table."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = field.label
            getattr(field.widget, "widget", field.widget).attrs["aria-label"] = field.label
        return field

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Its choices are read once for all rows."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = list(field.choices)
        return field


def writing(request: HttpRequest) -> AbstractContextManager[None]:
    """The lock of `groups.editing` for a request that may write, nothing for one that only reads."""
    return structure_lock() if request.method == "POST" else nullcontext()


def hanging_on(objs: Any) -> list[str]:
    """Rows that would go along, or lose a tie, if `objs` were deleted: each as words for the page that refuses.

    What a row itself has chosen among others (a type's allowed parents) does not hang on it.
    """
    collector = NestedObjects(using=router.db_for_write(objs[0].__class__), origin=objs)
    collector.collect(objs)
    own = set(objs)
    hanging = (row for rows in collector.data.values() for row in rows if row not in own)
    ends = (_other_end(row, own) for row in hanging)
    return sorted({f"{row._meta.verbose_name}: {row}" for row in ends if row})


def _other_end(row: Model, own: set[Model]) -> Model | None:
    """The row itself; of one that ties two rows, the one that has chosen, None if that is one of `own`."""
    if not row._meta.auto_created:
        return row
    choices = row._meta.auto_created._meta.local_many_to_many
    choice = next(field for field in choices if field.remote_field.through is type(row))
    chooser = getattr(row, choice.m2m_field_name())
    return None if chooser in own else chooser
