"""What the rules refuse, told where it was typed."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groups.models import Group, User


class Refusable(forms.BaseForm):
    """A form whose rules are kept by whoever writes what it says."""

    fields_of_rules: ClassVar[dict[str, str]] = {}
    """Names that the rules use → the form's own."""

    def refuse(self, error: ValidationError) -> None:
        """Show what the writer refused, each message at its field where the form has it."""
        told = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, messages in told.items():
            field = self.fields_of_rules.get(name, name)
            for message in messages:
                self.add_error(field if field in self.fields else None, message)


def check_reach(group: Group, user: User, field: str | None = None) -> None:
    """Raise ValidationError, at `field` if one is given, if the group has left what the account may edit."""
    if Group.objects.editable_by(user).filter(pk=group.pk).exists():
        return
    told = _("Gruppen skulle hamna i en delregion som du inte är processledare för.")
    raise ValidationError({field: told} if field else told)
