"""Choices of several rows that stand whatever an address or a form sends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model, QuerySet

LONGEST_KEY = 18
"""Digits of the longest key that every database can hold: SQLite's numbers end a little above 9 · 10¹⁸."""


def is_key(value: Any) -> bool:
    """Whether the value, written out, could be a row's key. A key must be known so before it is asked for."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


class BoundedModelMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Passes over keys that no row can have; asking SQLite for one longer than its numbers is an OverflowError."""

    def clean(self, value: Any) -> QuerySet[Model]:
        """The rows chosen. Raises ValidationError as Django's own field does, for well-formed keys of no row too."""
        if isinstance(value, (list, tuple)):
            value = [each for each in value if is_key(each)]
        return super().clean(value)
