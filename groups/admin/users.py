"""Accounts: who logs in, in which role, for which delregions. Nobody gives more than they have."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin
from django.contrib.auth.models import Group as Role
from django.db.models import ManyToManyField, Model, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from groups.admin.scope import Scoped
from groups.models import User

admin.site.unregister(Role)  # the roles are made by groups.roles, not by hand


class PasswordForm(AdminPasswordChangeForm):
    """Django's, with the one sentence in Swedish that Django 5.2 has not marked for translation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "usable_password" in self.fields:
            self.fields["usable_password"].help_text = format_html(
                '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
                mark_safe(SetUnusablePasswordMixin.usable_password_help_text),  # noqa: S308 - Django's own words
                _("Om det stängs av försvinner kontots nuvarande lösenord."),
            )


@admin.register(User)
class AccountAdmin(Scoped, UserAdmin):
    """Administrators keep accounts and roles; superusers are made and changed by superusers alone.

    Accounts are closed (not active), never deleted: the history says who did what.
    """

    ending_rows = True
    change_password_form = PasswordForm
    list_display = ("username", "full_name", "function", "roles", "kept_regions", "is_active", "last_login")
    list_filter = ("is_active", "groups", "regions")
    search_fields = ("username", "first_name", "last_name", "email", "function")
    filter_horizontal = ()
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ["username", "password"]}),
        (_("Vem"), {"fields": ["first_name", "last_name", "email", "function", "person"]}),
        (_("Får göra"), {"fields": ["is_active", "groups", "regions"]}),
        (_("Datum"), {"fields": ["last_login", "date_joined"]}),
    )
    add_fieldsets = (
        (None, {"classes": ["wide"], "fields": ["username", "usable_password", "password1", "password2"]}),
    )

    def editable(self, user: User) -> QuerySet:
        """All accounts for a superuser; for an administrator all that are not superusers."""
        if not user.is_authenticated or not user.is_administrator:
            return User.objects.none()
        return User.objects.all() if user.is_superuser else User.objects.filter(is_superuser=False)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups", "regions")

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Superusers may also make superusers."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not request.user.is_superuser:
            return fieldsets
        return [
            (
                name,
                {**options, "fields": [*options["fields"], "is_superuser"]}
                if "groups" in options["fields"]
                else options,
            )
            for name, options in fieldsets
        ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label = _("Roll")
            field.help_text = _(
                "Processledare redigerar sina delregioner, en administratör allt. En antecknare för anteckningar vid "
                "mötena i de grupper där personen har sekreterarplatsen. En uppdragsgivare läser granskningarna som "
                "beställs av en grupp där personen har en plats, och antecknar vad den beslutar."
            )
        return field

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saves, and lets those with a role into the admin."""
        super().save_related(request, form, formsets, change)
        account = form.instance
        account.is_staff = account.is_superuser or account.groups.exists()
        account.save(update_fields=["is_staff"])

    @admin.display(description=_("namn"), ordering="last_name")
    def full_name(self, account: User) -> str:
        return account.get_full_name()

    @admin.display(description=_("roll"))
    def roles(self, account: User) -> str:
        return ", ".join(sorted(role.name for role in account.groups.all())) or "–"

    @admin.display(description=_("delregioner"))
    def kept_regions(self, account: User) -> str:
        return ", ".join(str(region) for region in account.regions.all()) or "–"
