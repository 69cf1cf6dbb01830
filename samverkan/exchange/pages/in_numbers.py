"""How many rows, in words, with noughts left out."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def in_numbers(new: int, changed: int) -> str:
    """ "1 ny rad", "3 nya och 2 ändrade rader"; "inga rader" where there are none."""
    if new and changed:
        told = ngettext("%(new)d ny", "%(new)d nya", new) + " "
        told += ngettext("och %(changed)d ändrad rad", "och %(changed)d ändrade rader", changed)
    elif new:
        told = ngettext("%(new)d ny rad", "%(new)d nya rader", new)
    elif changed:
        told = ngettext("%(changed)d ändrad rad", "%(changed)d ändrade rader", changed)
    else:
        told = _("inga rader")
    return told % {"new": new, "changed": changed}
